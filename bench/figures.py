"""A measured figure, and how figures of one run are set side by side."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Figure:
    """`rate` in `unit`, of `who`, for one `question` under `given`; `also` holds further measures."""

    question: str
    who: str
    given: dict[str, Any]
    rate: float
    unit: str
    also: dict[str, float] = field(default_factory=dict)


def percentile(values: Sequence[float], percent: float) -> float:
    """The value below which `percent` of the sorted values lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]
