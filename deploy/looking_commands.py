"""The commands with which an operator looks: overview, facts, compare."""

from typing import Annotated

import typer

from deploy import looking
from deploy.looking import Where
from deploy.running import AsJson, AsOf, Data, console, go, settings_of
from services.dashboards.projections.history import Matter

LOOKING = typer.Typer()

Unit = Annotated[str | None, typer.Option(help="the unit's id; default: the province")]
Year = Annotated[int | None, typer.Option(help="default: the newest year that was opened")]


@LOOKING.command()
def overview(
    unit: Unit = None, year: Year = None, as_of: AsOf = None, data: Data = None, as_json: AsJson = False
) -> None:
    """A unit's year, by the units below it."""
    go(looking.show_overview(settings_of(data), console, Where(unit, year), as_of, as_json=as_json))


@LOOKING.command()
def facts(
    unit: Unit = None,
    year: Annotated[int | None, typer.Option(help="only of this year")] = None,
    of: Annotated[Matter | None, typer.Option(help="only on this matter")] = None,
    after: Annotated[int, typer.Option(help="only after this position", min=0)] = 0,
    up_to: Annotated[int | None, typer.Option(help="only up to this position", min=1)] = None,
    as_of: AsOf = None,
    limit: Annotated[int, typer.Option(help="at most so many", min=1, max=20_000)] = 50,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """The facts that a unit's numbers are made of, the newest first."""
    where = Where(unit, year)
    go(looking.show_facts(settings_of(data), console, where, of, after, up_to, as_of, limit, as_json=as_json))


@LOOKING.command()
def compare(
    since: Annotated[str, typer.Option(help="the moment before, written as --as-of")],
    until: Annotated[str | None, typer.Option(help="the moment after; default: now")] = None,
    unit: Unit = None,
    year: Year = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """A unit's year at two moments: which numbers changed, from what to what."""
    go(looking.show_comparison(settings_of(data), console, Where(unit, year), since, until, as_json=as_json))
