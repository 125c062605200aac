"""What if some facts had not been, or later ones been known: any table of the pages asked for its difference, by the operator."""

import asyncio
import json
import re
import time
from collections.abc import Mapping
from typing import Any, Literal
from urllib.parse import parse_qsl, urlencode, urlsplit

import typer
from rich.console import Console
from rich.status import Status

from chronicle.host import Host
from chronicle.settings import Settings
from deploy.installation import opened, past_seconds_max
from deploy.looking import print_sheet
from deploy.operations import Unknown, print_json
from portal.as_of import moment_of, must_be_readable
from portal.compared import Difference, said
from portal.component import COMPONENT as PORTAL
from portal.differing.asked_again import KEPT
from portal.differing.difference import Line
from portal.neighbours import Answer, Ask, as_the_installation
from portal.share import Share
from portal.tables import Cell, Sheet, written_csv
from portal.words import Words

Shape = Literal["table", "json", "csv"]
FILES = re.compile(r"(\.difference)?(\.(csv|xlsx|hash))?$")
IS_WORKED_OUT = ("supposed.not_yet", "supposed.gone", "as_of.not_yet")
again_seconds = 1
still_seconds_max = 60
"""So long without a step forward, and nobody is working on it any more."""


async def what_if_page(
    settings: Settings, console: Console, waiting: Console, page: str, history: Mapping[str, str | None], shape: Shape
) -> None:
    """Prints each cell of a page's table that is another one, from what to what and by which facts. Raises Unknown, Rejected."""
    kept: list[Sheet[Line]] = []
    async with opened(settings) as host:
        await _units_are_known(host)
        address = address_of(page, history)
        async with as_the_installation(host.application(), host.settings.host, {KEPT: kept}) as ask:
            with waiting.status("what if · giả sử") as status:
                answer = await _answered(ask, address, status)
    if answer.status == 422 or not kept:
        raise Unknown(_why(answer, address))
    [found] = kept
    if shape == "csv":
        typer.echo(written_csv(found).decode("utf-8-sig"), nl=False)
    elif shape == "json":
        for line in found.table.rows:
            print_json(_as_data(line, found.words))
    else:
        print_sheet(console, found)
        count = len(found.table.rows)
        console.print(f"{count} cells are different · {count} ô khác đi", highlight=False)


def address_of(page: str, history: Mapping[str, str | None]) -> str:
    """Where the table of a page is asked for its difference; what is given wins over what the address says."""
    parts = urlsplit(page)
    given = {name: value for name, value in history.items() if value is not None}
    asked = [(name, value) for name, value in parse_qsl(parts.query) if name not in given]
    path = FILES.sub("", parts.path)
    path = "/overview" if path in ("", "/") else path
    return f"/{path.lstrip('/')}.difference?{urlencode([*asked, *given.items()])}"


async def _units_are_known(host: Host) -> None:
    """Every page names units as they were called, so the portal's past is written first: perhaps nothing runs that does it."""
    portal = host.services[PORTAL.name]
    moment = await moment_of(portal, str(await portal.log.head()))
    await must_be_readable(portal, moment, seconds_max=past_seconds_max)


async def _answered(ask: Ask, address: str, status: Status) -> Answer:
    """The answer, once it is worked out; meanwhile how far that is, in the answer's own words."""
    told, since = "", time.monotonic()
    while True:
        answer = await ask("", address)
        problem = _problem(answer)
        if problem.get("code") not in IS_WORKED_OUT:
            return answer
        if problem["detail"] != told:
            told, since = problem["detail"], time.monotonic()
        elif time.monotonic() - since > still_seconds_max:
            return answer
        status.update(f"{told} · {problem['detail_vi']}")
        await asyncio.sleep(again_seconds)


def _problem(answer: Answer) -> dict[str, Any]:
    """What a route or a door of ours says of why there is no answer; nothing where it is one, or nobody's address."""
    try:
        found = json.loads(answer.text)
    except ValueError:
        return {}
    return found if answer.status >= 400 and isinstance(found, dict) else {}


def _why(answer: Answer, address: str) -> str:
    """Why there is no difference, in both languages."""
    problem = _problem(answer)
    wrong = [one["where"] for one in problem.get("errors", ())]
    no_such_table = problem.get("code", "http.404") == "http.404" or any(where.startswith("path/") for where in wrong)
    if no_such_table:
        path = address.partition(".difference")[0]
        return (
            f"there is no table at {path}: take the address of a page with one, or of its CSV or Excel file "
            f"· không có bảng nào ở {path}: hãy lấy địa chỉ của trang có bảng, hoặc của tệp CSV, Excel của bảng"
        )
    where = "".join(f"{name.removeprefix('query/')}: " for name in wrong)
    return f"{where}{problem['detail']} · {problem['detail_vi']}"


def _as_data(line: Line, words: Words) -> dict[str, Any]:
    """A line for programs: every fact that is behind the cell, and a share by what it is made of."""
    change = line.change
    return {
        "row": change.row.value, "of": None if change.row.to is None else dict(change.row.to.query),
        "column": change.column, "number": change.title,
        "before": None if change.new else _value(change, change.before, words),
        "after": None if change.gone else _value(change, change.after, words),
        "facts": line.facts,
    }  # fmt: skip


def _value(change: Difference, cell: Cell, words: Words) -> dict[str, Any]:
    value = cell.value
    counted = {"reached": value.reached, "total": value.total} if isinstance(value, Share) else {"value": value}
    return {**counted, "said": said(words, change.kind, cell)}
