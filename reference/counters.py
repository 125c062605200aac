"""The counters a province reports by, as dated data: what each is called, and when it is asked for."""

from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import Field

from reference.refusal import refusal
from reference.yaml_files import Value, read_yaml

FOLDER = Path(__file__).parent / "counters"


class Counter(Value):
    """One counter; both named days included, null where no end is known."""

    code: str = Field(pattern=r"^[a-z][a-z0-9_]{0,63}$")
    text_vi: str
    text_en: str
    first: date
    last: date | None
    periods: tuple[Literal["month", "quarter", "half_year", "year", "festival"], ...] = ()
    """The kinds of period whose forms ask for it; empty: all."""
    confirmed: bool


class Counters(Value):
    """A list of counters as written, in the order in which forms show them."""

    counters: tuple[Counter, ...] = Field(min_length=1, max_length=100)

    def on(self, day: date) -> tuple[Counter, ...]:
        """The counters asked for on a day."""
        return tuple(c for c in self.counters if c.first <= day and (c.last is None or day <= c.last))


def counters_file(name: str = "vn") -> Path:
    """Returns where a list of this folder is kept."""
    return FOLDER / f"{name}.yaml"


def load_counters(path: Path) -> Counters:
    """Returns a list of counters. Raises DataRefused, also where a code stands twice or ends before it begins."""
    written = read_yaml(path, Counters)
    seen: set[str] = set()
    for counter in written.counters:
        if counter.code in seen:
            raise refusal(path.name, None, counter.code, "given twice: keep one", "bị lặp: hãy giữ một")
        if counter.last is not None and counter.last < counter.first:
            raise refusal(path.name, None, counter.code, "ends before it begins", "kết thúc trước khi bắt đầu")
        seen.add(counter.code)
    return written
