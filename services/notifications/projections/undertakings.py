"""How far has each unit come this year: is it registered, and with whom does its dossier lie?"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from chronicle.projection import Change, Drop, Patch, Projection
from contracts.envelope import Seen
from contracts.recognition import (
    DossierDecided,
    DossierDiscarded,
    DossierLapsed,
    DossierOpened,
    DossierReturned,
    DossierSubmitted,
)
from contracts.registration import RegistrationUndone, RegistrationWithdrawn, UnitRegistered


@dataclass(frozen=True, slots=True)
class UndertakingRow:
    """`dossier` is none, open, submitted, returned, decided or lapsed: with the unit while none, open or returned."""

    year: int
    unit_id: str
    unit_kind: str = ""
    registered: bool = False
    dossier: str = "none"


def registered(fact: UnitRegistered, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.year, fact.unit_id), {"unit_kind": fact.unit_kind, "registered": True})


def withdrawn(fact: RegistrationWithdrawn, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.year, fact.unit_id), {"registered": False})


def registration_undone(fact: RegistrationUndone, seen: Seen[Any]) -> Iterable[Change]:
    key = (fact.year, fact.unit_id)
    yield Patch(key, {"registered": fact.registered_on is not None})
    if fact.unit_kind is None:
        yield Drop(key, if_default=("dossier",))
    else:
        yield Patch(key, {"unit_kind": fact.unit_kind})


def opened(fact: DossierOpened, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.year, fact.unit_id), {"unit_kind": fact.unit_kind, "dossier": "open"})


def discarded(fact: DossierDiscarded, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.year, fact.unit_id), {"dossier": "none"})
    yield Drop((fact.year, fact.unit_id), if_default=("registered",))


def lapsed(fact: DossierLapsed, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.year, fact.unit_id), {"dossier": "lapsed"})


def submitted(fact: DossierSubmitted, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.year, fact.unit_id), {"dossier": "submitted"})


def returned(fact: DossierReturned, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.year, fact.unit_id), {"dossier": "returned"})


def decided(fact: DossierDecided, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.year, fact.unit_id), {"dossier": "decided"})


UNDERTAKINGS = Projection(
    name="undertakings",
    row=UndertakingRow,
    key=("year", "unit_id"),
    on={
        UnitRegistered: registered,
        RegistrationWithdrawn: withdrawn,
        RegistrationUndone: registration_undone,
        DossierOpened: opened,
        DossierDiscarded: discarded,
        DossierLapsed: lapsed,
        DossierSubmitted: submitted,
        DossierReturned: returned,
        DossierDecided: decided,
    },
)


async def units_with_their_dossier(pool: Any, year: int, unit_kind: str, limit: int) -> list[str]:
    """The registered units of a kind that stand and whose dossier still lies with themselves."""
    rows = await pool.fetch(
        "SELECT unit_id FROM notifications.undertakings AS u WHERE year = $1 AND unit_kind = $2 AND registered "
        "AND dossier IN ('none', 'open', 'returned') AND NOT EXISTS (SELECT FROM notifications.participants AS p "
        "WHERE p.unit_id = u.unit_id AND p.ended_on IS NOT NULL) ORDER BY unit_id LIMIT $3",
        year, unit_kind, limit,
    )  # fmt: skip
    return [row["unit_id"] for row in rows]
