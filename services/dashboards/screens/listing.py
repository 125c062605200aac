"""The list behind a number: which units make up a numerator, a denominator or what is left out, and their total."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal, get_args

from portal.words import message
from reference.vietnamese import word_patterns
from services.dashboards.projections.coverage import CoverageRow
from services.dashboards.projections.dossiers import DossierRow
from services.dashboards.projections.units import UnitRow
from services.dashboards.screens.placement import (
    MapDays,
    code_on,
    counted_before,
    counted_units,
    names_above_on,
    taken_back,
    units_on,
)

Which = Literal[
    "listed", "required", "registered", "missing", "late", "out_of_scope", "households_registered", "households_total",
    "households_left", "households_reported", "households_missing", "dossiers", "decided", "decided_late", "opened",
    "submitted", "returned", "accepted", "appraised", "proposed", "lapsed", "recognised", "refused", "withdrawn",
    "dossiers_excluded", "resolution", "no_resolution", "plan", "no_plan",
]  # fmt: skip
Kind = Literal["residential_area", "commune", "district", "agency", "enterprise", "school", "institution"]
Order = Literal["place", "name", "registered", "households", "dossier"]

REGISTERING = ["residential_area", "commune", "agency", "enterprise", "school"]
INSTITUTIONS = ["agency", "enterprise", "school"]
EVERY_KIND = ["province", "district", *REGISTERING]
_IN_SCOPE = "u.out_of_scope_reason IS NULL"


@dataclass(frozen=True, slots=True)
class Question:
    """What is listed: a title, the condition on `u` unit, `c` coverage, `s` dossier, `d` documents, what is added up."""

    title: str
    condition: str
    households: str = ""
    """The households added up to the number; "" where units are counted."""


def _step(title: str, state: str) -> Question:
    return Question(title, f"{_IN_SCOPE} AND s.state = '{state}'")


QUESTIONS: Mapping[Which, Question] = {
    "listed": Question(message("Tất cả"), "true"),
    "required": Question(message("Thuộc diện phải đăng ký"), _IN_SCOPE),
    "registered": Question(message("Đã đăng ký"), f"{_IN_SCOPE} AND c.registered_on IS NOT NULL"),
    "missing": Question(message("Chưa đăng ký"), f"{_IN_SCOPE} AND c.registered_on IS NULL"),
    "late": Question(message("Đăng ký muộn"), f"{_IN_SCOPE} AND c.late"),
    "out_of_scope": Question(message("Ngoài phạm vi, không phải đăng ký"), "u.out_of_scope_reason IS NOT NULL"),
    "households_registered": Question(
        message("Hộ đã đăng ký"), "c.households_as_of IS NOT NULL", "c.households_registered"
    ),
    "households_total": Question(message("Tổng số hộ"), "c.households_as_of IS NOT NULL", "c.households_total"),
    "households_left": Question(
        message("Hộ chưa đăng ký"),
        "c.households_registered < c.households_total",
        "c.households_total - c.households_registered",
    ),
    "households_reported": Question(message("Đã báo số hộ"), "c.households_as_of IS NOT NULL"),
    "households_missing": Question(message("Chưa báo số hộ"), "c.households_as_of IS NULL"),
    "dossiers": Question(message("Có hồ sơ"), f"{_IN_SCOPE} AND s.dossier_id IS NOT NULL"),
    "decided": Question(message("Hồ sơ đã quyết định"), f"{_IN_SCOPE} AND s.state = 'decided'"),
    "decided_late": Question(message("Quyết định muộn"), f"{_IN_SCOPE} AND s.late"),
    "opened": _step(message("Hồ sơ đang lập"), "opened"),
    "submitted": _step(message("Hồ sơ đã nộp, chờ kiểm tra"), "submitted"),
    "returned": _step(message("Hồ sơ trả lại để bổ sung"), "returned"),
    "accepted": _step(message("Hồ sơ đã nhận, chờ thẩm định"), "accepted"),
    "appraised": _step(message("Hồ sơ đã thẩm định, chờ đề nghị"), "appraised"),
    "proposed": _step(message("Hồ sơ đã đề nghị, chờ quyết định"), "proposed"),
    "lapsed": _step(message("Hồ sơ hết hiệu lực vì đơn vị kết thúc"), "lapsed"),
    "recognised": Question(message("Được công nhận"), f"{_IN_SCOPE} AND s.outcome = 'recognised'"),
    "refused": Question(message("Không công nhận"), f"{_IN_SCOPE} AND s.outcome = 'refused'"),
    "withdrawn": Question(message("Đã thu hồi công nhận"), f"{_IN_SCOPE} AND s.outcome = 'withdrawn'"),
    "dossiers_excluded": Question(
        message("Ngoài phạm vi nhưng có hồ sơ, không tính"),
        "u.out_of_scope_reason IS NOT NULL AND s.dossier_id IS NOT NULL",
    ),
    "resolution": Question(message("Đã ban hành nghị quyết"), "d.resolutions > 0"),
    "no_resolution": Question(message("Chưa ban hành nghị quyết"), "coalesce(d.resolutions, 0) = 0"),
    "plan": Question(message("Đã ban hành kế hoạch"), "d.plans > 0"),
    "no_plan": Question(message("Chưa ban hành kế hoạch"), "coalesce(d.plans, 0) = 0"),
}
assert tuple(QUESTIONS) == get_args(Which)

ORDERS: Mapping[Order, str] = {
    "place": "",
    "name": 'u.name_place COLLATE "C", u.title_place COLLATE "C", ',
    "registered": "c.registered_on NULLS FIRST, ",
    "households": "c.households_registered::numeric / nullif(c.households_total, 0) NULLS FIRST, ",
    "dossier": "array_position(ARRAY['opened', 'submitted', 'returned', 'accepted', 'appraised', 'proposed', 'lapsed', 'decided'], "
    "s.state) NULLS FIRST, ",
}
"""What goes before the order of the tree: under whom, and there the alphabet. The lowest stands first."""

_OF = (UnitRow, CoverageRow, DossierRow)
_COLUMNS = ", ".join(
    f"{code_on('u', '$3::date') if (alias, column.name) == ('u', 'code') else f'{alias}.{column.name}'} AS {alias}_{column.name}"
    for alias, row in zip("ucs", _OF, strict=True)
    for column in fields(row)
)
_UNIT = ", ".join(f"p.{column.name}" for column in fields(UnitRow))
_OF_THE_MAP = ", ".join(
    {"unit_kind": "k.unit_kind", "out_of_scope_reason": "k.out_of_scope_reason"}.get(name, f"p.{name}")
    for name in (column.name for column in fields(UnitRow))
)
"""A unit as it is called and placed on the map, of the kind it was when it was counted."""


def _below(days: MapDays) -> str:
    """WITH …: `asked`, the units of kinds $5 below unit $1, in the order of the tree and there of the alphabet."""
    return f"""
