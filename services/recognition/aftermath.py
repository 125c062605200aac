"""After a decision: a slip is corrected, a recognition withdrawn, and what rested on it reviewed."""

from datetime import date
from typing import Any, Literal

from chronicle.refusal import Refused
from contracts.fact import Fact, Identifier, Text
from contracts.recognition import DecisionCorrected, RecognitionWithdrawn, ReviewClosed, ReviewOpened
from services.recognition.clock import KnownCalendar
from services.recognition.deciding import RESTS_ON_OTHERS, ChairsCommand, must_have_the_right
from services.recognition.dossier_state import Dossier, DossierCommand, about
from services.recognition.due_days import review_due
from services.recognition.rule_set import RuleSet, rules_to_go_by
from services.recognition.turns import must_be_decided

Item = Literal["decision_number", "decided_on", "reason", "unit_name"]


class CorrectDecision(ChairsCommand):
    """Puts a slip of the decision right (đính chính): what it says, and what it is to be read as."""

    item: Item
    before: Text
    after: Text
    reason: Text
    correction_number: Text


class WithdrawRecognition(ChairsCommand):
    """Withdraws the recognition of the year (thu hồi), by a decision of its own; a review of it that is open ends."""

    reason: Text
    decision_number: Text


class OpenReview(DossierCommand):
    """Has a recognition looked at again, because another dossier's outcome, on which it rested, is not what it was."""

    because_of: Identifier
    reason: Text


class CloseReview(ChairsCommand):
    """Says that the decision stands, or withdraws the recognition at once."""

    upheld: bool
    reason: Text
    document_number: Text


def correct(command: CorrectDecision, dossier: Dossier, rule_set: RuleSet, **known: Any) -> list[Fact]:
    said = _said(dossier, command.item)
    if said == command.after:
        return []
    must_be_decided(dossier.state, dossier.last_day, command.occurred_on)
    _must_be_a_slip(command, said)
    rules = rules_to_go_by(rule_set, dossier.unit_kind, dossier.year)
    must_have_the_right(command, dossier, rules, **known)
    return [
        DecisionCorrected(
            **about(dossier, command),
            **command.model_dump(include={"item", "before", "after", "reason", "correction_number"}),
            corrected_by=command.decided_by,
            corrected_on=command.occurred_on,
        )
    ]


def withdraw(command: WithdrawRecognition, dossier: Dossier, rule_set: RuleSet, **known: Any) -> list[Fact]:
    if dossier.withdrawal == command.decision_number:
        return []
    must_be_decided(dossier.state, dossier.last_day, command.occurred_on)
    if not dossier.recognised:
        raise Refused(
            "withdrawal.not_recognised",
            vi="Đơn vị không được công nhận, hoặc công nhận đã bị thu hồi",
            en="The unit is not recognised, or its recognition was withdrawn already",
        )
    rules = rules_to_go_by(rule_set, dossier.unit_kind, dossier.year)
    must_have_the_right(command, dossier, rules, **known)
    withdrawn = _withdrawn(command, dossier, command.reason, command.decision_number)
    if not dossier.review_open:
        return [withdrawn]
    closed = CloseReview(
        **command.model_dump(exclude={"decision_number"}), upheld=False, document_number=command.decision_number
    )
    return [_closed(closed, dossier), withdrawn]


def open_review(
    command: OpenReview, dossier: Dossier, rule_set: RuleSet, calendar: KnownCalendar, **_: object
) -> list[Fact]:
    """Nothing for who is not recognised, whose rules count no other dossiers, or what was looked into already."""
    if not dossier.recognised or command.because_of in dossier.looked_into:
        return []
    rules = rules_to_go_by(rule_set, dossier.unit_kind, dossier.year)
    if not any(criterion.evidence in RESTS_ON_OTHERS for criterion in rules.criteria):
        return []
    return [
        ReviewOpened(
            **about(dossier, command),
            because_of=command.because_of,
            reason=command.reason,
            # of several causes the first sets the clock
            due=dossier.due if dossier.review_open else review_due(command.occurred_on, rules, calendar),
            opened_on=command.occurred_on,
        )
    ]


def close_review(command: CloseReview, dossier: Dossier, rule_set: RuleSet, **known: Any) -> list[Fact]:
    if not dossier.review_open and dossier.reviewed == (command.upheld, command.document_number):
        return []
    must_be_decided(dossier.state, dossier.last_day, command.occurred_on)
    if not dossier.review_open:
        raise Refused(
            "review.none_open", vi="Quyết định này không có việc xem xét lại", en="No review of this decision is open"
        )
    rules = rules_to_go_by(rule_set, dossier.unit_kind, dossier.year)
    must_have_the_right(command, dossier, rules, **known)
    closed = _closed(command, dossier)
    if command.upheld:
        return [closed]
    return [closed, _withdrawn(command, dossier, command.reason, command.document_number)]


def _said(dossier: Dossier, item: Item) -> str | None:
    """What the decision is read as today; None for what it does not say, or the system was not told."""
    if item in dossier.corrected or dossier.decision is None:
        return dossier.corrected.get(item)
    decision = dossier.decision
    known = {"decision_number": decision.decision_number, "decided_on": decision.decided_on.isoformat()}
    return known.get(item) or (decision.reason if item == "reason" else None)


def _must_be_a_slip(command: CorrectDecision, said: str | None) -> None:
    """What it says is what it says; only a name stands on paper alone, and is corrected as the paper has it."""
    if command.before != said and not (said is None and command.item == "unit_name"):
        raise Refused(
            "correction.says_otherwise",
            vi=f"Quyết định không ghi “{command.before}” ở mục này mà ghi “{said or 'không có'}”",
            en=f"The decision does not say “{command.before}” there, it says “{said or 'nothing'}”",
        )
    if command.item != "decided_on":
        return
    try:
        day = date.fromisoformat(command.after)
    except ValueError:
        day = date.max
    if day > command.occurred_on:
        raise Refused(
            "correction.no_such_day",
            vi="Ngày quyết định phải viết dạng 2021-11-08 và không sau ngày đính chính",
            en="The day of a decision is written as 2021-11-08, and not after the day of the correction",
        )


def _withdrawn(command: ChairsCommand, dossier: Dossier, reason: str, number: str) -> RecognitionWithdrawn:
    return RecognitionWithdrawn(
        **about(dossier, command),
        unit_kind=dossier.unit_kind,
        reason=reason,
        decision_number=number,
        decided_by=command.decided_by,
        withdrawn_on=command.occurred_on,
    )


def _closed(command: CloseReview, dossier: Dossier) -> ReviewClosed:
    said = command.model_dump(include={"upheld", "reason", "document_number"})
    return ReviewClosed(**about(dossier, command), **said, closed_by=command.decided_by, closed_on=command.occurred_on)
