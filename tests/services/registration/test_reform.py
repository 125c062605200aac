"""A reform becomes a plan: every command of it may, in its order; what does not fit is said with file, line and what to do."""

from collections import Counter
from dataclasses import replace
from datetime import date
from functools import cache

import pytest

from reference.generated import generate_residential_areas
from reference.lineage import Succession
from reference.units import UnitEntry, load_units
from services.registration.projections.units import UnitRow
from services.registration.reform import Plan, plan
from services.registration.reform_files import Reform, as_listed, same_name
from services.registration.unit import AssignCode, ChangeKind, EndUnit, ListUnit, MoveUnit, RenameUnit, SucceedUnit
from tests.services.registration.reforming import DATA, IN_2021, IN_2025, MERGERS, TWO_LEVELS, Register, register_of

pytestmark = pytest.mark.fast


@cache
def played() -> tuple[Register, Plan, list[UnitRow], Plan]:
    """The register of 2021, its mergers of 2024, the register between, and the reform of 2025, all carried out."""
    units = load_units(DATA / "units-2021.csv", IN_2021)
    register = register_of([*units, *generate_residential_areas(units, 691)])
    first = plan(register.rows(), MERGERS)
    register.ask_all(first.commands)
    between = register.standing()
    second = plan(register.rows(), TWO_LEVELS)
    register.ask_all(second.commands)
    return register, first, between, second


def kinds(rows: list[UnitRow]) -> Counter[str]:
    return Counter(row.unit_kind for row in rows)


def test_the_mergers_of_2024_leave_121_communes() -> None:
    _, first, between, _ = played()
    assert first.problems == () and first.drawn == () and first.split == ()
    assert kinds(between) == {"province": 1, "district": 10, "commune": 121, "residential_area": 691}
    assert Counter(type(command) for command in first.commands)[SucceedUnit] == 5


def test_the_reform_of_2025_leaves_45_communes_of_lam_dong_and_no_district() -> None:
    register, _, _, second = played()
    standing = register.standing()
    assert second.problems == () and len(second.split) == 2
    assert kinds(standing) == {"province": 1, "commune": 45, "residential_area": 691}
    [province] = (row for row in standing if row.unit_kind == "province")
    assert province.unit_name == "Lâm Đồng"
    assert {row.parent_id for row in standing if row.unit_kind == "commune"} == {province.unit_id}


def test_nothing_stands_under_what_has_ended_at_any_step() -> None:
    _, _, between, second = played()
    units = {row.unit_id: row for row in between}
    parents = {row.unit_id: row.parent_id for row in between}
    for command in second.commands:
        match command:
            case ListUnit() | MoveUnit():
                parents[command.unit_id] = command.parent_id
            case SucceedUnit() | EndUnit():
                parents.pop(command.unit_id)
                assert command.unit_id not in parents.values(), units[command.unit_id]


def test_what_stood_below_a_split_commune_is_drawn_the_same_every_time_and_flagged() -> None:
    _, _, between, second = played()
    below = {row.unit_id for row in between if row.parent_id in second.split}
    assert set(second.drawn) == below and below
    again = plan(between, TWO_LEVELS)
    assert again == second
    told = plan(between, replace(TWO_LEVELS, draws_places=False))
    assert len(told.problems) == len(below) and "which of" in told.problems[0].english


def test_a_place_that_is_told_is_taken() -> None:
    _, _, between, second = played()
    to = {s.successor_code for s in TWO_LEVELS.lineage if s.predecessor_code == "22978"}
    [split] = (row for row in between if row.code == "22978")
    below = [row.unit_id for row in between if row.parent_id == split.unit_id]
    code = min(to)
    planned = plan(between, replace(TWO_LEVELS, places=dict.fromkeys(below, code)))
    entry = next(entry for entry in TWO_LEVELS.after if entry.code == code)
    moves = {c.unit_id: c.parent_id for c in planned.commands if isinstance(c, MoveUnit)}
    assert {moves[unit] for unit in below} == {entry.unit_id}
    assert set(planned.drawn) == set(second.drawn) - set(below)
    wrong = plan(between, replace(TWO_LEVELS, places={below[0]: "23005"}))
    assert len(wrong.problems) == 1


