"""What a service declares of a file it takes: its form, what the template is filled with, what a row asks for, how it is undone."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from chronicle.command import Command
from portal.access import Sight
from portal.workbooks.form import Form

Cells = Mapping[str, Any]
"""What a row holds, by the key of the column; an empty cell is None and asks for no change."""


@dataclass(frozen=True, slots=True)
class Asked:
    """For whose units, and of which campaign, a file is filled in."""

    unit_id: str
    campaign_id: str
    today: date


@dataclass(frozen=True, slots=True)
class Entry:
    """One kind of file. `filled` gives a row for each of the unit's own units in sight; only those may come back."""

    form: Form
    filled: Callable[[Sight, Asked], Awaitable[Sequence[Cells]]]
    commands: Callable[[Cells, Asked], Sequence[Command]]
    """Pure: what one row asks for, in order."""
    undoing: Mapping[str, Callable[[Any, str, date], Command]]
    """By wire name: (fact, batch id, day) → the command that takes it back."""
