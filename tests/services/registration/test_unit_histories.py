"""What holds after any history of the register: one parent a day, no circle, sums along the tree, and lineages that reconcile."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chronicle.refusal import Refused
from chronicle.spec import recorded
from contracts.registration import Successor
from services.recognition.authority import UNIT as KNOWN_TO_RECOGNITION
from services.registration.projections.lineage import LINEAGE, LineageRow
from services.registration.projections.unit_past import UNIT_PAST, PastRow
from services.registration.projections.units import UnitRow
from services.registration.unit import ChangeKind, EndUnit, ListUnit, MoveUnit, RenameUnit, SucceedUnit
from services.registration.unit_places import PARENT_KINDS
from tests.services.registration.reforming import Register

pytestmark = pytest.mark.fast

START = date(2021, 1, 1)
KINDS = ("province", "district", "commune", "residential_area", "school")
BASIS = "Nghị quyết"


@dataclass(frozen=True)
class History:
    """A register with what its views tell of it, and the days on which something changed."""

    register: Register
    days: tuple[date, ...]

    def fold(self, projection: Any) -> list[Any]:
        held = projection.fold([recorded(fact) for fact in self.register.facts])
        return [projection.row(*values) for values in held.values()]


FIRST = {
    "p1": ("province", None), "p2": ("province", None), "d1": ("district", "p1"), "d2": ("district", "p1"),
    "c1": ("commune", "d1"), "c2": ("commune", "d1"), "c3": ("commune", "d2"), "c4": ("commune", "p2"),
    "a1": ("residential_area", "c1"), "a2": ("residential_area", "c1"), "a3": ("residential_area", "c2"),
    "a4": ("residential_area", "c3"), "s1": ("school", "c1"),
}  # fmt: skip
WHAT = ("list", "list", "rename", "kind", "move", "move", "merge", "merge", "split", "part", "end")


def listing(unit_id: str, kind: str, parent_id: str | None, day: date) -> ListUnit:
    return ListUnit(
        occurred_on=day, unit_id=unit_id, unit_kind=kind, title=kind, unit_name=unit_id, parent_id=parent_id, valid_from=day
    )  # fmt: skip


def a_command(register: Register, day: date, what: str, numbers: tuple[int, int, int]) -> Any:
    """Some command about some units: mostly one that may be, now and then any."""
    rows = {row.unit_id: row for row in (register.rows() if numbers[2] % 8 == 0 else register.standing())}
    units = sorted(rows)
    one = rows[units[numbers[0] % len(units)]]

    def another(fits: Any, number: int) -> str:
        found = [unit for unit in units if fits(rows[unit])] or units
        return found[number % len(found)]

    def alike(number: int) -> str:
        return another(lambda row: row.unit_kind == one.unit_kind and row is not one, number)

    base = {"occurred_on": day, "unit_id": one.unit_id}
    if what == "list":
        kind = KINDS[numbers[1] % len(KINDS)]
        parent = another(lambda row: row.unit_kind in PARENT_KINDS[kind], numbers[0])  # type: ignore[index]
        return listing(f"u{len(register.streams)}", kind, None if kind == "province" else parent, day)
    if what == "rename":
        return RenameUnit(**base, unit_name=f"tên {numbers[1]}", valid_from=day)
    if what == "kind":
        return ChangeKind(**base, unit_kind=KINDS[numbers[1] % len(KINDS)], title="loại", valid_from=day)
    if what == "move":
        above = PARENT_KINDS[one.unit_kind]  # type: ignore[index]
        return MoveUnit(**base, parent_id=another(lambda row: row.unit_kind in above, numbers[1]), valid_from=day)
    if what == "end":
        return EndUnit(**base, reason="x")
    heirs = {"merge": [numbers[1]], "split": [numbers[1], numbers[1] + 1], "part": [numbers[1]]}[what]
    share: Any = "whole" if what == "merge" else "part"
    named = tuple(Successor(unit_id=alike(number), share=share) for number in heirs)
    return SucceedUnit(**base, successors=named, ended=what != "part", legal_basis=BASIS, valid_from=day)


@st.composite
def histories(draw: Any) -> History:
    """Commands that come in the order of days; a page or a plan ends no unit below which others stand."""
    register, day = Register(), START
    register.ask_all(listing(unit_id, kind, parent, day) for unit_id, (kind, parent) in FIRST.items())
    days = [day]
    numbers = st.tuples(st.integers(0, 40), st.integers(0, 40), st.integers(0, 40))
    for what, drawn, later in draw(
        st.lists(st.tuples(st.sampled_from(WHAT), numbers, st.integers(0, 2)), min_size=8, max_size=40)
    ):
        day += timedelta(days=later)
        command = a_command(register, day, what, drawn)
        if what in ("end", "merge", "split") and any(row.parent_id == command.unit_id for row in register.standing()):
            continue
        with suppress(Refused):
            register.ask(command)
        days.append(day)
    return History(register, tuple(dict.fromkeys(days)))


def tree_on(day: date, past: Iterable[PastRow], register: Iterable[UnitRow]) -> dict[str, tuple[str | None, str]]:
    """Parent and kind of every unit that stands on the day, as the past tells them."""
    ended = {row.unit_id: row.ended_on for row in register}
    held: dict[str, dict[str, PastRow]] = defaultdict(dict)
    for row in sorted(past, key=lambda row: row.valid_from):
        if row.valid_from <= day and not ((last := ended[row.unit_id]) and last <= day):
            held[row.unit_id][row.attribute] = row
    return {unit: (found["parent"].value, found["title"].means or "") for unit, found in held.items()}


def path_up(unit: str, tree: Mapping[str, tuple[str | None, str]]) -> list[str]:
    path: list[str] = []
    here: str | None = unit
    while here is not None:
        assert here not in path, "a circle"
        path.append(here)
        here = tree[here][0]
    return path


@settings(max_examples=30, deadline=None)
@given(histories())
def test_on_every_day_a_unit_has_one_parent_of_a_broader_kind_and_the_tree_has_no_circle(history: History) -> None:
    past, rows = history.fold(UNIT_PAST), history.register.rows()
    facts: dict[str, list[Any]] = defaultdict(list)
    for fact in history.register.facts:
        facts[fact.unit_id].append(fact)  # type: ignore[attr-defined]
    for day in history.days:
        tree = tree_on(day, past, rows)
        for unit, (parent, kind) in tree.items():
            assert KNOWN_TO_RECOGNITION.of(facts[unit]).parent_on(day) == parent, "both services read one parent"
            if parent is None:
                assert kind == "province"
            else:
                assert tree[parent][1] in PARENT_KINDS[kind]  # type: ignore[index]
            path_up(unit, tree)


@settings(max_examples=30, deadline=None)
@given(histories(), st.randoms(use_true_random=False))
def test_households_of_a_parent_are_the_sum_over_its_children_on_every_day(history: History, rng: Any) -> None:
    past, rows = history.fold(UNIT_PAST), history.register.rows()
    households = {row.unit_id: rng.randrange(500) for row in rows}
    for day in history.days:
        tree = tree_on(day, past, rows)
        below: dict[str | None, list[str]] = defaultdict(list)
        for unit, (parent, _) in tree.items():
            below[parent].append(unit)

        def total(unit: str, tree: Any = tree, below: Any = below) -> int:
            own = households[unit] if tree[unit][1] == "residential_area" else 0
            return own + sum(total(child) for child in below[unit])

        counted: dict[str, int] = defaultdict(int)
        for unit, (_, kind) in tree.items():
            if kind == "residential_area":
                for above in path_up(unit, tree):
                    counted[above] += households[unit]
        assert all(total(unit) == counted[unit] for unit in tree)
        areas = sum(households[unit] for unit, (_, kind) in tree.items() if kind == "residential_area")
        assert sum(total(top) for top in below[None]) == areas, "nothing is lost between the tops"


@settings(max_examples=30, deadline=None)
@given(histories(), st.randoms(use_true_random=False))
def test_lineage_has_no_circle_and_what_is_recast_reconciles_with_what_it_was(history: History, rng: Any) -> None:
    lineage: list[LineageRow] = history.fold(LINEAGE)
    rows = {row.unit_id: row for row in history.register.rows()}
    into: dict[str, list[LineageRow]] = defaultdict(list)
    for row in lineage:
        successor = rows[row.successor_id]
        assert successor.valid_from is not None and successor.valid_from <= row.valid_from
        if row.ended:
            into[row.unit_id].append(row)
            assert rows[row.unit_id].ended_on == row.valid_from

    def ends_in(unit: str, passed: tuple[str, ...] = ()) -> str:
        """The unit of today that a unit of before wholly became; `divided` or `gone` where there is none."""
        assert unit not in passed, "a circle"
        if rows[unit].ended_on is None:
            return unit
        if not into[unit]:
            return "gone"
        return ends_in(into[unit][0].successor_id, (*passed, unit)) if len(into[unit]) == 1 else "divided"

    for day in history.days:
        then = tree_on(day, history.fold(UNIT_PAST), rows.values())
        counts = {unit: rng.randrange(100) for unit in then}
        recast: dict[str, int] = defaultdict(int)
        for unit, count in counts.items():
            recast[ends_in(unit)] += count
        assert sum(recast.values()) == sum(counts.values())
        assert set(recast) - {"gone", "divided"} <= {unit for unit, row in rows.items() if row.ended_on is None}