DAY = date(2025, 7, 1)
P = UnitRow("p", None, "province", "Tỉnh", "Bình Thuận", code="60")
D = UnitRow("d", "p", "district", "Huyện", "Phú Quí", code="602")
C = UnitRow("c", "d", "commune", "Xã", "Tam Thanh", code="1")
A = UnitRow("a", "d", "residential_area", "Thôn", "1")


def goes(before: str, named: str, after: str, called: str, line: int = 2, **changed: bool) -> Succession:
    return Succession(before, named, after, called, changed.get("is_whole", True), line)


def listed_after(code: str, title: str, name: str, kind: str = "commune", parent: str | None = "p2") -> UnitEntry:
    return UnitEntry(f"n{code}", code, name, kind, title, parent, None, None, DAY)  # type: ignore[arg-type]


P2 = UnitEntry("p2", "60", "Bình Thuận", "province", "Tỉnh", None, None, None, DAY)


def test_a_unit_with_one_predecessor_goes_on_as_itself_under_another_name_kind_code_and_parent() -> None:
    reform = Reform(
        DAY, "NQ", [goes("1", "Xã Tam Thanh", "9", "Đặc khu Tam Thanh")],
        [P2, listed_after("9", "Đặc khu", "Tam Thanh")],
    )  # fmt: skip
    planned = plan([P, D, C], reform)
    assert [type(command) for command in planned.commands] == [ChangeKind, AssignCode, MoveUnit, EndUnit]
    [moved] = (command for command in planned.commands if isinstance(command, MoveUnit))
    assert moved.parent_id == "p", "the province of the list is the one that stands"
    renamed = Reform(DAY, "NQ", [goes("1", "Xã Tam Thanh", "1", "Xã Ngũ Phụng")])
    assert [type(command) for command in plan([P, D, C], renamed).commands] == [RenameUnit]


def test_a_district_without_communes_goes_over_into_a_commune() -> None:
    reform = Reform(
        DAY, "NQ", [goes("602", "Huyện Phú Quý", "7", "Đặc khu Phú Quý")], [P2, listed_after("7", "Đặc khu", "Phú Quý")]
    )
    planned = plan([P, D, A], reform)
    assert planned.problems == ()
    assert [type(command) for command in planned.commands] == [ListUnit, MoveUnit, SucceedUnit]


@pytest.mark.parametrize(
    ("standing", "reform", "line", "words"),
    [
        ([P, D, C], Reform(DAY, "NQ", [goes("2", "Xã Long Hải", "9", "Xã A")]), 2, "no standing unit"),
        ([P, D, C], Reform(DAY, "NQ", [goes("1", "Xã Long Hải", "9", "Xã A")]), 2, "calls 1 Xã Tam Thanh"),
        (
            [P, D, C],
            Reform(DAY, "NQ", [goes("1", "Xã Tam Thanh", "9", "Xã A", 4)], [P2]),
            4,
            "not in the list of after",
        ),
        (
            [P, D, C],
            Reform(DAY, "NQ", [goes("1", "Xã Tam Thanh", "9", "Xã A")], [P2, listed_after("9", "Xã", "B")]),
            2,
            "calls 9 Xã B",
        ),
        (
            [P, D, C],
            Reform(DAY, "NQ", [goes("1", "Xã Tam Thanh", "60", "Tỉnh Bình Thuận")], [P2]),
            2,
            "cannot take the place",
        ),
        ([P, D, C], Reform(DAY, "NQ", [], [P2]), None, "neither file"),
        ([P, D, A], Reform(DAY, "NQ", [], [P2]), None, "right below a district"),
    ],
    ids=["unknown", "misnamed", "unlisted", "called otherwise", "wrong kind", "forgotten", "island"],
)
def test_what_does_not_fit_is_said_with_its_line(
    standing: list[UnitRow], reform: Reform, line: int | None, words: str
) -> None:
    planned = plan(standing, reform)
    assert planned.commands == ()
    assert words in planned.problems[0].english
    assert (planned.problems[0].line, planned.problems[0].file) in {(line, "lineage"), (line, "units")}


def test_names_are_the_same_in_either_spelling_and_titles_of_two_words_are_read() -> None:
    assert same_name("Xã Thuận Quí", "Xã Thuận Quý") and same_name("Vũ Hoà", "Vũ Hòa")
    assert not same_name("Tân Hà", "Tân Hải")
    assert as_listed("Thị trấn Phú Long") == ("commune", "Thị trấn", "Phú Long")
    assert as_listed("Quận") is None
    assert IN_2025 == DAY
