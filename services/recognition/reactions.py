"""What recognition does because of another service's fact: *consequence when cause*."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any

from chronicle.command import Command
from chronicle.reaction import Reaction, Reactions
from chronicle.service import Service
from contracts.envelope import Recorded
from contracts.registration import RegistrationUndone, UnitEnded, UnitRegistered
from services.recognition.dossier import DiscardDossier, LapseDossier, OpenDossier
from services.recognition.projections.dossiers import DOSSIERS, open_dossiers_of_unit

dossiers_of_unit_max = 200


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


def lapse_dossiers_when_a_unit_ended(service: Service) -> Callable[..., Awaitable[Sequence[Command]]]:
    """Those nobody has decided are found in the view, which must first have come as far as the cause."""

    async def lapse(fact: UnitEnded, recorded: Recorded[Any]) -> Sequence[Command]:
        await service.must_have_read(recorded.position, DOSSIERS.name)
        found = await open_dossiers_of_unit(service.pool, fact.unit_id, dossiers_of_unit_max)
        day = max(fact.ended_on, recorded.occurred_on)
        return [LapseDossier(occurred_on=day, dossier_id=dossier_id, reason=fact.reason) for dossier_id in found]

    return lapse


def effects(service: Service) -> Reactions:
    """Not of a replay: which dossiers of a unit are open is asked of the view as it is when the cause comes."""
    return {
        UnitEnded: (
            Reaction(
                "lapse dossiers when a unit ended",
                lapse_dossiers_when_a_unit_ended(service),
                told_apart_by=lambda command: command.dossier_id,
            ),
        )
    }
