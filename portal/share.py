"""So many of so many, kept exact: a share is never rounded up, and of nothing there is no share."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Standing = Literal["overdue", "not_started", "behind", "done", "out_of_scope"]

STANDINGS: tuple[Standing, ...] = ("overdue", "not_started", "behind", "done", "out_of_scope")
"""Worst first. Nothing begun, nothing reached and nothing asked for are three different things."""


@dataclass(frozen=True, slots=True)
class Share:
    """`reached` of `total`."""

    reached: int
    total: int

    @property
    def missing(self) -> int:
        return self.total - self.reached

    @property
    def fraction(self) -> Fraction | None:
        """None where there is nothing to reach."""
        return Fraction(self.reached, self.total) if self.total else None

    def standing(self, *, overdue: bool) -> Standing:
        """How it stands, where `overdue` says that the day to be done by has passed."""
        if not self.total:
            return "out_of_scope"
        if not self.missing:
            return "done"
        if overdue:
            return "overdue"
        return "behind" if self.reached else "not_started"

    def __add__(self, other: "Share") -> "Share":
        return Share(self.reached + other.reached, self.total + other.total)


NOTHING = Share(0, 0)
