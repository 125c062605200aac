"""The recognised units of a year as everybody may read them: called and placed as they were when it was decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from reference.vietnamese import word_patterns
from services.recognition.projections.unit_attributes import on_day


@dataclass(frozen=True, slots=True)
class Asked:
    """Which of them: of a year, under a district or commune, of a kind, with these words in the name."""

    year: int
    place: str = ""
    kind: str = ""
    text: str = ""

    def query(self) -> dict[str, Any]:
        """The parameters of an address that asks the same."""
        found = {"year": self.year, "place": self.place, "kind": self.kind, "q": self.text}
        return {name: value for name, value in found.items() if value}


@dataclass(frozen=True, slots=True)
class Recognised:
    """One unit. `commune` and `district` are what it stood in; `state` is `recognised` or `withdrawn`."""

    unit_id: str
    unit_kind: str
    unit_name: str
    commune: str
    district: str
    decider: str
    decision_number: str
    decided_on: date
    late: bool
    certificate_number: str | None
    certificate_code: str | None
    correction_number: str | None
    withdrawn_on: date | None
    withdrawal_number: str | None


_NAMED = "nullif(concat_ws(' ', {0}t.value, {0}n.value), '')"
_FROM = (
    "FROM recognition.recognised r "
    + on_day("n", "r.unit_id", "name", "r.decided_on")
    + on_day("t", "r.unit_id", "title", "r.decided_on")
    + on_day("p", "r.unit_id", "parent", "r.decided_on")
    + on_day("pn", "p.value", "name", "r.decided_on")
    + on_day("pt", "p.value", "title", "r.decided_on")
    + on_day("g", "p.value", "parent", "r.decided_on")
    + on_day("gn", "g.value", "name", "r.decided_on")
    + on_day("gt", "g.value", "title", "r.decided_on")
    + on_day("dn", "r.decided_by", "name", "r.decided_on")
    + on_day("dt", "r.decided_by", "title", "r.decided_on")
)
_WHERE = (
    " WHERE r.year = $1 AND r.decided_on IS NOT NULL AND ($2 = '' OR $2 IN (r.unit_id, p.value, g.value)) "
    "AND ($3 = '' OR r.unit_kind = $3) "
    "AND ' ' || concat_ws(' ', t.words, n.words, pt.words, pn.words, gt.words, gn.words) LIKE ALL ($4::text[])"
)
_SELECT = (
    f"SELECT r.unit_id, r.unit_kind, coalesce({_NAMED.format('')}, r.unit_id) AS unit_name, "
    f"coalesce({_NAMED.format('p')}, '') AS commune, coalesce({_NAMED.format('g')}, '') AS district, "
    f"coalesce({_NAMED.format('d')}, r.decided_by) AS decider, r.decision_number, r.decided_on, r.late, "
    "r.certificate_number, r.certificate_code, r.correction_number, r.withdrawn_on, r.withdrawal_number "
)
_ORDER = (
    " ORDER BY coalesce(gn.place, '') COLLATE \"C\", coalesce(pn.place, '') COLLATE \"C\", "
    "coalesce(n.place, '') COLLATE \"C\", r.unit_id OFFSET $5 LIMIT $6"
)


def _parameters(asked: Asked) -> tuple[Any, ...]:
    return asked.year, asked.place, asked.kind, word_patterns(asked.text)


async def listed(connection: Any, asked: Asked, offset: int, limit: int) -> list[Recognised]:
    """A part of the list, in the order of districts, communes and names."""
    rows = await connection.fetch(_SELECT + _FROM + _WHERE + _ORDER, *_parameters(asked), offset, limit)
    return [Recognised(**row) for row in rows]


async def counted(connection: Any, asked: Asked) -> tuple[int, int]:
    """(how many, of how many of them it was withdrawn)"""
    row = await connection.fetchrow(
        f"SELECT count(*) AS listed, count(r.withdrawn_on) AS withdrawn {_FROM}{_WHERE}", *_parameters(asked)
    )
    return row["listed"], row["withdrawn"]


async def years(connection: Any) -> list[int]:
    """Years of which there is anything, the newest first."""
    rows = await connection.fetch(
        "SELECT DISTINCT year FROM recognition.recognised WHERE decided_on IS NOT NULL ORDER BY year DESC"
    )
    return [row["year"] for row in rows]


async def places(connection: Any, year: int) -> Sequence[Mapping[str, str]]:
    """Districts and communes in which any unit was recognised in a year: id, name, and what they stand in."""
    rows = await connection.fetch(
        f"SELECT DISTINCT p.value AS id, {_NAMED.format('p')} AS name, coalesce({_NAMED.format('g')}, '') AS above, "
        f"coalesce(gn.place, '') COLLATE \"C\" AS first, coalesce(pn.place, '') COLLATE \"C\" AS second {_FROM} "
        "WHERE r.year = $1 AND r.decided_on IS NOT NULL AND p.value IS NOT NULL ORDER BY 4, 5, 1",
        year,
    )
    return [dict(row) for row in rows]
