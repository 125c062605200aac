"""What recognition does because of a fact, its own or another service's: *consequence when cause*."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any

from chronicle.command import Command
from chronicle.reaction import Reaction, Reactions
from chronicle.service import Service
from contracts.envelope import Recorded
from contracts.recognition import RecognitionWithdrawn, RuleSetPutInForce, WorkingCalendarSet
from contracts.registration import RegistrationUndone, UnitEnded, UnitRegistered
from services.recognition.aftermath import OpenReview
from services.recognition.compiling import DiscardDossier, OpenDossier
from services.recognition.dossier_state import DossierCommand
from services.recognition.due_days import LapseDossier, ReprojectDue
from services.recognition.projections.dossiers import (
    DOSSIERS,
    dossiers_above,
    dossiers_that_wait,
    open_dossiers_of_unit,
)

dossiers_of_unit_max = 200
Effect = Callable[..., Awaitable[Sequence[Command]]]


def open_dossier(fact: UnitRegistered, recorded: Recorded[Any]) -> Iterable[Command]:
    """A campaign's and a unit's id longer together than an identifier cannot name a dossier: such a fact is parked."""
    yield OpenDossier(
        occurred_on=fact.registered_on,
        dossier_id=f"{fact.campaign_id}/{fact.unit_id}",
        unit_id=fact.unit_id,
        unit_kind=fact.unit_kind,
        campaign_id=fact.campaign_id,
        year=fact.year,
        rule_set=fact.rule_set,
    )


def discard_dossier(fact: RegistrationUndone, recorded: Recorded[Any]) -> Iterable[Command]:
    """Only where it never registered before: otherwise an earlier registration had opened the dossier."""
    if fact.unit_kind is None:
        yield DiscardDossier(occurred_on=recorded.occurred_on, dossier_id=f"{fact.campaign_id}/{fact.unit_id}")


REACTIONS: Reactions = {
    UnitRegistered: (Reaction(name="open_dossier_when_unit_registered", consequence=open_dossier),),
    RegistrationUndone: (Reaction(name="discard_dossier_when_registration_undone", consequence=discard_dossier),),
}


def lapse_dossiers_when_a_unit_ended(service: Service) -> Effect:
    """Those nobody has decided are found in the view, which must first have come as far as the cause."""

    async def lapse(fact: UnitEnded, recorded: Recorded[Any]) -> Sequence[Command]:
        await service.must_have_read(recorded.position, DOSSIERS.name)
        found = await open_dossiers_of_unit(service.pool, fact.unit_id, dossiers_of_unit_max)
        day = max(fact.ended_on, recorded.occurred_on)
        return [LapseDossier(occurred_on=day, dossier_id=dossier_id, reason=fact.reason) for dossier_id in found]

    return lapse


def review_when_a_recognition_was_withdrawn(service: Service) -> Effect:
    """Of the recognition that rested on it: of the unit to whose standing body it was handed in, in the same year."""

    async def review(fact: RecognitionWithdrawn, recorded: Recorded[Any]) -> Sequence[Command]:
        await service.must_have_read(recorded.position, DOSSIERS.name)
        above = await dossiers_above(service.pool, fact.dossier_id)
        reason = f"Thu hồi công nhận của đơn vị cấp dưới theo quyết định số {fact.decision_number}"
        return [
            OpenReview(occurred_on=fact.withdrawn_on, dossier_id=found, because_of=fact.dossier_id, reason=reason)
            for found in above
        ]

    return review


def due_days_when_working_days_changed(service: Service) -> Effect:
    """Of every dossier that waits for a step; which day was which stays in the journal."""

    async def reproject(fact: WorkingCalendarSet, recorded: Recorded[Any]) -> Sequence[Command]:
        reason = f"Lịch làm việc {fact.calendar}, bản {fact.calendar_version}"
        return await _reprojected(service, recorded, None, reason)

    return reproject


def due_days_when_rules_changed(service: Service) -> Effect:
    """Of every dossier that waits for a step by these rules."""

    async def reproject(fact: RuleSetPutInForce, recorded: Recorded[Any]) -> Sequence[Command]:
        return await _reprojected(service, recorded, fact.rule_set, f"Bộ quy định {fact.rule_set} được sửa")

    return reproject


async def _reprojected(
    service: Service, recorded: Recorded[Any], rule_set: str | None, reason: str
) -> Sequence[Command]:
    await service.must_have_read(recorded.position, DOSSIERS.name)
    found = await dossiers_that_wait(service.pool, rule_set)
    return [ReprojectDue(occurred_on=recorded.occurred_on, dossier_id=each, reason=reason) for each in found]


def effects(service: Service) -> Reactions:
    """Not of a replay: which dossiers are concerned is asked of the view as it is when the cause comes."""
    lapse, review = lapse_dossiers_when_a_unit_ended(service), review_when_a_recognition_was_withdrawn(service)
    by_calendar, by_rules = due_days_when_working_days_changed(service), due_days_when_rules_changed(service)
    return {
        UnitEnded: (Reaction("lapse dossiers when a unit ended", lapse, told_apart_by=_dossier),),
        RecognitionWithdrawn: (
            Reaction("open a review when a recognition was withdrawn", review, told_apart_by=_dossier),
        ),
        WorkingCalendarSet: (
            Reaction("find due days anew when working days changed", by_calendar, told_apart_by=_dossier),
        ),
        RuleSetPutInForce: (Reaction("find due days anew when rules changed", by_rules, told_apart_by=_dossier),),
    }


def _dossier(command: DossierCommand) -> str:
    return command.dossier_id
