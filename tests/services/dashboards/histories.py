"""Random histories of a register, as facts, and beside them the same history as plain dictionaries to compare with.

A province of districts, communes and areas in which units move, merge, split, begin and end on increasing days, and where what
stood below a unit that ended is sometimes moved and sometimes left behind.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from contracts.fact import Fact
from contracts.registration import Successor, UnitEnded, UnitMoved, UnitRenamed, UnitSucceeded
from tests.services.dashboards.province import listed

BEGINNING = date(2019, 1, 1)
YEARS = range(2020, 2026)
NOW = date(2026, 3, 1)
LOWER = {"province": "district", "district": "commune", "commune": "residential_area"}


@dataclass
class Register:
    """What holds from which day on: (day, parent) and successors per unit, as the facts told it."""

    facts: list[Fact] = field(default_factory=list)
    kinds: dict[str, str] = field(default_factory=dict)
    began: dict[str, date] = field(default_factory=dict)
    ended: dict[str, date] = field(default_factory=dict)
    parents: dict[str, list[tuple[date, str | None]]] = field(default_factory=dict)
    whole: dict[str, str] = field(default_factory=dict)

    def enter(self, unit: str, kind: Any, parent: str | None, day: date) -> str:
        self.facts.append(listed(unit, kind, "Nơi", unit, parent, valid_from=day))
        self.kinds[unit], self.began[unit], self.parents[unit] = kind, day, [(day, parent)]
        return unit

    def move(self, unit: str, parent: str, day: date) -> None:
        before = self.parents[unit][-1][1]
        if before != parent:
            self.facts.append(UnitMoved(unit_id=unit, parent_id=parent, previous_parent_id=before, valid_from=day))
            self.parents[unit].append((day, parent))

    def end(self, unit: str, day: date, *successors: str) -> None:
        if successors:
            share: Any = "whole" if len(successors) == 1 else "part"
            named = tuple(Successor(unit_id=one, share=share) for one in successors)
            kind: Any = self.kinds[unit]
            self.facts.append(
                UnitSucceeded(
                    unit_id=unit, unit_kind=kind, successors=named, ended=True, legal_basis="NQ", valid_from=day
                )
            )
            if len(successors) == 1:
                self.whole[unit] = successors[0]
        self.facts.append(UnitEnded(unit_id=unit, ended_on=day, reason="NQ"))
        self.ended[unit] = day

    def stands(self, unit: str, day: date) -> bool:
        return self.began[unit] <= day and not self.ended.get(unit, date.max) <= day

    def standing(self, kind: str, day: date) -> list[str]:
        return [unit for unit, found in self.kinds.items() if found == kind and self.stands(unit, day)]

    def parent(self, unit: str, day: date) -> str | None:
        """Under whom it stood; before it began, and after it ended, under the nearest it ever stood under."""
        held = [parent for since, parent in self.parents[unit] if since <= day]
        return held[-1] if held else self.parents[unit][0][1]

    def counted_at(self, unit: str, day: date) -> str:
        """The unit that a unit is counted with on a day: itself, or what it went wholly into, and so on."""
        while self.ended.get(unit, date.max) <= day and unit in self.whole:
            unit = self.whole[unit]
        return unit

    def line_below(self, unit: str, top: str, day: date) -> str | None:
        """The branch of `top` in which a unit is counted on a day, worked out from below: `top` itself, one that stands right
        below it where levels between have gone, or the first that ended undivided where none stands. None: elsewhere."""
        here: str | None = self.counted_at(unit, day)
        line: str | None = None
        while here is not None and here != top:
            if line is None or self.stands(here, day):
                line = here
            above = self.parent(here, day)
            here = None if above is None else self.counted_at(above, day)
        return None if here is None else line or top

    def below(self, unit: str, day: date) -> Iterator[str]:
        """Every unit counted in a unit on a day, itself among them."""
        for other in self.kinds:
            if self.line_below(other, unit, day) is not None:
                yield other


@st.composite
def registers(draw: Any) -> Register:
    """A register after up to ten changes."""
    made = Register()
    made.enter("p", "province", None, BEGINNING)
    for district in ("d0", "d1"):
        made.enter(district, "district", "p", BEGINNING)
        for commune in range(2):
            made.enter(f"{district}c{commune}", "commune", district, BEGINNING)
            for area in range(draw(st.integers(0, 2))):
                made.enter(f"{district}c{commune}a{area}", "residential_area", f"{district}c{commune}", BEGINNING)
    day = date(2020, 6, 1)
    for number in range(draw(st.integers(0, 10))):
        day += timedelta(days=draw(st.integers(0, 300)))
        if day < NOW:
            change(draw, made, number, day)
    return made


def change(draw: Any, made: Register, number: int, day: date) -> None:
    """One change on a day, of those that are possible then."""
    kind = draw(st.sampled_from(["commune", "commune", "residential_area", "district"]))
    standing = made.standing(kind, day)
    if not standing:
        return
    unit = draw(st.sampled_from(standing))
    others = [other for other in standing if other != unit]
    how = draw(st.sampled_from(["merge", "split", "move", "end", "rename", "begin", "replace"]))
    uppers = [
        upper for upper in made.kinds if LOWER.get(made.kinds[upper]) == kind and made.stands(upper, day)
    ] or made.standing("province", day)
    if how == "rename":
        made.facts.append(UnitRenamed(unit_id=unit, unit_name=f"{unit}x{number}", previous_name=unit, valid_from=day))
    elif how == "move":
        made.move(unit, draw(st.sampled_from(uppers)), day)
    elif how == "begin":
        made.enter(f"n{number}", kind, draw(st.sampled_from(uppers)), day)
    elif how == "replace":
        go_over(draw, made, unit, [made.enter(f"n{number}", kind, draw(st.sampled_from(uppers)), day)], day)
    elif how == "merge" and others:
        go_over(draw, made, unit, [draw(st.sampled_from(others))], day)
    elif how == "split" and len(others) > 1:
        go_over(draw, made, unit, draw(st.permutations(others))[:2], day)
    elif how == "end":
        go_over(draw, made, unit, [], day)


def go_over(draw: Any, made: Register, unit: str, successors: list[str], day: date) -> None:
    """The unit ends; each unit below it is moved to a successor, to the province where there is none, or left behind."""
    for below in [other for other in made.kinds if made.stands(other, day) and made.parent(other, day) == unit]:
        if draw(st.booleans()):
            made.move(below, draw(st.sampled_from(successors or made.standing("province", day))), day)
    made.end(unit, day, *successors)
