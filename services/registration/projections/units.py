"""Which units are in the register, under whom, by which name and code, and which of them have ended?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from chronicle.projection import Change, Patch, Projection, Put
from contracts.envelope import Seen
from contracts.registration import CodeAssigned, UnitEnded, UnitListed, UnitMoved, UnitRenamed
from reference.vietnamese import fold_marks, sort_key

OFFICIAL_SCHEME = "gso"
"""Codes of the General Statistics Office are the ones people know a unit by."""
children_of_unit_max = 10_000


@dataclass(frozen=True, slots=True)
class UnitRow:
    unit_id: str
    parent_id: str | None = None
    unit_kind: str = ""
    title: str = ""
    unit_name: str = ""
    folded_title: str = ""
    """Without marks, for searching; apart from the name because a renaming does not tell the title."""
    folded_name: str = ""
    code: str | None = None
    valid_from: date | None = None
    latitude: float | None = None
    longitude: float | None = None
    generated: bool = False
    out_of_scope_reason: str | None = None
    ended_on: date | None = None
    end_reason: str | None = None


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
            folded_title=fold_marks(fact.title),
            folded_name=fold_marks(fact.unit_name),
            code=None if newest is None else newest.value,
            valid_from=fact.valid_from,
            latitude=fact.latitude,
            longitude=fact.longitude,
            generated=fact.generated,
            out_of_scope_reason=fact.out_of_scope_reason,
        )
    )


def renamed(fact: UnitRenamed, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.unit_id,), {"unit_name": fact.unit_name, "folded_name": fold_marks(fact.unit_name)})


def moved(fact: UnitMoved, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.unit_id,), {"parent_id": fact.parent_id})


def code_assigned(fact: CodeAssigned, seen: Seen[Any]) -> Iterable[Change]:
    if fact.code.scheme == OFFICIAL_SCHEME:
        yield Patch((fact.unit_id,), {"code": fact.code.value})


def ended(fact: UnitEnded, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.unit_id,), {"ended_on": fact.ended_on, "end_reason": fact.reason})


UNITS = Projection(
    name="units",
    row=UnitRow,
    key=("unit_id",),
    on={
        UnitListed: listed,
        UnitRenamed: renamed,
        UnitMoved: moved,
        CodeAssigned: code_assigned,
        UnitEnded: ended,
    },
)


async def unit(pool: Any, unit_id: str) -> dict[str, Any] | None:
    row = await pool.fetchrow("SELECT * FROM registration.units WHERE unit_id = $1", unit_id)
    return None if row is None else dict(row)


async def children(
    pool: Any, unit_id: str, offset: int, limit: int, after: tuple[Any, ...] | None = None
) -> list[dict[str, Any]]:
    """One page of the units right under a unit, ended ones last, otherwise in the order of the Vietnamese alphabet.

    `after` is (ended, title and name, id) of the last one of the page before.
    """
    rows = await pool.fetch(
        "SELECT * FROM registration.units WHERE parent_id = $1 ORDER BY unit_id LIMIT $2", unit_id, children_of_unit_max
    )
    # Thôn 2 before Thôn 10 and Đ after D: no collation of the database does both.
    keyed = sorted(((_place(*place_of(row)), row) for row in rows), key=lambda pair: pair[0])
    shown = [row for place, row in keyed if after is None or place > _place(*after)]
    return [dict(row) for row in shown[offset : offset + limit]]


def place_of(row: Any) -> tuple[bool, str, str]:
    """By what a unit is found among its siblings."""
    return row["ended_on"] is not None, f"{row['title']} {row['unit_name']}", row["unit_id"]


def _place(ended: bool, named: str, unit_id: str) -> tuple[Any, ...]:
    return ended, sort_key(named), unit_id


async def search(
    connection: Any,
    within: list[str] | None,
    words: str,
    unit_kind: str | None,
    limit: int,
    after: tuple[Any, ...] | None = None,
) -> list[dict[str, Any]]:
    """Units whose title and name hold the words, marks or none; standing ones first, then the shortest names.

    `within` names the units that may be found; None: all. `after` is (ended, folded name, id) of the last one of the page
    before.
    """
    rows = await connection.fetch(
        "SELECT * FROM registration.units WHERE strpos(folded_title || ' ' || folded_name, $1) > 0 "
        "AND ($2::text IS NULL OR unit_kind = $2) AND ($4::boolean IS NULL "
        "OR (ended_on IS NOT NULL, length(folded_name), folded_name, unit_id) > ($4, length($5), $5, $6)) "
        "AND ($7::text[] IS NULL OR unit_id = ANY($7)) "
        "ORDER BY ended_on IS NOT NULL, length(folded_name), folded_name, unit_id LIMIT $3",
        " ".join(fold_marks(words).split()), unit_kind, limit, *(after or (None, None, None)), within,
    )  # fmt: skip
    return [dict(row) for row in rows]
