"""The rules of a year: criteria, windows, deadlines, documents and who decides; drafted, discarded, put in force."""

from dataclasses import dataclass, replace
from datetime import date

from pydantic import Field

from chronicle.aggregate import Aggregate, Fold
from chronicle.command import Command
from chronicle.refusal import Refused
from contracts.fact import Count, Fact, Identifier
from contracts.recognition import (
    Edition,
    KindRules,
    RuleSetContent,
    RuleSetDraftDiscarded,
    RuleSetDrafted,
    RuleSetPutInForce,
)
from services.recognition.clock import last_day_to_decide
from services.recognition.rule_set_checks import hindrances


class DraftRuleSet(RuleSetContent, Command):
    """Writes a draft, or edits it: the whole content. It may still lack what would keep it from being put in force."""

    in_force_on: date = Field(description="from when it is meant to hold; may lie after its windows have closed")
    based_on: Edition | None = Field(default=None, description="what was edited, of this or of another rule set")


class DiscardRuleSetDraft(Command):
    """Gives the draft up."""

    rule_set: Identifier
    edition: Count = Field(strict=True)


class PutRuleSetDraftInForce(Command):
    """Makes the draft the one to decide by, from the day it holds."""

    rule_set: Identifier
    edition: Count = Field(strict=True)


class PutRuleSetInForce(RuleSetContent, Command):
    """Makes a rule set the one to decide by, without a draft; again with other content, it corrects it."""


@dataclass(frozen=True)
class RuleSet:
    """What decisions need to know of it. No content: nobody put it in force. `newest` counts drafts as well."""

    content: RuleSetContent | None = None
    edition: int = 0
    newest: int = 0
    draft: RuleSetContent | None = None
    draft_in_force_on: date = date.min

    @property
    def in_force(self) -> bool:
        return self.content is not None

    @property
    def year(self) -> int:
        return 0 if self.content is None else self.content.year

    @property
    def kinds(self) -> tuple[KindRules, ...]:
        return () if self.content is None else self.content.kinds

    @property
    def current(self) -> int | None:
        """The edition that is edited next: the draft, or what is in force; None where there is neither."""
        if self.draft is not None:
            return self.newest
        return self.edition if self.in_force else None


def rules_to_go_by(rule_set: RuleSet, unit_kind: str, year: int) -> KindRules:
    """The rules for a kind of unit in a year. Raises Refused where there are none to go by."""
    if not rule_set.in_force:
        raise Refused("rule_set.not_in_force", vi="Bộ quy định chưa có hiệu lực", en="The rule set is not in force yet")
    if rule_set.year != year:
        raise Refused(
            "rule_set.another_year", vi=f"Bộ quy định của năm {rule_set.year}", en=f"The rule set is of {rule_set.year}"
        )
    rules = next((rules for rules in rule_set.kinds if rules.unit_kind == unit_kind), None)
    if rules is None:
        raise Refused(
            "rule_set.no_such_kind",
            vi="Bộ quy định không áp dụng cho loại đơn vị này",
            en="The rule set has no rules for this kind of unit",
        )
    return rules


def is_late(rules: KindRules, decided_on: date) -> bool:
    """Whether a decision of that day comes after the deadline; never where the rules name none."""
    last_day = last_day_to_decide(rules)
    return last_day is not None and decided_on > last_day


def evolve(known: RuleSet, fact: Fact) -> RuleSet:
    match fact:
        case RuleSetDrafted():
            draft = RuleSetContent.of(fact)
            return replace(known, draft=draft, newest=fact.edition, draft_in_force_on=fact.in_force_on)
        case RuleSetDraftDiscarded():
            return replace(known, draft=None)
        case RuleSetPutInForce():
            newest = max(known.newest, fact.edition)
            return RuleSet(content=RuleSetContent.of(fact), edition=fact.edition, newest=newest)
    return known


def draft(command: DraftRuleSet, known: RuleSet) -> list[Fact]:
    content = RuleSetContent.of(command)
    if known.draft == content and known.draft_in_force_on == command.in_force_on:
        return []
    _must_be_edited_from_the_newest(command, known)
    return [
        RuleSetDrafted(
            **dict(content),
            edition=known.newest + 1,
            based_on=command.based_on,
            in_force_on=command.in_force_on,
            drafted_on=command.occurred_on,
        )
    ]


def _must_be_edited_from_the_newest(command: DraftRuleSet, known: RuleSet) -> None:
    """Two who edit at once must not undo each other's words unseen."""
    base = command.based_on
    edited = base.edition if base is not None and base.rule_set == command.rule_set else None
    if edited != known.current:
        raise Refused(
            "rule_set.draft_outdated",
            vi="Bộ quy định đã có bản khác với bản đã sửa; hãy mở lại và sửa trên bản mới nhất",
            en="The rule set has another version than the one that was edited: open the newest, and edit that",
        )


def discard(command: DiscardRuleSetDraft, known: RuleSet) -> list[Fact]:
    if known.draft is None:
        return []
    _must_be_the_draft(command, known)
    year, day = known.draft.year, command.occurred_on
    return [RuleSetDraftDiscarded(rule_set=command.rule_set, year=year, edition=command.edition, discarded_on=day)]


def put_draft_in_force(command: PutRuleSetDraftInForce, known: RuleSet) -> list[Fact]:
    if known.draft is None and known.in_force and known.edition == command.edition:
        return []
    _must_be_the_draft(command, known)
    assert known.draft is not None
    return _put(known.draft, known, command.edition, command.occurred_on)


def _must_be_the_draft(command: PutRuleSetDraftInForce | DiscardRuleSetDraft, known: RuleSet) -> None:
    if known.draft is None or known.newest != command.edition:
        raise Refused(
            "rule_set.not_the_draft",
            vi=f"Bản {command.edition} không phải là bản thảo hiện tại",
            en=f"Version {command.edition} is not the draft there is",
        )


def put_in_force(command: PutRuleSetInForce, known: RuleSet) -> list[Fact]:
    content = RuleSetContent.of(command)
    if known.content == content:
        return []
    if known.draft is not None:
        raise Refused(
            "rule_set.draft_open",
            vi=f"Đang có bản thảo {known.newest}: hãy ban hành hoặc hủy bản thảo trước",
            en=f"There is a draft, version {known.newest}: put it in force or discard it first",
        )
    return _put(content, known, known.newest + 1, command.occurred_on)


def _put(content: RuleSetContent, known: RuleSet, edition: int, day: date) -> list[Fact]:
    for refusal in hindrances(content, known.content):
        raise refusal
    return [RuleSetPutInForce(**dict(content), in_force_on=day, edition=edition)]


RULE_SET: Aggregate[RuleSet] = Aggregate(
    fold=Fold(category="recognition.rule_set", initial=RuleSet(), evolve=evolve),
    identity=lambda command: command.rule_set,
    decisions={
        DraftRuleSet: draft,
        DiscardRuleSetDraft: discard,
        PutRuleSetDraftInForce: put_draft_in_force,
        PutRuleSetInForce: put_in_force,
    },
)
