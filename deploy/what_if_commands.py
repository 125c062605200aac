"""The command about supposed histories: what if a year had been judged by another rule set."""

from typing import Annotated

import typer

from deploy.running import AsJson, Data, console, go, settings_of
from deploy.what_if import what_if
from services.recognition.screens.rule_rehearsed import Days, Which

WHAT_IF = typer.Typer()


@WHAT_IF.command("what-if")
def what_if_(
    rules: Annotated[str, typer.Option(help="the rule set: its draft, what is in force, or one that is shipped")],
    year: Annotated[
        int | None,
        typer.Option(help="whose dossiers; default: the newest year before the rules' own", min=2000, max=2100),
    ] = None,
    unit: Annotated[str | None, typer.Option(help="only this unit and what stands below it")] = None,
    as_of: Annotated[str | None, typer.Option(help="what was known when this day ended, or up to this event")] = None,
    which: Annotated[Which, typer.Option(help="which dossiers are listed")] = "changes",
    days: Annotated[
        Days, typer.Option(help="ignored: evidence of the whole year, though the rules name a day it has to stand by")
    ] = "kept",
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Say who would fare otherwise under another rule set, from what to what, why, and by which facts. Records nothing."""
    go(what_if(settings_of(data), console, rules, year, unit, as_of, which, days, as_json=as_json))
