"""The chair decides: by what right, on what of other dossiers, and with which outcome."""

from typing import Any, Literal

from pydantic import Field

from chronicle.refusal import Refused
from contracts.fact import Fact, Text, UnitId
from contracts.recognition import (
    DecidingAuthority,
    DossierDecided,
    KindRules,
    Outcome,
    OutcomeCount,
    Outcomes,
    OutcomesCounted,
)
from services.recognition.appraisal import must_be_met, reaches
from services.recognition.appraising import must_be_carried
from services.recognition.authority import KnownUnit, must_decide
from services.recognition.delegation import Delegations
from services.recognition.dossier_state import Dossier, DossierCommand, about
from services.recognition.rule_set import RuleSet, is_late, rules_to_go_by
from services.recognition.turns import must_be_in_turn

RESTS_ON_OTHERS = frozenset({"areas_recognised", "units_recognised"})
"""The evidence of a criterion that counts what was decided about other dossiers."""


class ChairsCommand(DossierCommand):
    """What only a chair asks: the unit whose chair it is, and in whose place it decides where that was delegated to it."""

    decided_by: UnitId = Field(description="the unit whose chair decides")
    delegated_by: UnitId | None = Field(default=None, description="the unit that delegated it; null: by its own right")


class DecideDossier(ChairsCommand):
    """Recognises the unit, or refuses with a reason; a late decision is accepted and marked."""

    outcome: Outcome
    decision_number: Text
    reason: Text | None = None
    signed_as: Literal["chair", "deputy"] = "chair"
    counted: Outcomes | None = Field(
        default=None, description="what it rests on of other outcomes; the API counts it by itself, whatever is given"
    )


def decide(command: DecideDossier, dossier: Dossier, rule_set: RuleSet, **known: Any) -> list[Fact]:
    if _already_so(command, dossier):
        return []
    must_be_in_turn(dossier.state, dossier.last_day, command.occurred_on, "proposed")
    must_be_met(dossier.met, command.outcome, "decision.criteria_not_met")
    must_be_carried(dossier.sitting, command.outcome, "decision.not_carried")
    if command.outcome == "refused" and command.reason is None:
        raise Refused(
            "decision.reason_missing", vi="Không công nhận thì phải nêu lý do", en="A refusal needs its reason"
        )
    rules = rules_to_go_by(rule_set, dossier.unit_kind, dossier.year)
    basis = must_have_the_right(command, dossier, rules, **known)
    return [
        *_counted(command, dossier, rules),
        DossierDecided(
            **about(dossier, command),
            **command.model_dump(include={"outcome", "reason", "decision_number", "decided_by"}),
            unit_kind=dossier.unit_kind,
            decided_on=command.occurred_on,
            decide_before=rules.decide_before,
            late=is_late(rules, command.occurred_on),
            authority=DecidingAuthority(
                level=rules.decided_by,
                basis=basis or _source(rules, rule_set),
                delegated_by=command.delegated_by,
                signed_as=command.signed_as,
            ),
        ),
    ]


def must_have_the_right(
    command: ChairsCommand,
    dossier: Dossier,
    rules: KindRules,
    unit: KnownUnit,
    decider: KnownUnit,
    delegator: KnownUnit,
    delegation: Delegations,
    **_: object,
) -> str | None:
    """The number of the delegation it decides by; None: by its own right. Raises Refused for who has none.

    After the rules come the streams a chair's command looks at, by their names in the aggregate's `knows`.
    """
    if command.decided_by == dossier.unit_id:
        raise Refused(
            "decision.own_unit",
            vi="Không đơn vị nào quyết định hồ sơ của chính mình, kể cả khi được ủy quyền",
            en="No unit decides its own dossier, not even by a delegation",
        )
    day = command.occurred_on
    if command.delegated_by is None:
        must_decide(rules, unit, command.decided_by, decider, day)
        return None
    must_decide(rules, unit, command.delegated_by, delegator, day)
    held = delegation.to(command.decided_by, dossier.unit_kind, day)
    if held is None or not decider.stands_on(day):
        raise Refused(
            "decision.not_delegated",
            vi="Ngày này không có ủy quyền nào còn hiệu lực cho đơn vị quyết định loại hồ sơ này",
            en="No delegation holds that day by which this unit decides dossiers of this kind",
        )
    return held.document_number


def _source(rules: KindRules, rule_set: RuleSet) -> str:
    """The article that names the level; the circular as a whole where the rule set gives none."""
    named = (ground.source for ground in rules.grounds if ground.about == "authority" and ground.source)
    return next(named, "" if rule_set.content is None else rule_set.content.circular)


def _already_so(command: DecideDossier, dossier: Dossier) -> bool:
    decided = dossier.decision
    return decided is not None and (decided.outcome, decided.decision_number, decided.decided_by) == (
        command.outcome,
        command.decision_number,
        command.decided_by,
    )


def _counted(command: DecideDossier, dossier: Dossier, rules: KindRules) -> list[Fact]:
    """What the recognition rests on still holds: shares were counted again, and who is decided before it was decided."""
    shares = [c for c in rules.criteria if c.evidence in RESTS_ON_OTHERS and c.at_least is not None]
    if command.outcome != "recognised" or not (shares or rules.decided_after):
        return []
    counted = command.counted
    by_criterion = {} if counted is None else {count.criterion: count for count in counted.counts}
    if counted is None or not by_criterion.keys() >= {criterion.code for criterion in shares}:
        raise Refused(
            "decision.not_counted",
            vi="Kết quả của các đơn vị cấp dưới phải được đếm lại tại ngày quyết định",
            en="The outcomes of the units below have to be counted again on the day of the decision",
        )
    if counted.undecided:
        raise Refused(
            "decision.others_undecided",
            vi=f"Còn {counted.undecided} hồ sơ cấp dưới đã nộp mà chưa quyết định; hãy quyết định các hồ sơ đó trước",
            en=f"{counted.undecided} dossiers that come before it are handed in and not decided; decide those first",
        )
    for criterion in shares:
        _must_still_reach(by_criterion[criterion.code], criterion.at_least or "")
    return [OutcomesCounted(**about(dossier, command), **dict(counted), counted_on=command.occurred_on)]


def _must_still_reach(count: OutcomeCount, at_least: str) -> None:
    if not reaches(count.recognised, count.in_all, at_least):
        raise Refused(
            "decision.share_fell",
            vi=f"Nay chỉ {count.recognised}/{count.in_all} đơn vị được công nhận, dưới mức {at_least}: không thể công nhận",
            en=f"By now {count.recognised} of {count.in_all} are recognised, below {at_least}: no recognition",
        )
