"""The committee appraises a dossier in a sitting, criterion by criterion, and proposes the outcome to the chair."""

from pydantic import Field

from chronicle.refusal import Refused
from contracts.fact import Fact, Text, items_max
from contracts.recognition import CriterionResult, DossierAppraised, DossierProposed, Outcome, Sitting
from services.recognition.appraisal import judge, must_be_met
from services.recognition.clock import KnownCalendar, due_for
from services.recognition.dossier_state import Dossier, DossierCommand, about
from services.recognition.rule_set import RuleSet, rules_to_go_by
from services.recognition.turns import must_be_in_turn


class AppraiseDossier(DossierCommand):
    """Answers every criterion of the rule set, each once, and says how the committee sat."""

    results: tuple[CriterionResult, ...] = Field(max_length=items_max)
    sitting: Sitting | None = None

    @property
    def file_sha256(self) -> str | None:
        """The minutes, so that the portal looks whether that file was uploaded."""
        return None if self.sitting is None else self.sitting.minutes_sha256


class ProposeOutcome(DossierCommand):
    """Proposes the outcome to the chair (tờ trình)."""

    outcome: Outcome
    proposal_number: Text


def appraise(
    command: AppraiseDossier, dossier: Dossier, rule_set: RuleSet, calendar: KnownCalendar, **_: object
) -> list[Fact]:
    if dossier.results and (set(dossier.results), dossier.sitting) == (set(command.results), command.sitting):
        return []
    must_be_in_turn(dossier.state, dossier.last_day, command.occurred_on, "accepted")
    if command.sitting is not None:
        _must_add_up(command.sitting)
    rules = rules_to_go_by(rule_set, dossier.unit_kind, dossier.year)
    judged = judge(rules, command.results)
    return [
        DossierAppraised(
            **about(dossier, command),
            results=command.results,
            met=judged.met,
            appraised_on=command.occurred_on,
            sitting=command.sitting,
            points=judged.points,
            due=due_for("propose", command.occurred_on, rules, calendar),
        )
    ]


def propose(
    command: ProposeOutcome, dossier: Dossier, rule_set: RuleSet, calendar: KnownCalendar, **_: object
) -> list[Fact]:
    if dossier.proposal == (command.outcome, command.proposal_number):
        return []
    must_be_in_turn(dossier.state, dossier.last_day, command.occurred_on, "appraised")
    must_be_met(dossier.met, command.outcome, "proposal.criteria_not_met")
    must_be_carried(dossier.sitting, command.outcome, "proposal.not_carried")
    rules = rules_to_go_by(rule_set, dossier.unit_kind, dossier.year)
    said = command.model_dump(include={"outcome", "proposal_number"})
    due = due_for("decide", command.occurred_on, rules, calendar)
    return [DossierProposed(**about(dossier, command), **said, proposed_on=command.occurred_on, due=due)]


def must_be_carried(sitting: Sitting | None, outcome: Outcome, code: str) -> None:
    """Where the committee voted, recognition needs more in favour than half of those who took part. Raises Refused."""
    if outcome == "recognised" and sitting is not None and 2 * sitting.in_favour <= sitting.took_part:
        raise Refused(
            code,
            vi=f"Chỉ {sitting.in_favour}/{sitting.took_part} thành viên tán thành, chưa quá nửa: không thể công nhận",
            en=f"Only {sitting.in_favour} of {sitting.took_part} were in favour, not more than half: no recognition",
        )


def _must_add_up(sitting: Sitting) -> None:
    if not 0 < sitting.took_part <= sitting.members:
        raise Refused(
            "sitting.more_than_members",
            vi=f"Dự họp hoặc cho ý kiến {sitting.took_part}, Ban Chỉ đạo có {sitting.members} thành viên: không khớp",
            en=f"{sitting.took_part} took part of {sitting.members} members: that does not add up",
        )
    if sitting.in_favour + sitting.against > sitting.took_part:
        raise Refused(
            "sitting.more_votes_than_took_part",
            vi=f"{sitting.in_favour} tán thành và {sitting.against} không tán thành, nhiều hơn {sitting.took_part} người",
            en=f"{sitting.in_favour} in favour and {sitting.against} against are more than {sitting.took_part}",
        )
