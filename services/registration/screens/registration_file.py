"""Registrations and households of a unit's own units, entered by one file: the form, what a row asks for, how it is taken back."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from fastapi import APIRouter

from chronicle.command import Command
from chronicle.refusal import Refused
from contracts.registration import HouseholdsReported, UnitRegistered
from portal.batches.api import entry_routes
from portal.batches.batch_files import batch_files
from portal.batches.batch_pages import batch_pages
from portal.batches.entry import Asked, Entry, Occasion
from portal.batches.pages import entry_pages
from portal.sight import Sight
from portal.words import Words, message
from portal.workbooks.form import Cells, Column, Form
from portal.workbooks.problems import Both
from services.registration.households import ReportHouseholds, UndoHouseholds, households_of_area_max
from services.registration.projections.campaigns import campaigns
from services.registration.projections.registrations import to_fill_in
from services.registration.registration import RegisterUnit, UndoRegistration

FORM = Form(
    name="registrations",
    title=Both("Đăng ký và số hộ", "Registrations and households"),
    identifies=("unit_id",),
    columns=(
        Column("unit_id", Both("Mã đơn vị", "Unit id"), "fixed", hidden=True),
        Column("under", Both("Thuộc", "Belongs to"), "fixed", width=28),
        Column("unit", Both("Đơn vị", "Unit"), "fixed", width=32),
        Column(
            "registered_on", Both("Ngày đăng ký", "Registered on"), "day", width=16,
            note=Both("Ngày đơn vị đăng ký; để trống nếu chưa đăng ký", "The day it registered; empty if it did not yet"),
        ),
        Column(
            "total", Both("Tổng số hộ", "Households in all"), "count", count_max=households_of_area_max,
            note=Both("Chỉ khu dân cư ghi số hộ; ghi đủ ba cột", "Residential areas only; fill in all three columns"),
        ),
        Column(
            "registered", Both("Số hộ đăng ký", "Households registered"), "count", count_max=households_of_area_max,
            note=Both("Cộng dồn đến ngày ghi ở cột bên", "So far, up to the day beside it"),
        ),
        Column("as_of", Both("Số hộ tính đến ngày", "Households as of"), "day", width=18),
    ),
    notes=(
        Both("Nộp lại cùng một tệp không thay đổi gì.", "Handing in the same file again changes nothing."),
        Both("Muốn giảm số hộ đã báo cáo vẫn ghi được, nhưng sẽ được đánh dấu.", "A lower count is taken, and flagged."),
    ),
)  # fmt: skip

HOUSEHOLDS = ("total", "registered", "as_of")


async def occasions(seen: Sight, today: date, words: Words) -> Sequence[Occasion]:
    return [Occasion(row["campaign_id"], row["campaign_name"]) for row in await campaigns(seen.connection)]


async def filled(seen: Sight, asked: Asked) -> Sequence[Cells]:
    below = sorted(unit for unit in seen.viewer.tree.below([asked.unit_id]) if seen.scope.sees(unit))
    return await to_fill_in(seen.connection, asked.occasion, below)


def commands(cells: Cells, asked: Asked) -> Sequence[Command]:
    found: list[Command] = []
    about: dict[str, Any] = {"campaign_id": asked.occasion, "unit_id": cells["unit_id"]}
    if cells["registered_on"] is not None:
        found.append(RegisterUnit(occurred_on=cells["registered_on"], **about))
    given = [key for key in HOUSEHOLDS if cells[key] is not None]
    if given and len(given) < len(HOUSEHOLDS):
        raise Refused(
            "households.incomplete",
            vi="Số hộ cần đủ ba cột: tổng số hộ, số hộ đăng ký và ngày tính đến",
            en="Households need all three columns: in all, registered, and as of which day",
        )
    if given:
        counts: dict[str, Any] = {"total": cells["total"], "registered": cells["registered"]}
        found.append(ReportHouseholds(occurred_on=cells["as_of"], **about, **counts))
    return found


def told_of_registration(fact: UnitRegistered, words: Words) -> str:
    text = message("Đăng ký ngày %(day)s, sau hạn") if fact.late else message("Đăng ký ngày %(day)s")
    return words(text, day=words.day(fact.registered_on))


def told_of_households(fact: HouseholdsReported, words: Words) -> str:
    counts = {
        "registered": words.number(fact.registered),
        "total": words.number(fact.total),
        "day": words.day(fact.as_of),
    }
    if fact.lowered:
        return words("%(registered)s/%(total)s hộ tính đến %(day)s, thấp hơn lần trước", **counts)
    return words("%(registered)s/%(total)s hộ tính đến %(day)s", **counts)


def undo_registration(fact: UnitRegistered, batch_id: str) -> Command:
    return UndoRegistration(
        occurred_on=fact.registered_on, campaign_id=fact.campaign_id, unit_id=fact.unit_id, batch_id=batch_id,
        registered_on=fact.registered_on,
    )  # fmt: skip


def undo_households(fact: HouseholdsReported, batch_id: str) -> Command:
    return UndoHouseholds(
        occurred_on=fact.as_of, campaign_id=fact.campaign_id, unit_id=fact.unit_id, batch_id=batch_id, as_of=fact.as_of,
        total=fact.total, registered=fact.registered,
    )  # fmt: skip


ENTRIES = {
    FORM.name: Entry(
        name=FORM.name,
        title=FORM.title,
        form=lambda asked: FORM,
        occasions=occasions,
        filled=filled,
        commands=commands,
        told={UnitRegistered.name: told_of_registration, HouseholdsReported.name: told_of_households},
        undoing={UnitRegistered.name: undo_registration, HouseholdsReported.name: undo_households},
        named_by="unit",
    )
}
ROUTES = entry_routes("registration", ENTRIES)
PAGES = APIRouter()
for pages in (
    entry_pages("registration", ENTRIES),
    batch_pages("registration", ENTRIES),
    batch_files("registration", ENTRIES),
):
    PAGES.include_router(pages)
