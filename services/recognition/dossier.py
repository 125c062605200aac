"""A unit's dossier of a year from opening over submission, perhaps returns, and appraisal to the chair's decision."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from pydantic import Field

from chronicle.aggregate import Aggregate, Fold, Knowledge
from chronicle.command import Command
from chronicle.refusal import Refused
from contracts.fact import Fact, Identifier, Text, UnitId, Year, items_max
from contracts.recognition import (
    CriterionResult,
    DossierAccepted,
    DossierAppraised,
    DossierDecided,
    DossierDiscarded,
    DossierLapsed,
    DossierOpened,
    DossierProposed,
    DossierReturned,
    DossierSubmitted,
    Outcome,
    Shortfall,
)
from contracts.registration import UnitKind
from services.recognition.appraisal import judge, must_be_met
from services.recognition.authority import UNIT, KnownUnit, must_decide, must_have_ended
from services.recognition.rule_set import RULE_SET, RuleSet, is_late, rules_to_go_by
from services.recognition.turns import DossierState, must_be_in_turn, must_be_untouched


class DossierCommand(Command):
    """Every command names the dossier: the campaign, a slash, the unit."""

    dossier_id: Identifier


class OpenDossier(DossierCommand):
    """Gives a registered unit a dossier to compile; its rule set may come into force later."""

    unit_id: UnitId
    unit_kind: UnitKind
    campaign_id: Identifier
    year: Year
    rule_set: Identifier


class DiscardDossier(DossierCommand):
    """Puts a dossier away that nobody has begun: the registration that opened it was undone."""


class LapseDossier(DossierCommand):
    """Closes a dossier nobody will decide: its unit ended before."""

    reason: Text


class SubmitDossier(DossierCommand):
    """Hands it to the standing body. Missing documents do not stop this: the standing body returns it."""

    documents: tuple[Identifier, ...] = Field(max_length=items_max)


class ReturnDossier(DossierCommand):
    """Returns it for correction, with an itemised list."""

    shortfalls: tuple[Shortfall, ...] = Field(min_length=1, max_length=items_max)


class AcceptDossier(DossierCommand):
    """Finds it complete."""


class AppraiseDossier(DossierCommand):
    """Answers every criterion of the rule set, each once."""

    results: tuple[CriterionResult, ...] = Field(max_length=items_max)


class ProposeOutcome(DossierCommand):
    """Proposes the outcome to the chair (tờ trình)."""

    outcome: Outcome
    proposal_number: Text


class DecideDossier(DossierCommand):
    """Recognises the unit, or refuses with a reason; a late decision is accepted and marked."""

    outcome: Outcome
    decision_number: Text
    decided_by: UnitId = Field(description="the unit whose chair decides")
    reason: Text | None = None


@dataclass(frozen=True)
class Dossier:
    """What decisions need to know of it. `last_day` is the day of its last step."""

    state: DossierState = "unknown"
    unit_id: str = ""
    unit_kind: UnitKind = "residential_area"
    year: int = 0
    rule_set: str = ""
    last_day: date = date.min
    round: int = 0
    accepted: bool = False
    documents: tuple[str, ...] = ()
    shortfalls: tuple[Shortfall, ...] = ()
    results: tuple[CriterionResult, ...] = ()
    met: bool = False
    proposal: tuple[str, str] | None = None
    decision: tuple[str, str, str] | None = None


def evolve(dossier: Dossier, fact: Fact) -> Dossier:
    match fact:
        case DossierOpened(unit_id=unit_id, unit_kind=unit_kind, year=year, rule_set=rule_set, opened_on=day):
            return Dossier("opened", unit_id, unit_kind, year, rule_set, day)
        case DossierDiscarded():
            return Dossier()
        case DossierLapsed(lapsed_on=day):
            return replace(dossier, state="lapsed", last_day=day)
        case DossierSubmitted(round=number, documents=documents, submitted_on=day):
            return replace(dossier, state="submitted", round=number, documents=documents, last_day=day)
        case DossierReturned(shortfalls=shortfalls, returned_on=day):
            return replace(dossier, state="returned", shortfalls=shortfalls, last_day=day)
        case DossierAccepted(accepted_on=day):
            return replace(dossier, state="accepted", accepted=True, last_day=day)
        case DossierAppraised(results=results, met=met, appraised_on=day):
            return replace(dossier, state="appraised", results=results, met=met, last_day=day)
        case DossierProposed(outcome=outcome, proposal_number=number, proposed_on=day):
            return replace(dossier, state="proposed", proposal=(outcome, number), last_day=day)
        case DossierDecided(outcome=outcome, decision_number=number, decided_by=decider, decided_on=day):
            return replace(dossier, state="decided", decision=(outcome, number, decider), last_day=day)
    return dossier


def open_(command: OpenDossier, dossier: Dossier, rule_set: RuleSet, unit: KnownUnit, **_: object) -> list[Fact]:
    if dossier.state != "unknown":
        return []
    if command.dossier_id != f"{command.campaign_id}/{command.unit_id}":
        raise Refused(
            "dossier.misnamed",
            vi="Mã hồ sơ phải là mã đợt, dấu gạch chéo, mã đơn vị: mỗi đơn vị một hồ sơ mỗi đợt",
            en="A dossier is named for its campaign, a slash, its unit: one dossier a unit and campaign",
        )
    if not unit.stands_on(command.occurred_on):
        raise Refused("unit.unknown", vi="Đơn vị không có trong danh bạ", en="The unit is not in the register")
    if unit.kind != command.unit_kind:
        raise Refused(
            "dossier.another_kind",
            vi="Loại đơn vị không khớp danh bạ",
            en="The register knows the unit as another kind",
        )
    if rule_set.in_force:
        rules_to_go_by(rule_set, command.unit_kind, command.year)
    return [DossierOpened(**command.model_dump(exclude={"occurred_on"}), opened_on=command.occurred_on)]


def discard(command: DiscardDossier, dossier: Dossier, **_: object) -> list[Fact]:
    if dossier.state == "unknown":
        return []
    must_be_untouched(dossier.state)
    return [DossierDiscarded(**_about(dossier, command), discarded_on=command.occurred_on)]


def lapse(command: LapseDossier, dossier: Dossier, unit: KnownUnit, **_: object) -> list[Fact]:
    """What was decided stays decided, whatever became of the unit since."""
    if dossier.state in ("unknown", "decided", "lapsed"):
        return []
    must_have_ended(unit, command.occurred_on)
    return [DossierLapsed(**_about(dossier, command), reason=command.reason, lapsed_on=command.occurred_on)]


def submit(command: SubmitDossier, dossier: Dossier, rule_set: RuleSet, **_: object) -> list[Fact]:
    if dossier.state not in ("unknown", "opened", "returned") and set(dossier.documents) == set(command.documents):
        return []
    must_be_in_turn(dossier.state, dossier.last_day, command.occurred_on, "opened", "returned")
    rules = rules_to_go_by(rule_set, dossier.unit_kind, dossier.year)
    if command.occurred_on < rules.window_from:
        raise Refused(
            "dossier.before_window",
            vi=f"Kỳ xét bắt đầu ngày {rules.window_from:%d/%m/%Y}",
            en=f"The window begins on {rules.window_from}",
        )
    said = {"round": dossier.round + 1, "documents": command.documents, "submitted_on": command.occurred_on}
    return [DossierSubmitted(**_about(dossier, command), **said)]


def return_(command: ReturnDossier, dossier: Dossier, **_: object) -> list[Fact]:
    if dossier.state == "returned" and dossier.shortfalls == command.shortfalls:
        return []
    must_be_in_turn(dossier.state, dossier.last_day, command.occurred_on, "submitted")
    return [DossierReturned(**_about(dossier, command), shortfalls=command.shortfalls, returned_on=command.occurred_on)]


def accept(command: AcceptDossier, dossier: Dossier, rule_set: RuleSet, **_: object) -> list[Fact]:
    if dossier.accepted:
        return []
    must_be_in_turn(dossier.state, dossier.last_day, command.occurred_on, "submitted")
    required = rules_to_go_by(rule_set, dossier.unit_kind, dossier.year).document_codes
    missing = [document for document in required if document not in dossier.documents]
    if missing:
        raise Refused(
            "dossier.documents_missing",
            vi=f"Hồ sơ còn thiếu: {', '.join(missing)}",
            en=f"The dossier lacks: {', '.join(missing)}",
        )
    return [DossierAccepted(**_about(dossier, command), accepted_on=command.occurred_on)]


def appraise(command: AppraiseDossier, dossier: Dossier, rule_set: RuleSet, **_: object) -> list[Fact]:
    if dossier.results and set(dossier.results) == set(command.results):
        return []
    must_be_in_turn(dossier.state, dossier.last_day, command.occurred_on, "accepted")
    judged = judge(rules_to_go_by(rule_set, dossier.unit_kind, dossier.year), command.results)
    return [
        DossierAppraised(
            **_about(dossier, command),
            results=command.results,
            met=judged.met,
            points=judged.points,
            appraised_on=command.occurred_on,
        )
    ]


def propose(command: ProposeOutcome, dossier: Dossier, **_: object) -> list[Fact]:
    if dossier.proposal == (command.outcome, command.proposal_number):
        return []
    must_be_in_turn(dossier.state, dossier.last_day, command.occurred_on, "appraised")
    must_be_met(dossier.met, command.outcome, "proposal.criteria_not_met")
    said = command.model_dump(include={"outcome", "proposal_number"})
    return [DossierProposed(**_about(dossier, command), **said, proposed_on=command.occurred_on)]


def decide(
    command: DecideDossier, dossier: Dossier, rule_set: RuleSet, unit: KnownUnit, decider: KnownUnit
) -> list[Fact]:
    if dossier.decision == (command.outcome, command.decision_number, command.decided_by):
        return []
    must_be_in_turn(dossier.state, dossier.last_day, command.occurred_on, "proposed")
    must_be_met(dossier.met, command.outcome, "decision.criteria_not_met")
    if command.outcome == "refused" and command.reason is None:
        raise Refused(
            "decision.reason_missing", vi="Không công nhận thì phải nêu lý do", en="A refusal needs its reason"
        )
    rules = rules_to_go_by(rule_set, dossier.unit_kind, dossier.year)
    must_decide(rules, unit, command.decided_by, decider, command.occurred_on)
    return [
        DossierDecided(
            **_about(dossier, command),
            **command.model_dump(include={"outcome", "reason", "decision_number", "decided_by"}),
            unit_kind=dossier.unit_kind,
            decided_on=command.occurred_on,
            decide_before=rules.decide_before,
            late=is_late(rules, command.occurred_on),
        )
    ]


def _about(dossier: Dossier, command: DossierCommand) -> Mapping[str, object]:
    return {"dossier_id": command.dossier_id, "unit_id": dossier.unit_id, "year": dossier.year}


def _rule_set_looked_at(command: DossierCommand, dossier: Dossier) -> str | None:
    return command.rule_set if isinstance(command, OpenDossier) else dossier.rule_set or None


def _unit_looked_at(command: DossierCommand, dossier: Dossier) -> str | None:
    return command.unit_id if isinstance(command, OpenDossier) else dossier.unit_id or None


def _decider_looked_at(command: DossierCommand, dossier: Dossier) -> str | None:
    return command.decided_by if isinstance(command, DecideDossier) else None


DOSSIER: Aggregate[Dossier] = Aggregate(
    fold=Fold(category="recognition.dossier", initial=Dossier(), evolve=evolve),
    identity=lambda command: command.dossier_id,
    knows={
        "rule_set": Knowledge(RULE_SET.fold, _rule_set_looked_at),
        "unit": Knowledge(UNIT, _unit_looked_at),
        "decider": Knowledge(UNIT, _decider_looked_at),
    },
    decisions={
        OpenDossier: open_,
        DiscardDossier: discard,
        LapseDossier: lapse,
        SubmitDossier: submit,
        ReturnDossier: return_,
        AcceptDossier: accept,
        AppraiseDossier: appraise,
        ProposeOutcome: propose,
        DecideDossier: decide,
    },
)
