"""The command about supposed histories: other rules for a year, or other facts behind any table of the pages."""

import re
from typing import Annotated

import typer

from deploy.running import AsJson, Data, console, errors, go, settings_of
from deploy.what_if import what_if
from deploy.what_if_pages import Shape, what_if_page
from portal.supposed import POSITIONS
from services.recognition.screens.rule_rehearsed import Days, Which

WHAT_IF = typer.Typer()

Page = Annotated[
    str | None, typer.Argument(help="the address of a page with a table, or of its file, as a browser shows it")
]
Without = Annotated[str | None, typer.Option(help="had these facts not been: 18204,18207-18210")]
HeldOn = Annotated[str | None, typer.Option(help="all that held on this day, also if it was recorded later")]
Including = Annotated[str | None, typer.Option(help="had these facts, later than --as-of, been known")]
AsOf = Annotated[str | None, typer.Option(help="what was known when this day ended, or up to this event")]
AsCsv = Annotated[bool, typer.Option("--csv", help="a page's difference as CSV instead of a table")]

Rules = Annotated[str | None, typer.Option(help="the rule set: its draft, what is in force, or one that is shipped")]
Year = Annotated[
    int | None,
    typer.Option(help="rules: whose dossiers; default: the newest year before the rules' own", min=2000, max=2100),
]
Unit = Annotated[str | None, typer.Option(help="rules: only this unit and what stands below it")]
Listed = Annotated[Which | None, typer.Option(help="rules: which dossiers are listed; default: changes")]
ByDays = Annotated[
    Days | None,
    typer.Option(help="rules: ignored is evidence of the whole year, though they name a day; default: kept"),
]


@WHAT_IF.command("what-if")
def what_if_(
    page: Page = None, without: Without = None, held_on: HeldOn = None, including: Including = None, as_of: AsOf = None,
    rules: Rules = None, year: Year = None, unit: Unit = None, which: Listed = None, days: ByDays = None,
    data: Data = None, as_json: AsJson = False, as_csv: AsCsv = False,
) -> None:  # fmt: skip
    """Say what would be otherwise, from what to what, and by which facts. Records nothing.

    `antoan what-if PAGE --without 18204`: which cells of a page's table, had facts not been or later ones been known.
    `antoan what-if --rules RULES`: who would fare otherwise under another rule set, and why.
    """
    supposed = {"without": without, "including": including, "held_on": held_on}
    _must_be_one_question(
        page, rules, of_pages=any(supposed.values()) or as_csv, of_rules=any((year, unit, which, days))
    )
    if as_json and as_csv:
        raise _misunderstood("--json or --csv, not both", "chọn --json hoặc --csv")
    for positions in (without, including):
        if positions is not None and not re.match(POSITIONS, positions):
            raise _misunderstood(
                f"{positions!r} are no positions, write 18204,18207-18210",
                f"{positions!r} không phải các vị trí, hãy ghi như 18204,18207-18210",
            )
    settings = settings_of(data)
    if rules is not None:
        go(what_if(settings, console, rules, year, unit, as_of, which or "changes", days or "kept", as_json=as_json))
    elif page is not None:
        shape: Shape = "json" if as_json else "csv" if as_csv else "table"
        go(what_if_page(settings, console, errors, page, {**supposed, "as_of": as_of}, shape))


def _must_be_one_question(page: str | None, rules: str | None, *, of_pages: bool, of_rules: bool) -> None:
    """A page under other facts, or a year under other rules. Raises Exit."""
    if (page is None) == (rules is None):
        raise _misunderstood(
            "say one: a page and --without, --held-on or --including, or --rules",
            "hãy nêu một trong hai: một trang cùng --without, --held-on hoặc --including, hoặc --rules",
        )
    if rules is not None and of_pages:
        raise _misunderstood(
            "--without, --held-on, --including and --csv are asked of a page",
            "--without, --held-on, --including và --csv chỉ hỏi được ở một trang",
        )
    if page is not None and of_rules:
        raise _misunderstood(
            "--year, --unit, --which and --days are asked of --rules; a page has them in its address",
            "--year, --unit, --which và --days chỉ hỏi được cùng --rules; trang có chúng trong địa chỉ",
        )


def _misunderstood(english: str, vietnamese: str) -> typer.Exit:
    errors.print(f"antoan: {english} · {vietnamese}", style="red", markup=False, highlight=False, soft_wrap=True)
    return typer.Exit(2)
