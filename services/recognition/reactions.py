"""What recognition does because of another service's fact: *consequence when cause*."""

from collections.abc import Iterable
from typing import Any

from chronicle.command import Command
from chronicle.reaction import Reaction, Reactions
from contracts.envelope import Recorded
from contracts.registration import RegistrationUndone, UnitRegistered
from services.recognition.dossier import DiscardDossier, OpenDossier


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
