"""The standing body checks a dossier: returns it with an itemised list, accepts it, and says who has it at hand."""

from pydantic import Field

from chronicle.refusal import Refused
from contracts.fact import Fact, items_max
from contracts.recognition import DossierAccepted, DossierAssigned, DossierReturned, Officer, Shortfall
from services.recognition.clock import KnownCalendar, due_for, pause
from services.recognition.dossier_state import Dossier, DossierCommand, about
from services.recognition.rule_set import RuleSet, rules_to_go_by
from services.recognition.turns import DossierState, must_be_in_turn

WITH_THE_BODY: tuple[DossierState, ...] = ("submitted", "returned", "accepted", "appraised")
"""It lies with the standing body, or is on its way back to it."""


class ReturnDossier(DossierCommand):
    """Returns it for correction, with an itemised list; its clock stands still meanwhile."""

    shortfalls: tuple[Shortfall, ...] = Field(min_length=1, max_length=items_max)


class AcceptDossier(DossierCommand):
    """Finds it complete."""


class AssignDossier(DossierCommand):
    """Says who has it at hand: an officer takes it on, gives it back (null), or it is handed to another."""

    holder: Officer | None


def return_(
    command: ReturnDossier, dossier: Dossier, rule_set: RuleSet, calendar: KnownCalendar, **_: object
) -> list[Fact]:
    if dossier.state == "returned" and dossier.shortfalls == command.shortfalls:
        return []
    must_be_in_turn(dossier.state, dossier.last_day, command.occurred_on, "submitted")
    rules = rules_to_go_by(rule_set, dossier.unit_kind, dossier.year)
    return [
        DossierReturned(
            **about(dossier, command),
            shortfalls=command.shortfalls,
            returned_on=command.occurred_on,
            due=due_for("correct", command.occurred_on, rules, calendar),
            pause=pause(dossier.due, command.occurred_on, calendar),
        )
    ]


def accept(
    command: AcceptDossier, dossier: Dossier, rule_set: RuleSet, calendar: KnownCalendar, **_: object
) -> list[Fact]:
    if dossier.accepted:
        return []
    must_be_in_turn(dossier.state, dossier.last_day, command.occurred_on, "submitted")
    rules = rules_to_go_by(rule_set, dossier.unit_kind, dossier.year)
    missing = [document for document in rules.document_codes if document not in dossier.documents]
    if missing:
        raise Refused(
            "dossier.documents_missing",
            vi=f"Hồ sơ còn thiếu: {', '.join(missing)}",
            en=f"The dossier lacks: {', '.join(missing)}",
        )
    due = due_for("appraise", command.occurred_on, rules, calendar)
    return [DossierAccepted(**about(dossier, command), accepted_on=command.occurred_on, due=due)]


def assign(command: AssignDossier, dossier: Dossier, **_: object) -> list[Fact]:
    if dossier.state != "unknown" and dossier.holder == command.holder:
        return []
    must_be_in_turn(dossier.state, dossier.last_day, command.occurred_on, *WITH_THE_BODY)
    return [
        DossierAssigned(
            **about(dossier, command),
            holder=command.holder,
            previous_holder=dossier.holder,
            assigned_on=command.occurred_on,
        )
    ]
