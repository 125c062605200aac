"""A register in memory: facts are decided one command after another, and folded into the views a plan looks at."""

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import reference
from chronicle.command import Command
from chronicle.spec import recorded
from contracts.fact import Fact
from contracts.registration import Code
from reference.lineage import load_lineage
from reference.units import UnitEntry, load_units
from services.registration.projections.units import UNITS, UnitRow
from services.registration.reform_files import Reform
from services.registration.unit import UNIT, UNIT_STREAM, ListUnit, Unit

DATA = Path(reference.__file__).parent / "data" / "binh-thuan"
IN_2021, IN_2024, IN_2025 = date(2021, 1, 1), date(2024, 12, 1), date(2025, 7, 1)
MERGERS = Reform(IN_2024, "Nghị quyết về sắp xếp cấp xã", load_lineage(DATA / "lineage-2024-12-01.csv"))
TWO_LEVELS = Reform(
    IN_2025, "Nghị quyết 1671/NQ-UBTVQH15", load_lineage(DATA / "lineage-2025-07-01.csv"),
    load_units(DATA / "units-2025-07-01.csv", IN_2025), draws_places=True,
)  # fmt: skip


class Register:
    """Streams of units; `ask` decides a command on them. Raises Refused."""

    def __init__(self) -> None:
        self.streams: dict[str, Unit] = {}
        self.facts: list[Fact] = []

    def ask(self, command: Any) -> list[Fact]:
        own = self.streams.get(command.unit_id, UNIT_STREAM.initial)
        looked_at = UNIT.looked_at(command, own)
        known = {name: self.streams.get(stream.partition(":")[2], Unit()) for name, (_, stream) in looked_at.items()}
        facts = UNIT.decisions[type(command)](command, own, **(UNIT.nothing_known() | known))
        self.streams[command.unit_id] = UNIT_STREAM.of(facts, own)
        self.facts += facts
        return facts

    def ask_all(self, commands: Iterable[Command]) -> None:
        for command in commands:
            self.ask(command)

    def rows(self) -> list[UnitRow]:
        return [UNITS.row(*values) for values in UNITS.fold([recorded(fact) for fact in self.facts]).values()]

    def standing(self) -> list[UnitRow]:
        return [row for row in self.rows() if row.ended_on is None]


def listing(entry: UnitEntry) -> ListUnit:
    codes = () if entry.code is None else (Code(scheme="gso", value=entry.code, valid_from=entry.valid_from),)
    return ListUnit(
        occurred_on=entry.valid_from, unit_id=entry.unit_id, unit_kind=entry.kind, title=entry.title,
        unit_name=entry.name, parent_id=entry.parent_id, codes=codes, valid_from=entry.valid_from, latitude=entry.lat,
        longitude=entry.lon, generated=entry.generated, out_of_scope_reason=entry.out_of_scope_reason,
    )  # fmt: skip


def register_of(entries: Sequence[UnitEntry]) -> Register:
    register = Register()
    register.ask_all(listing(entry) for entry in entries)
    return register
