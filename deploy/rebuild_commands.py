"""The command about rebuilds: ask for them, follow them, decide them, carry on after a kill."""

from typing import Annotated

import typer

from deploy import rebuilds
from deploy.rebuilds import Wish, page_facts_default
from deploy.running import AsJson, Data, console, errors, go, settings_of

REBUILD = typer.Typer()


@REBUILD.command()
def rebuild(
    views: Annotated[list[str] | None, typer.Argument(help="service.view, e.g. dashboards.coverage")] = None,
    every: Annotated[bool, typer.Option("--all", help="all views of all services")] = False,
    decide: Annotated[
        Wish | None,
        typer.Option(
            help="what becomes of it once it was compared; wait: to be decided later [switch; with --here: wait]"
        ),
    ] = None,
    here: Annotated[
        bool,
        typer.Option(
            "--here", help="this program folds, also beside another that serves: to look at what it would show"
        ),
    ] = False,
    resume: Annotated[bool, typer.Option("--resume", help="go on with what has not ended, and decide it")] = False,
    cancel: Annotated[int | None, typer.Option(help="cancel this rebuild, which is folding still", min=1)] = None,
    list_: Annotated[bool, typer.Option("--list", help="show the newest rebuilds")] = False,
    data: Data = None,
    page: Annotated[int, typer.Option(help="events read at once", min=1, max=100_000)] = page_facts_default,
    as_json: AsJson = False,
) -> None:
    """Fold the log from the beginning into new views, compare with the live ones, and switch to them; status 1: rows differed."""
    if sum((bool(every or views), resume, cancel is not None, list_)) != 1 or (every and views):
        errors.print("antoan: name views (see `antoan status`) or say --all, --resume, --cancel or --list", style="red")
        raise typer.Exit(2)
    settings, chosen = settings_of(data), None if every else views
    wished: Wish = decide or ("wait" if here else "switch")
    if list_:
        go(rebuilds.show(settings, console, as_json=as_json))
    elif cancel is not None:
        go(rebuilds.cancel(settings, console, cancel))
    elif resume:
        go(rebuilds.carry_on(settings, console, wished, page, as_json=as_json, here=here))
    else:
        go(rebuilds.rebuild_views(settings, console, wished, page, chosen=chosen, as_json=as_json, here=here))
