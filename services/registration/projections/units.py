"""Which units are in the register, under whom, by which name and code, and which of them have ended?"""

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
from reference.vietnamese import alphabetical_place, searched, sort_key, word_patterns

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
    title_words: str = ""
    """As it is searched for, without marks; apart from the name because a renaming does not tell the title."""
    name_words: str = ""
    name_place: str = ""
    """Sorted byte by byte these stand in the order of the Vietnamese alphabet."""
    code: str | None = None
    valid_from: date | None = None
    latitude: float | None = None
    longitude: float | None = None
    generated: bool = False
    out_of_scope_reason: str | None = None
    scope_basis: str | None = None
    """The law by which it was put out of scope or back, where it was since it was listed."""
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
            title_words=searched(fact.title),
            name_words=searched(fact.unit_name),
            name_place=alphabetical_place(fact.unit_name),
            code=None if newest is None else newest.value,
            valid_from=fact.valid_from,
            latitude=fact.latitude,
            longitude=fact.longitude,
            generated=fact.generated,
            out_of_scope_reason=fact.out_of_scope_reason,
        )
    )


def renamed(fact: UnitRenamed, seen: Seen[Any]) -> Iterable[Change]:
    named = {"name_words": searched(fact.unit_name), "name_place": alphabetical_place(fact.unit_name)}
    yield Patch((fact.unit_id,), {"unit_name": fact.unit_name, **named})


def kind_changed(fact: UnitKindChanged, seen: Seen[Any]) -> Iterable[Change]:
    columns = {"unit_kind": fact.unit_kind, "title": fact.title, "title_words": searched(fact.title)}
    yield Patch((fact.unit_id,), columns)


def scope_changed(fact: UnitScopeChanged, seen: Seen[Any]) -> Iterable[Change]:
    columns = {"out_of_scope_reason": fact.out_of_scope_reason, "scope_basis": fact.legal_basis}
    yield Patch((fact.unit_id,), columns)


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
        UnitKindChanged: kind_changed,
        UnitMoved: moved,
        CodeAssigned: code_assigned,
        UnitScopeChanged: scope_changed,
        UnitEnded: ended,
    },
    indexes=(("parent_id",), ("code",)),
)


async def unit(pool: Any, unit_id: str) -> dict[str, Any] | None:
    row = await pool.fetchrow("SELECT * FROM registration.units WHERE unit_id = $1", unit_id)
    return None if row is None else dict(row)


async def register_of(connection: Any) -> list[UnitRow]:
    """The whole register, those that ended as well, by id: what a plan of a reform looks at."""
    rows = await connection.fetch(f"SELECT {', '.join(UNITS.columns)} FROM registration.units ORDER BY unit_id")
    return [UnitRow(*row) for row in rows]


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


_FOUND = """
SELECT u.*, count(*) OVER () AS found FROM registration.units u
WHERE ($1 = '' OR ($1 <> '' AND (' ' || title_words || ' ' || name_words LIKE ALL ($2::text[]) OR code = $1)))
    AND ($3::text IS NULL OR unit_kind = $3) AND ($4::text[] IS NULL OR unit_id = ANY ($4))
    AND ($7::boolean IS NULL OR (ended_on IS NOT NULL) = $7)
    AND ($8::boolean IS NULL
        OR (ended_on IS NOT NULL, length(name_words), name_place COLLATE "C", unit_id) > ($8, length($9), $10 COLLATE "C", $11))
ORDER BY ended_on IS NOT NULL, length(name_words), name_place COLLATE "C", unit_id LIMIT $5 OFFSET $6
"""


