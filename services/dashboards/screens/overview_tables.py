"""The tables of the overview, on the page and as files."""

from dataclasses import replace
from datetime import datetime
from typing import Any, Literal

from chronicle.refusal import Refused
from portal.exports import about
from portal.tables import Sheet, Table
from portal.words import Words, message
from services.dashboards.routes import Overview
from services.dashboards.screens import columns, reconciliation_tables, summaries, wording
from services.dashboards.screens.overview import Branch, Order, counter_names, presented
from services.dashboards.screens.sheets import map_line

Part = Literal[
    "places", "areas", "institutions", "dossiers", "documents", "models", "activity", "predecessors", "reconciled_units",
    "reconciled_sums", "pace",
]  # fmt: skip

TITLES: dict[Part, str] = {
    "places": message("Các đơn vị trực thuộc"),
    "areas": message("Khu dân cư"),
    "institutions": message("Cơ quan, doanh nghiệp, nhà trường trực thuộc"),
    "dossiers": message("Hồ sơ đề nghị công nhận"),
    "documents": message("Văn bản của năm"),
    "models": message("Mô hình tự phòng, tự quản"),
    "activity": message("Tuyên truyền, vận động"),
    "predecessors": message("Đơn vị đã nhập vào"),
    "reconciled_units": message("Đối chiếu số đơn vị"),
    "reconciled_sums": message("Đối chiếu số liệu"),
    "pace": message("Nhịp độ đăng ký"),
}
institutions_shown_max = 60
CHILDREN: tuple[Part, ...] = ("places", "areas", "institutions")
"""Those that stand in the order asked for."""
ORDERS: dict[Order, str] = {
    "worst": message("Chậm nhất đứng trước"),
    "name": message("Theo chữ cái"),
    "areas": message("Khu dân cư, tỷ lệ thấp nhất đứng trước"),
    "communes": message("Cấp xã, tỷ lệ thấp nhất đứng trước"),
    "institutions": message("Cơ quan, trường, tỷ lệ thấp nhất đứng trước"),
    "households": message("Hộ đăng ký, tỷ lệ thấp nhất đứng trước"),
    "decided": message("Hồ sơ đã quyết định, tỷ lệ thấp nhất đứng trước"),
}


def tables_of(words: Words, shown: Overview, presentation: dict[str, Any]) -> dict[str, Any]:
    """The tables of children and what the unit itself did, as cells; `lists` says where a number of the page leads."""
    assert shown.year is not None
    unit, whole, overdue = presentation["unit"], presentation["whole"], presentation["overdue"]
    return {
        "tables_of": {part: _on_page(table_of(words, shown, presentation, part), part) for part in TITLES},
        "measures": reconciliation_tables.MEASURES,
        "own": columns.own(words, unit, whole, overdue=overdue),
        "lists": columns.leading_to_lists(shown.year),
        "order_words": words(ORDERS[presentation["sort"]]),
    }


def _on_page(table: Table[Any], part: Part) -> Table[Any]:
    """What a level manages itself can be hundreds after a reform: the page holds the first of them, the sheet all."""
    return replace(table, rows=table.rows[:institutions_shown_max]) if part == "institutions" else table


def table_of(words: Words, shown: Overview, presentation: dict[str, Any], part: Part) -> Table[Any]:
    """One of them, of a year that was opened."""
    assert shown.year is not None and shown.days is not None
    unit, to = presentation["unit"], columns.leading_to_lists(shown.year)
    if part == "dossiers":
        return summaries.dossiers(words, to, unit.unit_id, presentation["dossiers"])
    if part == "documents":
        return summaries.documents(words, to, unit.unit_id, presentation["issuing"])
    if part == "models":
        return summaries.models(words, unit.unit_id, presentation["models"])
    if part == "activity":
        names = counter_names(words.language)
        return summaries.activity(words, unit.unit_id, shown.year, presentation["activity"], names)
    if part == "pace":
        return summaries.pace(words, presentation["pace"])
    if part == "reconciled_units":
        return reconciliation_tables.units(words, shown)
    if part == "reconciled_sums":
        return reconciliation_tables.sums(words, shown)
    branches: list[Branch] = presentation[part]
    if part == "places":
        return columns.places(words, unit, shown.year, shown.days, branches, presentation["whole"])
    with_households = part == "areas" or (part == "predecessors" and unit.unit_kind == "residential_area")
    found = columns.leaves(
        words, shown.year, shown.days, branches, overdue=presentation["overdue"], with_households=with_households
    )
    return found if part in CHILDREN else replace(found, columns=tuple(replace(one, order="") for one in found.columns))


def part_sheet(
    words: Words, shown: Overview, part: Part, sort: Order, recorded_at: datetime | None
) -> tuple[Sheet[Any], str]:
    """One table as a sheet, and what its file is called. Raises Refused where there is no such year."""
    if shown.campaign is None or not shown.path or shown.days is None:
        raise Refused("campaign.unknown", vi="Năm này chưa được phát động", en="That year was never opened")
    if shown.absent:
        raise Refused(
            "unit.not_on_this_map",
            vi="Đơn vị không có trên địa giới này; hãy chọn địa giới khác",
            en="The unit is not on this map: choose the other one",
        )
    presentation = presented(shown, sort)
    title, unit = words(TITLES[part]), wording.name_of(shown.path[-1])
    ordered = ((words("Thứ tự"), words(ORDERS[sort])),) if part in CHILDREN else ()
    chosen = (map_line(words, shown.days), *ordered)
    lines = about(words, unit, shown.campaign.year, chosen, shown.freshness, recorded_at)
    return Sheet(
        title, lines, table_of(words, shown, presentation, part), words
    ), f"{title} {unit} {shown.campaign.year}"
