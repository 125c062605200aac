"""How a command of `antoan` runs: its settings, its console, and its status; what may go wrong is said in one line."""

from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any

import typer
import uvloop
from rich.console import Console

from chronicle.embedded.servers import DataDirectoryBusy, EmbeddedServerFailed
from chronicle.host import EXPECTED as AROUND_A_HOST
from chronicle.host import said
from chronicle.refusal import Refused
from chronicle.settings import Settings, read_settings
from chronicle.telemetry import set_up_logging
from deploy import operations
from deploy.rebuilds import RebuildFailed
from portal.problems import Rejected
from reference.refusal import DataRefused

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False,
    help="The operator's command `antoan`: start, play, look, rebuild, prove. Errors go to standard error, with a status.",
)  # fmt: skip
console = Console()
errors = Console(stderr=True)

EXPECTED = (
    *AROUND_A_HOST,
    DataDirectoryBusy,
    DataRefused,
    EmbeddedServerFailed,
    RebuildFailed,
    Refused,
    Rejected,
    operations.Unknown,
)
"""What may go wrong without being a fault of this program: said in one line. Everything else is a traceback."""

WITH_LAST_WORDS = (EmbeddedServerFailed,)

Data = Annotated[Path | None, typer.Option("--data", help="data directory; default ANTOAN_DATA_DIRECTORY or ./var")]
AsJson = Annotated[bool, typer.Option("--json", help="JSON Lines instead of a table")]
AsOf = Annotated[
    str | None, typer.Option(help="what was known when this day ended (2021-11-08), or up to this fact (18204)")
]


def settings_of(data: Path | None) -> Settings:
    try:
        settings = read_settings() if data is None else read_settings(data_directory=data)
    except EXPECTED as error:
        raise failed(error) from None
    set_up_logging(settings.log_level, as_json=settings.log_json)
    return settings


def go(work: Coroutine[Any, Any, int | None]) -> None:
    """Runs to the end; status 0, the work's own, 1 for an expected error, 130 after Ctrl-C."""
    try:
        status = uvloop.run(work)
    except BrokenPipeError:
        raise  # whoever read us has enough, as `head` does: typer ends quietly
    except EXPECTED as error:
        raise failed(error) from None
    except KeyboardInterrupt:
        raise typer.Exit(130) from None
    if status:
        raise typer.Exit(status)


def failed(error: BaseException) -> typer.Exit:
    """Says it in one line, however narrow the terminal; only a server's last words are kept as they are."""
    text = str(error) if isinstance(error, WITH_LAST_WORDS) else said(error)
    errors.print(f"antoan: {text}", style="red", markup=False, highlight=False, soft_wrap=True)
    return typer.Exit(1)