async def search(
    connection: Any,
    within: list[str] | None,
    text: str,
    unit_kind: str | None,
    limit: int,
    after: tuple[Any, ...] | None = None,
    *,
    offset: int = 0,
    ended: bool | None = None,
) -> list[dict[str, Any]]:
    """Units every word of the search begins a word of, or whose code it is; standing ones first, then the shortest names.

    Blanks find every unit, signs without a word none.
    `within` names the units that may be found; None: all. `ended` narrows to those that ended, or to those that stand.
    `after` is (ended, words and place of the name, id) of the last one of the page before. `found` in each row: how many.
    """
    rows = await connection.fetch(
        _FOUND, searched(text) or ("" if not text.strip() else None), word_patterns(text), unit_kind, within, limit, offset, ended,
        *(after or (None, None, None, None)),
    )  # fmt: skip
    return [dict(row) for row in rows]


def found_at(row: Any) -> tuple[bool, str, str, str]:
    """By what a unit is found among those a search found."""
    return row["ended_on"] is not None, row["name_words"], row["name_place"], row["unit_id"]


def without_count(row: dict[str, Any]) -> dict[str, Any]:
    """The row of a unit alone."""
    return {column: value for column, value in row.items() if column != "found"}


async def standing_below(connection: Any, unit_id: str) -> int:
    """How many units stand right below one that stands: with any it may not end. None below one that ended already."""
    return int(
        await connection.fetchval(
            "SELECT count(*) FROM registration.units b JOIN registration.units u ON u.unit_id = b.parent_id "
            "WHERE u.unit_id = $1 AND u.ended_on IS NULL AND b.ended_on IS NULL",
            unit_id,
        )
    )


async def named(connection: Any, within: list[str] | None, unit_ids: list[str]) -> dict[str, dict[str, Any]]:
    """Rows of single units by id; `within` names those that may be told of, None: all."""
    rows = await connection.fetch(
        "SELECT * FROM registration.units WHERE unit_id = ANY ($1) AND ($2::text[] IS NULL OR unit_id = ANY ($2))",
        unit_ids, within,
    )  # fmt: skip
    return {row["unit_id"]: dict(row) for row in rows}


async def is_there_any(connection: Any) -> bool:
    """Whether the register holds any unit at all."""
    return bool(await connection.fetchval("SELECT EXISTS (SELECT FROM registration.units)"))


async def top_of(connection: Any) -> str | None:
    """The province that stands, where there is one."""
    found = await connection.fetchval(
        "SELECT unit_id FROM registration.units WHERE parent_id IS NULL AND ended_on IS NULL ORDER BY unit_id LIMIT 1"
    )
    return None if found is None else str(found)


async def path_to(connection: Any, within: list[str] | None, unit_id: str) -> list[dict[str, Any]]:
    """What a unit stands under, the topmost first, as far as it is within (None: all)."""
    rows = await connection.fetch(
        "WITH RECURSIVE path AS (SELECT u.*, 0 AS height FROM registration.units u WHERE unit_id = $1 UNION ALL "
        "SELECT u.*, p.height + 1 FROM registration.units u JOIN path p ON u.unit_id = p.parent_id WHERE p.height < 12) "
        "SELECT * FROM path WHERE height > 0 AND ($2::text[] IS NULL OR unit_id = ANY ($2)) ORDER BY height DESC",
        unit_id, within,
    )  # fmt: skip
    return [dict(row) for row in rows]


async def called(connection: Any, within: list[str] | None, said: str) -> list[dict[str, Any]]:
    """Standing units meant by a code, an id or a whole name (with its title or without); two of them are not one answer."""
    rows = await connection.fetch(
        "SELECT * FROM registration.units WHERE ended_on IS NULL AND ($3::text[] IS NULL OR unit_id = ANY ($3)) "
        "AND (unit_id = $1 OR code = $1 OR name_words = $2 OR title_words || ' ' || name_words = $2) "
        "ORDER BY (unit_id = $1 OR code = $1) DESC, unit_id LIMIT 3",
        said.strip(), searched(said), within,
    )  # fmt: skip
    exact = [dict(row) for row in rows if said.strip() in (row["unit_id"], row["code"])]
    return exact or [dict(row) for row in rows]
