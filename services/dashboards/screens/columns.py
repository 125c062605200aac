"""The columns of the tables of dashboards, each number with the list it leads to; page, workbook and CSV take these."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from portal.share import NOTHING, Share
from portal.tables import Address, Cell, Column, Table
from portal.words import Words
from services.dashboards.projections.units import UnitRow
from services.dashboards.screens import wording
from services.dashboards.screens.listing import Kind, Listed, Which
from services.dashboards.screens.overview import Branch
from services.dashboards.screens.placement import MapDays

Leads = Callable[[str, Which, Kind | None], Address]


def leading_to_lists(year: int) -> Leads:
    """Addresses of the lists of a year: below which unit, which of them, of which kind."""

    def to(unit_id: str, which: Which, kind: Kind | None) -> Address:
        return Address("/units", {"unit": unit_id, "year": year, "which": which, "kind": kind})

    return to


def to_unit(words: Words, unit: UnitRow, year: int, days: MapDays) -> Cell:
    """A unit's name, leading to its overview; of one that had ended on the day of the map, to that of the year as it was."""
    query: dict[str, Any] = {"unit": unit.unit_id, "year": year}
    if unit.ended_on is None or unit.ended_on > days.placed:
        return Cell(wording.name_of(unit), to=Address("/", query), written=True)
    note = words("kết thúc ngày %(day)s", day=words.day(unit.ended_on))
    return Cell(wording.name_of(unit), to=Address("/", {**query, "map": None}), written=True, note=note)


def _named(words: Words, branch: Branch, unit: UnitRow, year: int, days: MapDays) -> Cell:
    """A child's name, and on today's map what went into it or that it could not be divided."""
    cell = to_unit(words, unit, year, days)
    if branch.undivided:
        return replace(cell, note=words("không tách được; %(ended)s", ended=cell.note))
    said = []
    if branch.merged_into and _began_since(branch, days):
        said.append(words.several("gộp từ %(shown)s đơn vị", branch.merged_into))
    elif branch.merged_into:
        said.append(words.several("thêm %(shown)s đơn vị nhập vào", branch.merged_into))
    if branch.parts_into:
        said.append(words.several("nhận một phần của %(shown)s đơn vị bị chia", branch.parts_into))
    return replace(cell, note="; ".join(said))


def _began_since(branch: Branch, days: MapDays) -> bool:
    """Whether a child was not there yet when the units were counted."""
    return bool(branch.unit and branch.unit.valid_from and branch.unit.valid_from > days.counted)


def places(
    words: Words, unit: UnitRow, year: int, days: MapDays, branches: Sequence[Branch], whole: Branch
) -> Table[Branch]:
    """The children that have units of their own, and the sum of them all."""
    to = leading_to_lists(year)

    def of(branch: Branch) -> UnitRow:
        return branch.unit or unit

    def registered(name: str, title: str, found: Callable[[Branch], Share], kind: Kind) -> Column[Branch]:
        cell = partial(_share, to, of, found, kind, "registered", "required")
        return Column(name, title, cell, "share", name)

    return Table(
        columns=(
            Column("name", words("Đơn vị"), lambda b: _named(words, b, of(b), year, days), order="name"),
            Column("code", words("Mã đơn vị"), lambda b: Cell(of(b).code), on_page=False),
            Column("standing", words("Tình trạng"), lambda b: _standing(words, b, to), order="worst"),
            registered("areas", words("Khu dân cư"), lambda b: b.areas, "residential_area"),
            registered("communes", words("Cấp xã"), lambda b: b.communes, "commune"),
            registered("institutions", words("Cơ quan, trường"), lambda b: b.institutions, "institution"),
            Column("households", words("Hộ đăng ký"), partial(_households, words, to, of), "share", "households",
                   percent=True),
            Column("not_reporting", words("Khu chưa báo số hộ"), lambda b: Cell(b.not_reporting), "number",
                   on_page=False),
            Column("decided", words("Hồ sơ đã quyết định"),
                   partial(_share, to, of, lambda b: b.decided, None, "decided", "dossiers"), "share", "decided"),
        ),
        rows=branches,
        whole=whole,
    )  # fmt: skip


def _share(
    to: Leads, of: Callable[[Branch], UnitRow], found: Callable[[Branch], Share], kind: Kind | None, reached: Which,
    total: Which, branch: Branch,
) -> Cell:  # fmt: skip
    if branch.undivided:
        return Cell(found(branch))
    unit_id = of(branch).unit_id
    return Cell(found(branch), to=to(unit_id, reached, kind), total_to=to(unit_id, total, kind))


def _households(words: Words, to: Leads, of: Callable[[Branch], UnitRow], branch: Branch) -> Cell:
    unit_id, left = of(branch).unit_id, branch.not_reporting
    if branch.undivided:
        return Cell(branch.households)
    return Cell(
        branch.households,
        to=to(unit_id, "households_registered", "residential_area"),
        total_to=to(unit_id, "households_total", "residential_area"),
        note=words("%(n)s khu chưa báo", n=words.number(left)) if left and branch.households.total else "",
        note_to=to(unit_id, "households_missing", "residential_area"),
    )