WITH RECURSIVE {taken_back("late", "$3::date")}, {counted_before(days)}, placed AS MATERIALIZED (
    SELECT {_UNIT}, p.above, p.stands,
        coalesce(p.title_place, y.title_place) AS title_place, coalesce(p.name_place, y.name_place) AS name_place,
        coalesce(p.title_words, y.title_words) AS title_words, coalesce(p.name_words, y.name_words) AS name_words
    FROM {units_on("late", "$3::date")} p JOIN dashboards.directory y USING (unit_id)
), tree (unit_id, place) AS (
    SELECT $1::text, ''
    UNION ALL
    SELECT p.unit_id, t.place || E'\\t' || p.title_place || p.name_place FROM tree t JOIN placed p ON p.above = t.unit_id
) CYCLE unit_id SET is_round USING walked, asked AS (
    SELECT t.place, {_OF_THE_MAP}, p.title_place, p.name_place, p.title_words, p.name_words
    FROM tree t JOIN placed p USING (unit_id) JOIN {counted_units(days)} k USING (unit_id)
    WHERE NOT t.is_round AND k.unit_kind = ANY ($5) AND k.stands
)
"""


_JOINED = """
FROM asked u
    LEFT JOIN dashboards.coverage c ON c.unit_id = u.unit_id AND c.year = $2
    LEFT JOIN dashboards.dossiers s ON s.unit_id = u.unit_id AND s.year = $2
    LEFT JOIN dashboards.documents d ON d.unit_id = u.unit_id AND d.year = $2
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """The list somebody wants: below which unit, of which kind (None: all), with which words in the name."""

    unit_id: str
    year: int
    which: Which
    days: MapDays
    kind: Kind | None = None
    order: Order = "place"
    text: str = ""

    @property
    def kinds(self) -> list[str]:
        if self.kind == "institution":
            return INSTITUTIONS
        if self.kind:
            return [self.kind]
        return EVERY_KIND if QUESTIONS[self.which].condition.startswith("s.") else REGISTERING


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of a list."""

    unit: UnitRow
    own: CoverageRow | None
    dossier: DossierRow | None
    above: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """Units on the list and what they add up to; `below` is how many of that kind there are to choose from."""

    units: int
    total: int
    matching: int
    """Units of the list in whose name the words asked for stand."""
    below: int


async def joined_by_hash(connection: Any) -> None:
    """For the rest of the transaction: PostgreSQL takes the walked tree for one row, and a loop over 10,000 areas by
    10,000 dossiers takes 11 s where a hash takes 0.1."""
    await connection.execute("SET LOCAL enable_nestloop TO off")


async def counted(connection: Any, asked: Asked) -> Counted:
    """What the list adds up to, before and after the words asked for."""
    question = QUESTIONS[asked.which]
    row = await connection.fetchrow(
        f"{_below(asked.days)} SELECT count(*) FILTER (WHERE {question.condition}) AS units, "
        f"coalesce(sum({question.households or '1'}) FILTER (WHERE {question.condition}), 0)::bigint AS total, "
        f"count(*) FILTER (WHERE ({question.condition}) AND {_CALLED}) AS matching, count(*) AS below {_JOINED}",
        asked.unit_id, asked.year, asked.days.placed, asked.days.counted, asked.kinds, word_patterns(asked.text),
    )  # fmt: skip
    return Counted(**row)


_CALLED = "' ' || u.title_words || ' ' || u.name_words LIKE ALL ($6::text[])"


async def units_listed(
    connection: Any, within: list[str] | None, asked: Asked, limit: int, offset: int
) -> list[Listed]:
    """Lines of the list in its order; what stands above a unit is named as far as it is `within` (None: all)."""
    rows = await connection.fetch(
        f"{_below(asked.days)} SELECT {_COLUMNS} {_JOINED} WHERE ({QUESTIONS[asked.which].condition}) AND {_CALLED} "
        f'ORDER BY {ORDERS[asked.order]} u.place COLLATE "C", u.unit_id LIMIT $7 OFFSET $8',
        asked.unit_id, asked.year, asked.days.placed, asked.days.counted, asked.kinds, word_patterns(asked.text), limit, offset,
    )  # fmt: skip
    above = await names_above_on(connection, within, [row["u_unit_id"] for row in rows], asked.days.placed)
    return [
        Listed(_part(row, "u", UnitRow), _part(row, "c", CoverageRow), _part(row, "s", DossierRow),
               above.get(row["u_unit_id"], ()))
        for row in rows
    ]  # fmt: skip


def _part(row: Any, alias: str, made: Any) -> Any:
    columns = [row[f"{alias}_{column.name}"] for column in fields(made)]
    return None if columns[0] is None else made(*columns)
