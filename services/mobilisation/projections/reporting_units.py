"""Which communes and districts are to report, so that a missing report can be seen?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from chronicle.projection import Change, Patch, Projection
from contracts.envelope import Seen
from contracts.registration import UnitEnded, UnitKindChanged, UnitListed

reporting_kinds = ("commune", "district")
missing_shown_max = 1_000


@dataclass(frozen=True, slots=True)
class ReportingUnitRow:
    unit_id: str
    unit_kind: str = ""
    listed_from: date | None = None
    ended_on: date | None = None


def listed(fact: UnitListed, seen: Seen[Any]) -> Iterable[Change]:
    if fact.unit_kind in reporting_kinds:
        yield Patch((fact.unit_id,), {"unit_kind": fact.unit_kind, "listed_from": fact.valid_from})


def kind_changed(fact: UnitKindChanged, seen: Seen[Any]) -> Iterable[Change]:
    """Who reports from now on reports from that day on; who did before and does not any more owes what was due before."""
    reports, reported = fact.unit_kind in reporting_kinds, fact.previous_kind in reporting_kinds
    if reports and not reported:
        columns = {"unit_kind": fact.unit_kind, "listed_from": fact.valid_from, "ended_on": None}
        yield Patch((fact.unit_id,), columns)
    elif reports:
        yield Patch((fact.unit_id,), {"unit_kind": fact.unit_kind})
    elif reported:
        yield Patch((fact.unit_id,), {"ended_on": fact.valid_from})


def ended(fact: UnitEnded, seen: Seen[Any]) -> Iterable[Change]:
    """Kept of every unit, as the fact does not tell its kind; only rows with a kind are to report."""
    yield Patch((fact.unit_id,), {"ended_on": fact.ended_on})


REPORTING_UNITS = Projection(
    name="reporting_units",
    row=ReportingUnitRow,
    key=("unit_id",),
    on={UnitListed: listed, UnitKindChanged: kind_changed, UnitEnded: ended},
)


async def units_without_report(
    connection: Any,
    within: list[str] | None,
    year: int,
    period: str,
    number: int,
    on: date,
    after: tuple[Any, ...] | None = None,
    limit: int = missing_shown_max,
) -> list[dict[str, Any]]:
    """The communes and districts standing on a day that have not reported a period, after (kind, id) of the last one.

    `within` names the units asked about; None: all.
    """
    rows = await connection.fetch(
        "SELECT unit_id, unit_kind FROM mobilisation.reporting_units AS u WHERE unit_kind <> '' "
        "AND listed_from <= $4 AND (ended_on IS NULL OR ended_on > $4) "
        "AND ($5::text IS NULL OR (unit_kind, unit_id) > ($5, $6)) "
        "AND NOT EXISTS (SELECT FROM mobilisation.reports AS r WHERE r.unit_id = u.unit_id "
        "AND r.year = $1 AND r.period = $2 AND r.period_number = $3) "
        "AND ($8::text[] IS NULL OR unit_id = ANY($8)) "
        "ORDER BY unit_kind, unit_id LIMIT $7",
        year, period, number, on, *(after or (None, None)), limit, within,
    )  # fmt: skip
    return [dict(row) for row in rows]
