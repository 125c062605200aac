"""The question a sheet answers, as an address in one form: what decides its rows, by name, in the order of the alphabet."""

import re
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode, urlsplit

UNSAID = ("language", "as_of", "page", "limit", "done")
"""What does not decide what a sheet says, or is said beside the question."""
WITHIN, LOOKED_ON, WHOLE_DAY = "within", "looked_on", "whole_day"
"""Beside what the page asks: what was in sight, the day on which was looked, and a whole day that was asked for."""
question_characters_max = 2_000
_PATH = re.compile(r"(/(?!\.+(/|$))[A-Za-z0-9._~-]+)+")


def question(path: str, asked: Mapping[str, str]) -> str:
    """A path without its ending and what was asked, as the address of the CSV that says the same as any sheet of it."""
    told = sorted((name, value) for name, value in asked.items() if value and name not in UNSAID)
    return f"{path}.csv" + (f"?{urlencode(told)}" if told else "")


def of_now(asked: Mapping[str, str]) -> dict[str, str]:
    """The same asked of the present: without the days that belong to a moment."""
    return {name: value for name, value in asked.items() if name not in (LOOKED_ON, WHOLE_DAY)}


def read(typed: str) -> tuple[str, dict[str, str]] | None:
    """Path and parameters of a question as it was typed, also with our host before it; None for no address of a sheet."""
    try:
        parts = urlsplit(typed.strip())
    except ValueError:
        return None
    path, _, ending = parts.path.rpartition(".")
    if _PATH.fullmatch(path) is None or ending not in ("csv", "xlsx"):
        return None
    return path, dict(parse_qsl(parts.query))