def _standing(words: Words, branch: Branch, to: Leads) -> Cell:
    """How registration stands; what is missing leads to those who are missing. Of the whole nothing is said twice."""
    if branch.unit is None:
        return Cell()
    standing, missing = branch.standing, branch.registrations.missing
    said = words(wording.STANDINGS[standing])
    if branch.undivided:
        return Cell(said, standing=standing)
    if standing in ("overdue", "behind") and branch.registrations.reached:
        said = words("%(standing)s, còn %(missing)s", standing=said, missing=words.number(missing))
        return Cell(said, to=to(branch.unit.unit_id, "missing", None), standing=standing)
    if standing == "overdue":
        return Cell(words("Quá hạn, chưa bắt đầu"), standing=standing)
    return Cell(said, standing=standing)


def leaves(
    words: Words, year: int, days: MapDays, branches: Sequence[Branch], *, overdue: bool, with_households: bool
) -> Table[Branch]:
    """Children without units of their own: how each of them stands."""

    def of(branch: Branch) -> UnitRow:
        assert branch.unit is not None
        return branch.unit

    def registered(branch: Branch) -> Cell:
        if not branch.merged_into and not _began_since(branch, days):
            return wording.registration(words, of(branch), branch.own, overdue=overdue)
        found = branch.registrations
        if not found.total:
            return Cell(words("Khi đó chưa có"))
        said = words(
            "%(reached)s/%(total)s đã đăng ký", reached=words.number(found.reached), total=words.number(found.total)
        )
        return Cell(said, standing=branch.standing)

    def of_households(branch: Branch) -> Cell:
        return Cell(branch.households) if branch.merged_into else wording.households(words, branch.own)

    households: tuple[Column[Branch], ...] = (
        Column("households", words("Hộ đăng ký"), of_households, "share",
                       "households", percent=True),
        Column("counted_on", words("Số hộ tính đến ngày"), lambda b: Cell(wording.counted_on(b.own)), "day",
                       on_page=False),
    )  # fmt: skip
    return Table(
        columns=(
            Column("name", words("Đơn vị"), lambda b: _named(words, b, of(b), year, days), order="name"),
            Column("code", words("Mã đơn vị"), lambda b: Cell(of(b).code), on_page=False),
            Column("standing", words("Đăng ký"), registered, order="worst"),
            *(households if with_households else ()),
            Column("dossier", words("Hồ sơ"), lambda b: wording.dossier(words, b.dossier)),
        ),
        rows=branches,
    )  # fmt: skip


def listed(
    words: Words,
    year: int,
    days: MapDays,
    lines: Sequence[Listed],
    kind: Kind | None,
    *,
    overdue: bool,
    with_households: bool,
) -> Table[Listed]:
    """The units of a list: what they are called, where they stand, and how."""
    households: tuple[Column[Listed], ...] = (
        Column("households", words("Hộ đăng ký"), lambda x: wording.households(words, x.own), "share",
                       "households", percent=True),
        Column("counted_on", words("Số hộ tính đến ngày"), lambda x: Cell(wording.counted_on(x.own)), "day"),
    )  # fmt: skip
    kinds: tuple[Column[Listed], ...] = (
        Column("kind", words("Loại"), lambda x: Cell(words(wording.KINDS[x.unit.unit_kind]))),
    )
    registration: tuple[Column[Listed], ...] = (
        Column("registration", words("Đăng ký"),
               lambda x: wording.registration(words, x.unit, x.own, overdue=overdue), order="registered"),
    )  # fmt: skip
    dossier: tuple[Column[Listed], ...] = (
        Column("dossier", words("Hồ sơ"), lambda x: wording.dossier(words, x.dossier), order="dossier"),
    )
    return Table(
        columns=(
            Column("name", words("Đơn vị"), lambda x: to_unit(words, x.unit, year, days), order="name"),
            Column("code", words("Mã đơn vị"), lambda x: Cell(x.unit.code), on_page=False),
            Column("place", words("Thuộc"), lambda x: Cell(", ".join(x.above), written=True), order="place"),
            *(kinds if kind in (None, "institution") else ()),
            *(registration if kind != "district" else ()),
            *(households if with_households else ()),
            *(dossier if kind != "district" else ()),
        ),
        rows=lines,
    )


def own(words: Words, unit: UnitRow, whole: Branch, *, overdue: bool) -> dict[str, Cell]:
    """What the unit itself did this year."""
    households = wording.households(words, whole.own) if unit.unit_kind == "residential_area" else Cell(NOTHING)
    return {
        "registration": wording.registration(words, unit, whole.own, overdue=overdue),
        "households": households,
        "dossier": wording.dossier(words, whole.dossier),
    }
