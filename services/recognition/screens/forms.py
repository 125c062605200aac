"""What the forms of rules, calendars and delegations bring back, and where they lead on."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Any

from fastapi import Query, Request
from starlette.responses import RedirectResponse

from portal.attachments.receiving import form_of
from portal.links import address
from portal.sign_in.forms import field_characters_max, go_on, must_be_ours
from portal.words import Words

Errors = list[tuple[str, str]]
"""(id of the field, what to do) each."""
DoneAsked = Annotated[int | None, Query(ge=0, le=2**63 - 1, description="the event something was just recorded as")]

written_characters_max = 50_000
LONG = frozenset({"off", "worked"})


async def fields_of(request: Request) -> Mapping[str, str]:
    """What a form of ours brought back, each field stripped. Raises Rejected (403) for one that is not ours."""
    form = await form_of(request)
    given = {name: value for name, value in form.items() if isinstance(value, str)}
    must_be_ours(request, given.get("form", ""))
    return {
        name: value.strip()[: written_characters_max if name in LONG else field_characters_max]
        for name, value in given.items()
    }


def recorded(request: Request, path: str, position: int | None, **query: Any) -> RedirectResponse:
    """On to a page that says that it is done."""
    return go_on(address(request, path, **query, done=position))


def written_days(words: Words, field: str, text: str) -> tuple[list[tuple[date, str]], Errors]:
    """Lines of `02/09/2021 Quốc khánh`: the days with their reasons, and which lines are not like that."""
    found: list[tuple[date, str]] = []
    errors: Errors = []
    for number, line in enumerate(text.splitlines(), start=1):
        day, _, reason = line.strip().partition(" ")
        if not day:
            continue
        try:
            d, m, y = (int(part) for part in day.split("/"))
            found.append((date(y, m, d), reason.strip()))
        except ValueError:
            asked = words("hãy ghi ngày/tháng/năm rồi lý do, ví dụ 02/09/2021 Quốc khánh")
            errors.append((field, words("Dòng %(number)s: %(what)s", number=number, what=asked)))
            continue
        if not reason.strip():
            errors.append((field, words("Dòng %(number)s thiếu lý do", number=number)))
    return found, errors


def days_written(days: Iterable[tuple[date, str]]) -> str:
    """The same lines, by day."""
    return "\n".join(f"{day:%d/%m/%Y} {reason}" for day, reason in sorted(days))
