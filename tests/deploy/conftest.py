"""The operator's command, run in this process on the servers of the test."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from chronicle.command import Context, derived_id
from chronicle.settings import Settings
from contracts.registration import Code
from deploy.cli import app
from services.registration.component import COMPONENT as REGISTRATION
from services.registration.unit import ListUnit

Antoan = Callable[..., Awaitable[Result]]
LOGGED = re.compile(r"\d{4}-\d\d-\d\dT\S+Z \[\w+ *\]")
"""A line of a log: a host runs in the same process."""


def variables(settings: Settings) -> dict[str, str]:
    """The environment that says the same as the settings."""
    return {
        "ANTOAN_DATABASE_URL": settings.database_url or "",
        "ANTOAN_BROKER_URL": settings.broker_url or "",
        "ANTOAN_BROKER_STREAM": settings.broker_stream,
        "ANTOAN_SECRETS_DIRECTORY": str(settings.secrets),
        "ANTOAN_DATA_DIRECTORY": str(settings.data_directory),
        "ANTOAN_PORT": str(settings.port),
        "ANTOAN_DATABASE_WAIT_SECONDS_MAX": "0",
    }


async def answered(*arguments: str, **environment: str) -> Result:
    """Runs `antoan …` in a thread, so that a host of the test goes on meanwhile."""
    return await asyncio.to_thread(lambda: CliRunner().invoke(app, arguments, env=environment))


@pytest.fixture
def antoan(settings: Settings) -> Antoan:
    """`result = await antoan("status", ANTOAN_PORT="1")`, on the test's own log where nothing else is said."""

    async def run(*arguments: str, **environment: str) -> Result:
        return await answered(*arguments, **{**variables(settings), **environment})

    return run


@pytest.fixture
async def listed(open_host: Any) -> list[str]:
    """A log that holds a province and four districts; returns their ids in that order."""
    host = await open_host(REGISTRATION, readers_run=False)
    units = ["p", "d1", "d2", "d3", "d4"]
    for unit in units:
        await host.services["registration"].handle(listing(unit), context(host, unit))
    return units


def listing(unit: str) -> ListUnit:
    kind, parent, day = ("province", None, "2021-01-01") if unit == "p" else ("district", "p", "2021-01-01")
    codes = (Code(scheme="gso", value="60", valid_from=day),) if unit == "p" else ()
    return ListUnit(
        occurred_on="2021-01-04", unit_id=unit, unit_kind=kind, title="Huyện", unit_name=f"Hàm Tân {unit}",
        parent_id=parent, valid_from=day, codes=codes,
    )  # fmt: skip


def context(host: Any, key: str) -> Context:
    command_id = derived_id(key)
    return Context("test", "operator", "p", host.clock.today(), command_id, command_id)


def must_be_one_line(result: Result, *words: str, host_logs: bool = False) -> None:
    """An expected error: said in one line on standard error, with a status above zero and no traceback.

    `host_logs`: beside what a host of the test logs of the same matter meanwhile.
    """
    assert result.exit_code == 1, result.output
    assert result.exception is None or isinstance(result.exception, SystemExit), repr(result.exception)
    [line] = [line for line in result.stderr.splitlines() if not (host_logs and LOGGED.match(line))]
    assert line.startswith("antoan: ")
    for word in words:
        assert word in line


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "dữ liệu"
