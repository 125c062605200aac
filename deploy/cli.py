"""The operator's command `antoan`: start, play, look, rebuild. Errors go to standard error, with a status."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from chronicle.host import RELAY, Host, ServerNotNamed, run
from chronicle.postgres.answering import answering
from chronicle.postgres.migrate import migrate
from deploy import accounts, archives, operations, rebuilds
from deploy import attachments as attached_files
from deploy.components import COMPONENTS
from deploy.demo.command import play_demo
from deploy.embedded import with_servers
from deploy.ledger_commands import LEDGER
from deploy.looking_commands import LOOKING
from deploy.operations import Wanted
from deploy.rebuild_commands import REBUILD
from deploy.reforms import reform_units
from deploy.running import AsJson, AsOf, Data, app, console, errors, failed, go, settings_of
from deploy.what_if_commands import WHAT_IF
from portal.sign_in.tokens import days_max
from reference.campaigns import campaign_file


@app.command()
def up(data: Data = None) -> None:
    """Start everything in this process, with embedded servers where none are named, and serve until Ctrl-C."""

    async def work() -> None:
        async with (
            with_servers(settings_of(data)) as settings,
            Host(COMPONENTS, settings, migrates=True) as host,
        ):
            await host.serve(announce=lambda url: console.print(f"An Toàn: {url}"))

    go(work())


@app.command()
def demo(
    data: Annotated[Path | None, typer.Option("--data", help="default ./var/demo")] = None,
    campaign: Annotated[Path, typer.Option(help="the campaign's file; any province's will do")] = campaign_file(
        "binh-thuan-2021"
    ),
    serve: Annotated[bool, typer.Option(help="serve the pages afterwards, until Ctrl-C")] = True,
    reform: Annotated[
        bool, typer.Option("--reform", help="play what became of its units after that year as well")
    ] = False,
) -> None:
    """Play one whole year of a province through the services, print it by district, and serve the pages."""
    settings = settings_of(data)
    if data is None:
        settings = settings.model_copy(update={"data_directory": settings.data_directory / "demo"})
    go(play_demo(settings, campaign, console, serve=serve, reform=reform))


@app.command()
def reform(
    folder: Annotated[Path, typer.Argument(help="a province's tables, with reforms.yaml")],
    day: Annotated[str, typer.Option(help="of which day, as 2025-07-01")],
    places: Annotated[Path | None, typer.Option(help="a table: where each unit below a split one went")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="carry it out; without, it is only worked out and told")] = False,
    data: Data = None,
) -> None:
    """Work out a reform of administrative units against the register, and with --yes carry it out as one batch."""
    try:
        on = date.fromisoformat(day)
    except ValueError:
        raise failed(operations.Unknown(f"{day} is no day: write 2025-07-01 · hãy ghi ngày dạng 2025-07-01")) from None
    go(reform_units(settings_of(data), console, folder, on, places, sure=yes))


@app.command()
def status(data: Data = None, as_json: AsJson = False) -> None:
    """Where the log, the relay and every reader stand, and what is parked."""
    go(operations.show_status(settings_of(data), console, as_json=as_json))


@app.command()
def events(
    data: Data = None,
    stream: Annotated[str | None, typer.Option(help="only this stream, or with a final * all that begin so")] = None,
    type_: Annotated[str | None, typer.Option("--type", help="only facts of this wire name")] = None,
    since: Annotated[int, typer.Option(help="only after this position", min=0)] = 0,
    as_of: AsOf = None,
    limit: Annotated[int, typer.Option(help="at most so many", min=1, max=1_000_000)] = 50,
    as_json: AsJson = False,
) -> None:
    """The facts of the log, oldest first."""
    go(operations.show_events(settings_of(data), console, Wanted(stream, type_, since, as_of, limit), as_json=as_json))


@app.command()
def parked(
    data: Data = None,
    retry: Annotated[str | None, typer.Option(help="rebuild the view of this reader, e.g. models.inventory")] = None,
    as_json: AsJson = False,
) -> None:
    """Facts and broker messages that could not be handled, and why."""
    settings = settings_of(data)
    if retry is not None:
        go(rebuilds.rebuild_views(settings, console, chosen=(retry,), as_json=as_json))
    else:
        go(operations.show_parked(settings, console, as_json=as_json))


@app.command()
def operator(
    name: Annotated[str, typer.Argument(help="what will be typed at sign-in")],
    title: Annotated[str, typer.Option(help="the post, never a person's name")] = "Quản trị hệ thống",
    data: Data = None,
) -> None:
    """Open an account that manages accounts; the password is asked for, or read from a pipe."""
    settings = settings_of(data)
    go(accounts.open_operator(settings, console, name, title, accounts.asked_for_password()))


@app.command()
def token(
    name: Annotated[str, typer.Argument(help="the program's account; opened where there is none")],
    purpose: Annotated[str, typer.Option(help="what it is for, for the list of tokens")] = "",
    days: Annotated[int, typer.Option(help="how long it holds", min=1, max=days_max)] = 90,
    take_back: Annotated[bool, typer.Option("--take-back", help="end every token of the account instead")] = False,
    data: Data = None,
) -> None:
    """Print a token for a program that calls the JSON API; it is shown once. Its authority is given on the pages."""
    if take_back:
        go(accounts.take_back_tokens(settings_of(data), console, name))
        return
    go(accounts.give_token(settings_of(data), console, name, name, purpose, days))


@app.command()
def attachments(
    data: Data = None,
    unused: Annotated[bool, typer.Option("--unused", help="list files that no fact names")] = False,
    days: Annotated[int, typer.Option(help="only those uploaded longer ago", min=1, max=36_500)] = 30,
    remove: Annotated[bool, typer.Option("--remove", help="with --unused: forget them")] = False,
    verify: Annotated[bool, typer.Option("--verify", help="hash every file again")] = False,
    as_json: AsJson = False,
) -> None:
    """Attached files: which nobody names (--unused), and whether each is still what was uploaded (--verify)."""
    if unused == verify or (remove and not unused):
        errors.print("antoan: say --unused, --unused --remove or --verify", style="red")
        raise typer.Exit(2)
    settings = settings_of(data)
    if verify:
        go(attached_files.verify(settings, console, as_json=as_json))
    else:
        go(attached_files.show_unused(settings, console, days=days, remove=remove, as_json=as_json))


@app.command()
def archive(
    until: Annotated[
        str | None, typer.Option(help="move whole ranges that end by this day (2021-12-31) or position to files")
    ] = None,
    restore: Annotated[int | None, typer.Option(help="put the range with this position back", min=1)] = None,
    shown: Annotated[bool, typer.Option("--list", help="what was archived")] = False,
    check: Annotated[
        bool, typer.Option("--check", help="read every file wholly; status 1 names what is not as it was")
    ] = False,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Old ranges of the log as compressed files that prove themselves; everything reads on as if they were in the table."""
    if sum((until is not None, restore is not None, shown, check)) != 1:
        errors.print("antoan: say --until, --restore, --list or --check", style="red")
        raise typer.Exit(2)
    settings = settings_of(data)
    if until is not None:
        go(archives.archive_until(settings, console, until, as_json=as_json))
    elif restore is not None:
        go(archives.restore(settings, console, restore, as_json=as_json))
    elif check:
        go(archives.check_archive(settings, console, as_json=as_json))
    else:
        go(archives.show_archive(settings, console, as_json=as_json))


