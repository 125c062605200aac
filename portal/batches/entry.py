"""What a service declares of a file it takes: its form, what the template is filled with, what a row asks for, how it is undone."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from chronicle.command import Command
from portal.sight import Sight
from portal.words import Words
from portal.workbooks.form import Cells, Form
from portal.workbooks.problems import Both


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a file can be filled in for: a campaign, a period. `said` is what people call it."""

    code: str
    said: str


@dataclass(frozen=True, slots=True)
class Asked:
    """For whose units, and on which occasion, a file is filled in."""

    unit_id: str
    occasion: str
    today: date


@dataclass(frozen=True, slots=True)
class Entry:
    """One kind of file. `filled` gives a row for each of the unit's own units in sight; only those may come back."""

    name: str
    title: Both
    form: Callable[[Asked], Form]
    """Its columns may depend on the occasion; its name is the entry's."""
    occasions: Callable[[Sight, date, Words], Awaitable[Sequence[Occasion]]]
    """Newest first."""
    filled: Callable[[Sight, Asked], Awaitable[Sequence[Cells]]]
    commands: Callable[[Cells, Asked], Sequence[Command]]
    """What one row asks for, in order; a cell left empty has come to hold what is known. Raises Refused for what none can ask."""
    told: Mapping[str, Callable[[Any, Words], str]]
    """By wire name: what a fact says, in a sentence."""
    undoing: Mapping[str, Callable[[Any, str], Command]]
    """By wire name: (fact, batch id) → the command that takes it back, on the day the fact holds for."""
    named_by: str
    """The key of the column that says in words whose row it is."""


Entries = Mapping[str, Entry]
"""By name."""
