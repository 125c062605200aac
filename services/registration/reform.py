"""A reform of administrative units as a plan: from the lists of after and the lineage of a day to commands in their order.

New units are listed first, then what stood below those that end moves under whoever takes their place, then those end, the
narrowest first, so that at no step a unit stands under one that has ended. A unit with one predecessor whose code or name it
keeps goes on as itself; every other unit of after is a new one, as the law has it, even where it is called as one of before.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from chronicle.command import Command
from contracts.registration import Code, Share, Successor
from reference.lineage import Succession
from reference.refusal import Problem
from reference.unit_kinds import rank
from reference.units import UnitEntry, official_unit_id
from services.registration.projections.units import OFFICIAL_SCHEME, UnitRow
from services.registration.reform_files import Reform, as_listed, problems_of, same_name
from services.registration.unit import AssignCode, ChangeKind, EndUnit, ListUnit, MoveUnit, RenameUnit, SucceedUnit


@dataclass(frozen=True, slots=True)
class Plan:
    """The commands in order, or what is wrong with the files. `drawn` are units whose place was drawn; `split` those in parts."""

    commands: tuple[Command, ...] = ()
    problems: tuple[Problem, ...] = ()
    drawn: tuple[str, ...] = ()
    split: tuple[str, ...] = ()


def plan(standing: Sequence[UnitRow], reform: Reform) -> Plan:
    """`standing` is the register as it is before; units that ended are left out. Pure."""
    return _Planned([unit for unit in standing if unit.ended_on is None], reform).plan()


class _Planned:
    """One reform on one register while it is worked out."""

    def __init__(self, standing: Sequence[UnitRow], reform: Reform) -> None:
        self.reform = reform
        self.by_id = {unit.unit_id: unit for unit in standing}
        self.by_code = {unit.code: unit for unit in standing if unit.code is not None}
        self.into: dict[str, list[Succession]] = defaultdict(list)
        self.of: dict[str, list[Succession]] = defaultdict(list)
        for succession in reform.lineage:
            self.into[succession.predecessor_code].append(succession)
            self.of[succession.successor_code].append(succession)
        self.drawn: list[str] = []

    def plan(self) -> Plan:
        problems = problems_of(self.by_id, self.by_code, self.entries, self.reform)
        if problems:
            return Plan(problems=tuple(problems))
        ordered = (*self._listings(), *self._continuing(), *self._moves(), *self._endings())
        split = tuple(unit.unit_id for unit in self.ending if len(self.into.get(unit.code or "", ())) > 1)
        return Plan(ordered, (), tuple(self.drawn), split)

    @cached_property
    def entries(self) -> dict[str, UnitEntry]:
        """The units of after by code: from their list, or read off the lineage."""
        listed = {entry.code: entry for entry in self.reform.after if entry.code is not None}
        if listed:
            return listed
        named = {succession.successor_code: succession for succession in self.reform.lineage}
        found = (self._read_off(code, succession.successor_name) for code, succession in named.items())
        return {entry.code: entry for entry in found if entry is not None and entry.code is not None}

    def _read_off(self, code: str, said: str) -> UnitEntry | None:
        """A successor under the parent its predecessors share, at the point of the one whose code it takes."""
        befores = [self.by_code[s.predecessor_code] for s in self.of[code] if s.predecessor_code in self.by_code]
        named = as_listed(said)
        if not befores or named is None or len({before.parent_id for before in befores}) > 1:
            return None
        kind, title, name = named
        at = next((before for before in befores if before.code == code), befores[0])
        return UnitEntry(
            official_unit_id(OFFICIAL_SCHEME, code, self.reform.day), code, name, kind, title, at.parent_id, at.latitude,
            at.longitude, self.reform.day,
        )  # fmt: skip

    @cached_property
    def goes_on(self) -> dict[str, UnitEntry]:
        """Units that go on as themselves, by id, with what they are called after."""
        found = {}
        for code, successions in self.of.items():
            [first, *others] = successions
            before, entry = self.by_code[first.predecessor_code], self.entries[code]
            alone = not others and first.is_whole and before.unit_kind == entry.kind
            if alone and (before.code == code or same_name(before.unit_name, entry.name)):
                found[before.unit_id] = entry
        for code, entry in self.entries.items():
            if code in self.by_code and code not in self.of and code not in self.into:
                found[self.by_code[code].unit_id] = entry
        return found

    @cached_property
    def ids(self) -> dict[str, str]:
        """The id of each unit of after by its code: its own, or that of the unit that goes on as it."""
        going_on = {entry.code: unit_id for unit_id, entry in self.goes_on.items()}
        return {code: going_on.get(code, entry.unit_id) for code, entry in self.entries.items()}

    @cached_property
    def ending(self) -> list[UnitRow]:
        """Units that end, the narrowest first: all that went over into others, and a level the list of after does not know."""
        gone = {
            unit.unit_id
            for code, unit in self.by_code.items()
            if code in self.into and unit.unit_id not in self.goes_on
        }
        kinds = {entry.kind for entry in self.reform.after}
        if kinds:
            level = (unit for unit in self.by_id.values() if unit.unit_kind == "district")
            gone |= {unit.unit_id for unit in level if "district" not in kinds}
        ended = (self.by_id[unit_id] for unit_id in gone)
        return sorted(ended, key=lambda unit: (-rank(unit.unit_kind), unit.code or "", unit.unit_id))  # type: ignore[arg-type]

    def _parent_of(self, entry: UnitEntry) -> str | None:
        """By our ids; a parent of the list that goes on as itself has another id than the list gave it."""
        by_entry_id = {other.unit_id: self.ids[code] for code, other in self.entries.items()}
        return None if entry.parent_id is None else by_entry_id.get(entry.parent_id, entry.parent_id)

    def _listings(self) -> Iterator[Command]:
        day, going_on = self.reform.day, {entry.code for entry in self.goes_on.values()}
        for entry in sorted(self.entries.values(), key=lambda entry: rank(entry.kind)):
            if entry.code is not None and entry.code not in going_on:
                yield ListUnit(
                    occurred_on=day, unit_id=self.ids[entry.code], unit_kind=entry.kind, title=entry.title,
                    unit_name=entry.name, parent_id=self._parent_of(entry), valid_from=day, latitude=entry.lat,
                    longitude=entry.lon, codes=(Code(scheme=OFFICIAL_SCHEME, value=entry.code, valid_from=day),),
                )  # fmt: skip

    def _continuing(self) -> Iterator[Command]:
        day = self.reform.day
        for unit_id, entry in self.goes_on.items():
            before = self.by_id[unit_id]
            if before.unit_name != entry.name:
                yield RenameUnit(occurred_on=day, unit_id=unit_id, unit_name=entry.name, valid_from=day)
            if before.title != entry.title:
                yield ChangeKind(
                    occurred_on=day, unit_id=unit_id, unit_kind=entry.kind, title=entry.title, valid_from=day
                )
            if entry.code is not None and before.code != entry.code:
                code = Code(scheme=OFFICIAL_SCHEME, value=entry.code, valid_from=day)
                yield AssignCode(occurred_on=day, unit_id=unit_id, code=code)
            parent_id = self._parent_of(entry)
            if parent_id is not None and before.parent_id != parent_id:
                yield MoveUnit(occurred_on=day, unit_id=unit_id, parent_id=parent_id, valid_from=day)

    def _moves(self) -> Iterator[Command]:
        """What stands below a unit that ends, and does not itself end, moves under whoever takes its place."""
        ending = {unit.unit_id for unit in self.ending}
        for unit in self.by_id.values():
            if unit.parent_id in ending and unit.unit_id not in ending and unit.unit_id not in self.goes_on:
                parent_id = self._in_place_of(self.by_id[unit.parent_id or ""], unit.unit_id)
                yield MoveUnit(
                    occurred_on=self.reform.day, unit_id=unit.unit_id, parent_id=parent_id, valid_from=self.reform.day
                )

    def _in_place_of(self, ended: UnitRow, child_id: str) -> str:
        """Its successor; of several, the one the child went to; without any, whoever takes the place of what it stood under."""
        codes = sorted(succession.successor_code for succession in self.into.get(ended.code or "", ()))
        if not codes:
            above = self.by_id[ended.parent_id or ""]
            is_ending = any(unit.unit_id == above.unit_id for unit in self.ending)
            return self._in_place_of(above, child_id) if is_ending else above.unit_id
        if len(codes) == 1:
            return self.ids[codes[0]]
        if child_id in self.reform.places:
            return self.ids[self.reform.places[child_id]]
        self.drawn.append(child_id)
        return self.ids[codes[int.from_bytes(sha256(child_id.encode()).digest()[:8]) % len(codes)]]

    def _endings(self) -> Iterator[Command]:
        day, basis = self.reform.day, self.reform.legal_basis
        for unit in self.ending:
            into = self.into.get(unit.code or "", ())
            if not into:
                yield EndUnit(occurred_on=day, unit_id=unit.unit_id, reason=basis)
                continue
            share: Share = "whole" if len(into) == 1 else "part"
            successors = tuple(Successor(unit_id=self.ids[s.successor_code], share=share) for s in into)
            yield SucceedUnit(
                occurred_on=day, unit_id=unit.unit_id, successors=successors, ended=True, legal_basis=basis, valid_from=day
            )  # fmt: skip