@app.command(name="migrate")
def migrate_() -> None:
    """Bring the schema of ANTOAN_DATABASE_URL up to date and settle each service's role (a job in compose)."""

    async def work() -> None:
        settings = settings_of(None)
        if settings.owner_url is None:
            raise ServerNotNamed("set ANTOAN_DATABASE_URL to the owner's address · hãy đặt ANTOAN_DATABASE_URL")
        await answering(settings.owner_url, settings.database_wait_seconds_max)
        applied = await migrate(settings.owner_url, COMPONENTS, settings.secrets)
        console.print(f"{len(applied)} migrations applied, {len(COMPONENTS)} services settled")

    go(work())


@app.command()
def relay() -> None:
    """Carry the log to the broker and record that days begin, until stopped (one process in compose)."""

    async def work() -> None:
        settings = settings_of(None)
        async with Host((RELAY,), settings) as host:
            await host.serve(announce=lambda url: errors.print(f"relay: health at {url}/health/ready"))

    go(work())


@app.command()
def serve(service: Annotated[str, typer.Argument(help="registration, models, recognition, …")]) -> None:
    """Run one service until stopped; the same as `python -m services.<service>`."""
    found = {component.name: component for component in COMPONENTS if component.web is not None}.get(service)
    if found is None:
        known = ", ".join(component.name for component in COMPONENTS if component.web is not None)
        raise failed(operations.Unknown(f"no service {service}; there are {known}"))
    run(found)


app.add_typer(LEDGER)
app.add_typer(LOOKING)
app.add_typer(REBUILD)
app.add_typer(WHAT_IF)


def main() -> None:
    app()
