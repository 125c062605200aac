"""How long a rebuild will still take, and how sure that is: told from the seconds its pages took. Pure."""

from dataclasses import dataclass
from math import ceil, sqrt

pages_for_an_interval_min = 5
LIKELY = 1.645
"""Standard deviations to both sides that hold nine times out of ten (normal distribution)."""


@dataclass(frozen=True, slots=True)
class Left:
    """Seconds still to go: expected, and the interval in which the end falls nine times out of ten."""

    seconds: float
    least: float
    most: float


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds a page: how many pages, their mean, and the sum of squares of what they are off it (Welford 1962)."""

    pages: int = 0
    mean: float = 0.0
    squares: float = 0.0

    def after(self, seconds: float) -> "Pace":
        """The pace once another page has taken so long."""
        pages = self.pages + 1
        off = seconds - self.mean
        mean = self.mean + off / pages
        return Pace(pages, mean, self.squares + off * (seconds - mean))

    def facts_per_second(self, page_facts: int) -> float | None:
        return page_facts / self.mean if self.mean > 0 else None

    def left(self, facts: int, page_facts: int) -> Left | None:
        """For so many facts more; None as long as too few pages were seen to say.

        What is still to come varies as pages have varied, and their mean is itself known from those few only (prediction
        interval of a sum).
        """
        if self.pages < pages_for_an_interval_min:
            return None
        pages = ceil(facts / page_facts)
        variance = self.squares / (self.pages - 1)
        off = LIKELY * sqrt(variance * (pages + pages * pages / self.pages))
        seconds = pages * self.mean
        return Left(seconds, max(0.0, seconds - off), seconds + off)
