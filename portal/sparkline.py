"""A line small enough to stand in a sentence: values from left to right, and a rule at the height that is wanted."""

from collections.abc import Sequence
from dataclasses import dataclass

margin_px = 4


@dataclass(frozen=True, slots=True)
class Sparkline:
    """A drawing of so many pixels: the points of the line, where it ends, and how high the wanted value lies."""

    width: int
    height: int
    points: tuple[tuple[float, float], ...]
    wanted_y: float

    @property
    def path(self) -> str:
        return " ".join(f"{x},{y}" for x, y in self.points)

    @property
    def end(self) -> tuple[float, float]:
        return self.points[-1]


def sparkline(values: Sequence[int], wanted: int, width: int, height: int) -> Sparkline:
    """Draws the values from zero up to the larger of `wanted` and the largest of them; needs at least one value."""
    top = max(wanted, *values, 1)
    inner_width, inner_height = width - 2 * margin_px, height - 2 * margin_px

    def y(value: int) -> float:
        return round(height - margin_px - inner_height * value / top, 1)

    step = inner_width / max(1, len(values) - 1)
    points = tuple((round(margin_px + n * step, 1), y(value)) for n, value in enumerate(values))
    return Sparkline(width, height, points, y(wanted))
