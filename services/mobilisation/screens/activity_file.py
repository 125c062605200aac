"""The reports of a unit's own units for one period, entered by one file: a row a unit, a column a counter of the period."""

from collections.abc import Sequence
from datetime import date
from typing import Any, cast

from fastapi import APIRouter

from chronicle.command import Command
from contracts.mobilisation import ActivityReported, Period
from portal.batches.api import entry_routes
from portal.batches.batch_files import batch_files
from portal.batches.batch_pages import batch_pages
from portal.batches.entry import Asked, Entry, Occasion
from portal.batches.pages import entry_pages
from portal.sight import Sight
from portal.words import Words
from portal.workbooks.form import Cells, Column, Form
from portal.workbooks.problems import Both
from reference.vietnamese import sort_key
from services.mobilisation.activity import ReportActivity, UndoActivity
from services.mobilisation.projections.figures import figures_of_units
from services.mobilisation.projections.units import reporting_units
from services.mobilisation.screens import offered, wording

NAME = "reports"
TITLE = Both("Báo cáo hoạt động theo kỳ", "Reports of activity")
GUIDE = (
    Both("Mỗi dòng là báo cáo của một đơn vị cho kỳ này.", "Each row is one unit's report for this period."),
    Both("Số thấp hơn báo cáo trước phải có lý do sửa.", "A figure below the last report needs a reason."),
)
years_offered_max = 2


def period_of(asked: Asked) -> tuple[int, Period, int]:
    """Year, period and number of an occasion such as 2021.month-3. Raises ValueError."""
    year, _, period = asked.occasion.partition(".")
    code, _, number = period.rpartition("-")
    return int(year), cast(Period, code), int(number)


def form(asked: Asked) -> Form:
    _, period, _ = period_of(asked)
    return Form(
        name=NAME,
        title=TITLE,
        identifies=("unit_id",),
        columns=(
            Column("unit_id", Both("Mã đơn vị", "Unit id"), "fixed", hidden=True),
            Column("unit", Both("Đơn vị", "Unit"), "fixed", width=32),
            *(
                Column(counter.code, Both(counter.text_vi, counter.text_en), "count", width=18, count_max=100_000_000)
                for counter in offered.asked_in(period, asked.today)
            ),
            Column("reason", Both("Lý do sửa", "Reason of a correction"), "text", width=36),
        ),
        notes=GUIDE,
    )


async def occasions(seen: Sight, today: date, words: Words) -> Sequence[Occasion]:
    """The periods that have begun, the newest first."""
    found = []
    for year in (await offered.years(seen.connection))[:years_offered_max]:
        for period in await offered.periods_due(seen.connection, year):
            if period.first <= today:
                said = wording.period_of_year(words, period.period, period.period_number, year)
                found.append((period.last, Occasion(f"{year}.{period.period}-{period.period_number}", said)))
    return [occasion for _, occasion in sorted(found, key=lambda pair: pair[0], reverse=True)]


async def filled(seen: Sight, asked: Asked) -> Sequence[Cells]:
    below = [unit for unit in seen.viewer.tree.below([asked.unit_id]) if seen.scope.sees(unit)]
    places = seen.viewer.tree.places
    reporting = [row.unit_id for row in await reporting_units(seen.connection, below) if row.reports(asked.today)]
    figures = await figures_of_units(seen.connection, reporting, *period_of(asked))
    names = {unit: f"{places[unit].title} {places[unit].unit_name}" for unit in reporting if unit in places}
    wanted = {column.key for column in form(asked).columns}
    return [
        {"unit_id": unit, "unit": names[unit], **{k: v for k, v in figures.get(unit, {}).items() if k in wanted}}
        for unit in sorted(names, key=lambda unit: (sort_key(names[unit]), unit))
    ]


def commands(cells: Cells, asked: Asked) -> Sequence[Command]:
    year, period, number = period_of(asked)
    codes = {counter.code for counter in offered.asked_in(period, asked.today)}
    counters = {key: value for key, value in cells.items() if key in codes and value is not None}
    if not counters:
        return []
    offered.must_be_counters(counters, asked.today)
    about: dict[str, Any] = {"unit_id": cells["unit_id"], "counters": counters, "reason": cells["reason"]}
    return [ReportActivity(occurred_on=asked.today, year=year, period=period, period_number=number, **about)]


def told(fact: ActivityReported, words: Words) -> str:
    changed = [said for said in fact.counters if said.value != said.previous_value]
    text = words.several("%(shown)s chỉ số thay đổi", len(changed))
    return text if fact.reason is None else words("%(what)s; lý do sửa: %(why)s", what=text, why=fact.reason)


def undo(fact: ActivityReported, batch_id: str) -> Command:
    return UndoActivity(
        occurred_on=fact.reported_on, unit_id=fact.unit_id, year=fact.year, period=fact.period,
        period_number=fact.period_number, batch_id=batch_id,
        counters={said.counter: said.value for said in fact.counters},
    )  # fmt: skip


ENTRIES = {
    NAME: Entry(
        name=NAME, title=TITLE, form=form, occasions=occasions, filled=filled, commands=commands,
        told={ActivityReported.name: told}, undoing={ActivityReported.name: undo}, named_by="unit",
    )
}  # fmt: skip
ROUTES = entry_routes("mobilisation", ENTRIES)
PAGES = APIRouter()
for pages in (
    entry_pages("mobilisation", ENTRIES),
    batch_pages("mobilisation", ENTRIES),
    batch_files("mobilisation", ENTRIES),
):
    PAGES.include_router(pages)
