"""Which units are there, under whom, where on the map, and who of them need not register?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from chronicle.projection import Change, Patch, Projection, Put
from contracts.envelope import Seen
from contracts.registration import (
    CodeAssigned,
    UnitEnded,
    UnitKindChanged,
    UnitListed,
    UnitMoved,
    UnitRenamed,
    UnitScopeChanged,
)

OFFICIAL_SCHEME = "gso"
"""Codes of the General Statistics Office are the ones people know a unit by."""


@dataclass(frozen=True, slots=True)
class UnitRow:
    unit_id: str
    parent_id: str | None = None
    unit_kind: str = ""
    title: str = ""
    unit_name: str = ""
    code: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    generated: bool = False
    out_of_scope_reason: str | None = None
    valid_from: date | None = None
    ended_on: date | None = None


def listed(fact: UnitListed, seen: Seen[Any]) -> Iterable[Change]:
    official = [code for code in fact.codes if code.scheme == OFFICIAL_SCHEME]
    newest = max(official, key=lambda code: code.valid_from, default=None)
    yield Put(
        UnitRow(
            unit_id=fact.unit_id,
            parent_id=fact.parent_id,
            unit_kind=fact.unit_kind,
            title=fact.title,
            unit_name=fact.unit_name,
            code=None if newest is None else newest.value,
            latitude=fact.latitude,
            longitude=fact.longitude,
            generated=fact.generated,
            out_of_scope_reason=fact.out_of_scope_reason,
            valid_from=fact.valid_from,
        )
    )


def renamed(fact: UnitRenamed, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.unit_id,), {"unit_name": fact.unit_name})


def kind_changed(fact: UnitKindChanged, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.unit_id,), {"unit_kind": fact.unit_kind, "title": fact.title})


def scope_changed(fact: UnitScopeChanged, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.unit_id,), {"out_of_scope_reason": fact.out_of_scope_reason})


def moved(fact: UnitMoved, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.unit_id,), {"parent_id": fact.parent_id})


def code_assigned(fact: CodeAssigned, seen: Seen[Any]) -> Iterable[Change]:
    if fact.code.scheme == OFFICIAL_SCHEME:
        yield Patch((fact.unit_id,), {"code": fact.code.value})


def ended(fact: UnitEnded, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.unit_id,), {"ended_on": fact.ended_on})


UNITS = Projection(
    name="units",
    row=UnitRow,
    key=("unit_id",),
    to_delegates=True,
    on={
        UnitListed: listed,
        UnitRenamed: renamed,
        UnitKindChanged: kind_changed,
        UnitMoved: moved,
        CodeAssigned: code_assigned,
        UnitScopeChanged: scope_changed,
        UnitEnded: ended,
    },
)


async def names_of(connection: Any, unit_ids: Iterable[str]) -> dict[str, str]:
    """What these units are called, as far as they are in sight."""
    query = "SELECT unit_id, title || ' ' || unit_name FROM dashboards.units WHERE unit_id = ANY ($1)"
    return {row[0]: row[1] for row in await connection.fetch(query, sorted(set(unit_ids)))}
