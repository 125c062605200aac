"""The list of the units one answers for in a year: who registered, who did not, who was late, whose counts are to be looked at."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from portal.numbered_pages import Paging
from portal.tables import Cell, Column, Table
from portal.words import Words, message
from reference.vietnamese import word_patterns
from services.registration.screens import wording
from services.registration.screens.asked import REGISTERING, Asked

Filter = Literal[
    "all", "registered", "missing", "late", "withdrawn", "flagged", "no_households", "permitted", "out_of_scope"
]
Kind = Literal["residential_area", "commune", "agency", "enterprise", "school"]

_IN_SCOPE = "u.out_of_scope_reason IS NULL"
FILTERS: Mapping[Filter, tuple[str, str]] = {
    "all": (message("Tất cả"), "true"),
    "registered": (message("Đã đăng ký"), "r.registered_on IS NOT NULL"),
    "missing": (message("Chưa đăng ký"), f"{_IN_SCOPE} AND r.registered_on IS NULL"),
    "late": (message("Đăng ký muộn"), "coalesce(r.late, false)"),
    "withdrawn": (message("Đã rút đăng ký"), "r.withdrawn_on IS NOT NULL"),
    "flagged": (message("Số hộ thấp hơn lần trước"), "coalesce(r.households_lowered, false)"),
    "no_households": (
        message("Chưa báo số hộ"), "u.unit_kind = 'residential_area' AND r.households_as_of IS NULL"
    ),
    "permitted": (message("Được nhập muộn"), "l.until IS NOT NULL"),
    "out_of_scope": (message("Ngoài phạm vi, không phải đăng ký"), "u.out_of_scope_reason IS NOT NULL"),
}  # fmt: skip

_FROM = """
WITH RECURSIVE below (unit_id) AS (
    SELECT $2::text UNION SELECT u.unit_id FROM below b JOIN registration.units u ON u.parent_id = b.unit_id
)
SELECT {columns}
FROM below b JOIN registration.units u USING (unit_id) LEFT JOIN registration.units p ON p.unit_id = u.parent_id
    LEFT JOIN registration.registrations r ON r.campaign_id = $1 AND r.unit_id = u.unit_id
    LEFT JOIN LATERAL (
        SELECT max(l.until) AS until FROM registration.late_entries l WHERE l.campaign_id = $1 AND l.unit_id = u.unit_id
    ) l ON true
WHERE u.unit_kind = ANY ($3) AND u.valid_from <= $4 AND (u.ended_on IS NULL OR u.ended_on > $4)
    AND ($5::text[] IS NULL OR u.unit_id = ANY ($5))
    AND ' ' || u.title_words || ' ' || u.name_words LIKE ALL ($6::text[])
"""
_ROW = (
    "u.unit_id, u.unit_kind, u.title, u.unit_name, u.out_of_scope_reason, p.title || ' ' || p.unit_name AS under, "
    "r.registered_on, coalesce(r.late, false) AS late, r.late_entry_basis, r.withdrawn_on, r.withdrawal_reason, "
    "coalesce(r.households_total, 0) AS households_total, coalesce(r.households_registered, 0) AS households_registered, "
    "r.households_as_of, coalesce(r.households_lowered, false) AS households_lowered, l.until"
)
_ORDER = (
    "ORDER BY u.unit_kind <> 'commune', p.name_place COLLATE \"C\" NULLS FIRST, u.parent_id, u.title_words, "
    'u.name_place COLLATE "C", u.unit_id'
)


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of the list, and how many there are by each filter."""

    counts: dict[str, int]
    rows: list[Any]
    paging: Paging


async def listed(
    connection: Any, within: list[str] | None, asked: Asked, which: Filter, kind: Kind | None, q: str, page: int,
    limit: int | None,
) -> Listed:  # fmt: skip
    """`limit` None: all of it, for a file."""
    place = (
        asked.campaign_id, asked.unit.unit_id, [kind] if kind else list(REGISTERING), asked.standing_on, within,
        word_patterns(q),
    )  # fmt: skip
    counts = ", ".join(f"count(*) FILTER (WHERE {condition}) AS {name}" for name, (_, condition) in FILTERS.items())
    row = await connection.fetchrow(_FROM.format(columns=counts), *place)
    found = dict(row)
    paging = Paging(page, limit or max(1, found[which]), found[which])
    rows = await connection.fetch(
        f"{_FROM.format(columns=_ROW)} AND ({FILTERS[which][1]}) {_ORDER} LIMIT $7 OFFSET $8",
        *place, paging.limit, paging.offset,
    )  # fmt: skip
    return Listed(found, list(rows), paging)


def table(words: Words, asked: Asked, rows: list[Any], *, ticked: bool) -> Table[Any]:
    """One line a unit; `ticked`: with a box to tick, for what is done to several at once."""
    year = asked.campaign.year
    overdue = asked.day > (asked.campaign.registration_closes or asked.day)

    def name(row: Any) -> Cell:
        tick = row["unit_id"] if ticked and not row["out_of_scope_reason"] else ""
        called = f"{row['title']} {row['unit_name']}"
        return Cell(called, to=wording.year_of(row["unit_id"], year), written=True, tick=tick)

    return Table(
        (
            Column("unit", words("Đơn vị"), name),
            Column("under", words("Thuộc"), lambda row: Cell(row["under"] or "", written=True)),
            Column("kind", words("Loại"), lambda row: Cell(words(wording.KINDS[row["unit_kind"]]))),
            Column("registered", words("Đăng ký"), lambda row: wording.registration(words, row, overdue=overdue)),
            Column(
                "households", words("Hộ đăng ký"), lambda row: wording.households(words, row), "share", percent=True
            ),
            Column("as_of", words("Tính đến ngày"), lambda row: Cell(row["households_as_of"]), "day"),
            Column("late_until", words("Được nhập muộn đến"), lambda row: Cell(row["until"]), "day"),
        ),
        rows,
    )
