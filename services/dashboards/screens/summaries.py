"""The small tables of the overview: dossiers by step, documents, models, activity; each also a sheet."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from portal.share import Share
from portal.tables import Address, Cell, Column, Table
from portal.words import Words
from services.dashboards.projections.documents import BranchDocuments
from services.dashboards.projections.models_kept import BranchModels
from services.dashboards.screens import wording
from services.dashboards.screens.columns import Leads
from services.dashboards.screens.listing import Which
from services.dashboards.screens.overview import Activity, Pace


def dossiers(words: Words, to: Leads, unit_id: str, counted: Mapping[str, Mapping[str, int]]) -> Table[str]:
    """A step a row and a kind of unit a column; `counted` is kind → step → dossiers."""

    def of_kind(kind: Any) -> Column[str]:
        def cell(step: Any) -> Cell:
            which: Which = "dossiers" if step == "all" else step
            n = counted[kind][step]
            return Cell(n, to=to(unit_id, which, kind) if n else None)

        return Column(kind, words(wording.KINDS[kind]), cell, "number")

    def step_cell(step: str) -> Cell:
        return Cell(words("Tất cả")) if step == "all" else Cell(words(wording.STEPS[step]), key=f"step-{step}")

    steps = Column("step", words("Bước"), step_cell)
    return Table((steps, *(of_kind(kind) for kind in counted)), tuple(wording.STEPS), "all")


def documents(words: Words, to: Leads, unit_id: str, rows: Sequence[BranchDocuments]) -> Table[BranchDocuments]:
    """How many units of each level issued their resolution and their plan."""

    def issued(name: Which, title: str, n: Callable[[BranchDocuments], int]) -> Column[BranchDocuments]:
        def cell(row: BranchDocuments) -> Cell:
            kind: Any = row.unit_kind
            return Cell(Share(n(row), row.listed), to=to(unit_id, name, kind), total_to=to(unit_id, "listed", kind))

        return Column(name, title, cell, "share")

    return Table(
        (
            Column("level", words("Cấp"), lambda row: Cell(words(wording.KINDS[row.unit_kind]))),
            issued("resolution", words("Nghị quyết"), lambda row: row.with_resolution),
            issued("plan", words("Kế hoạch"), lambda row: row.with_plan),
        ),
        sorted(rows, key=lambda row: row.unit_kind, reverse=True),
    )


def models(words: Words, unit_id: str, counted: Mapping[str, BranchModels]) -> Table[BranchModels]:
    """Models by state, counted in four ways that are never added to one another; each number leads to their list."""

    def number(name: str, title: str, n: Callable[[BranchModels], int]) -> Column[BranchModels]:
        def cell(row: BranchModels) -> Cell:
            state = "preparing" if row.state == "proposed" else row.state
            return Cell(n(row), to=Address("/models", {"unit": unit_id, "state": state}) if n(row) else None)

        return Column(name, title, cell, "number")

    return Table(
        (
            Column("state", words("Tình trạng"), lambda row: Cell(words(wording.MODEL_STATES[row.state]))),
            number("models", words("Mô hình"), lambda row: row.models),
            number("kinds", words("Loại"), lambda row: row.kinds),
            number("points", words("Điểm"), lambda row: row.points),
            number("teams", words("Tổ"), lambda row: row.teams),
        ),
        [counted[state] for state in wording.MODEL_STATES if state in counted],
    )


def activity(words: Words, unit_id: str, year: int, shown: Activity, names: Mapping[str, str]) -> Table[str]:
    """A counter a row and a period a column; a period nobody reported has nothing, which is not 0.

    Each number leads to the period, unit by unit.
    """

    def in_period(period: tuple[str, int]) -> Column[str]:
        title, written = wording.period(words, *period), "-".join(map(str, period))
        to = Address("/mobilisation", {"unit": unit_id, "year": year, "period": written})

        def cell(code: str) -> Cell:
            told = shown.counters[code].get(period)
            return Cell(told, to=None if told is None else to)

        return Column(written, title, cell, "number")

    counters: Column[str] = Column("counter", words("Chỉ số"), lambda code: Cell(names.get(code, code)))
    return Table((counters, *(in_period(period) for period in shown.periods)), list(shown.counters))


def pace(words: Words, registered: Pace | None) -> Table[tuple[date, int, int]]:
    """A month a row, from the first in which a residential area registered to the last."""
    return Table(
        (
            Column("month", words("Tháng"), lambda month: Cell(f"{month[0]:%m/%Y}")),
            Column("in_month", words("Trong tháng"), lambda month: Cell(month[1]), "number"),
            Column("until", words("Cộng dồn"), lambda month: Cell(month[2]), "number"),
        ),
        registered.months if registered else (),
    )
