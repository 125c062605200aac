"""Who handed a dossier in, so that judging it and deciding about it is somebody else's work?"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from chronicle.projection import Change, Projection, Put
from contracts.envelope import Seen
from contracts.recognition import DossierSubmitted


@dataclass(frozen=True, slots=True)
class SubmitterRow:
    """`account_id` is the opaque id of an account, in person or the one a deputy acted for."""

    dossier_id: str
    account_id: str
    unit_id: str = ""


def submitted(fact: DossierSubmitted, seen: Seen[Any]) -> Iterable[Change]:
    for account_id in filter(None, (seen.actor, seen.on_behalf_of)):
        yield Put(SubmitterRow(fact.dossier_id, account_id, fact.unit_id))


DOSSIER_SUBMITTERS = Projection(
    name="dossier_submitters",
    row=SubmitterRow,
    key=("dossier_id", "account_id"),
    on={DossierSubmitted: submitted},
    sees=("actor", "on_behalf_of"),
    to_delegates=True,
    indexes=(("account_id",),),
)
