"""What is wrong around `antoan` is said in one line, with status 1 and no traceback."""

import socket
from pathlib import Path

import pytest
from typer.testing import Result

from chronicle.embedded.lock import DirectoryLock
from chronicle.settings import Settings
from tests.conftest import in_database
from tests.deploy.conftest import Antoan, answered, must_be_one_line

NOBODY_LISTENS = "127.0.0.1:1"
SECRET = "never-to-be-shown"
UNNAMED = {"ANTOAN_DATABASE_URL": "", "ANTOAN_BROKER_URL": ""}
"""Whatever servers the suite runs on, here none are named."""


async def without_servers(*arguments: str, **environment: str) -> Result:
    """`antoan …` where the servers are named and away: for what is wrong before anybody needs them."""
    away = {
        "ANTOAN_DATABASE_URL": f"postgresql://antoan:{SECRET}@{NOBODY_LISTENS}/antoan",
        "ANTOAN_BROKER_URL": f"redis://:{SECRET}@{NOBODY_LISTENS}/0",
        "ANTOAN_DATABASE_WAIT_SECONDS_MAX": "0",
    }
    return await answered(*arguments, **{**away, **environment})


async def test_a_database_that_is_not_there(antoan: Antoan, settings: Settings) -> None:
    url = in_database(str(settings.database_url), "nowhere")
    for command in ("status", "events", "parked", "migrate"):
        must_be_one_line(await antoan(command, ANTOAN_DATABASE_URL=url), 'database "nowhere" does not exist')


async def test_a_database_without_a_log(antoan: Antoan, settings: Settings) -> None:
    url = in_database(str(settings.database_url), "postgres")
    must_be_one_line(await antoan("status", ANTOAN_DATABASE_URL=url), "holds no log yet", "chưa có dữ liệu")


@pytest.mark.parametrize("command", ["status", "events", "parked", "migrate", "relay", "up"])
async def test_a_server_that_does_not_answer(tmp_path: Path, command: str) -> None:
    (tmp_path / "antoan_calendar").write_text(SECRET)
    result = await without_servers(command, ANTOAN_SECRETS_DIRECTORY=str(tmp_path))
    must_be_one_line(result, "cannot reach PostgreSQL", "ANTOAN_DATABASE_URL")
    assert SECRET not in result.output


async def test_a_wrong_password(antoan: Antoan, settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "antoan_calendar").write_text("wrong")
    must_be_one_line(await antoan("relay", ANTOAN_SECRETS_DIRECTORY=str(tmp_path)), "password authentication failed")


async def test_a_secret_that_is_not_there(tmp_path: Path) -> None:
    must_be_one_line(
        await without_servers("relay", ANTOAN_SECRETS_DIRECTORY=str(tmp_path)), "antoan_calendar", "thiếu tệp"
    )


async def test_a_data_directory_another_process_has_open(data: Path) -> None:
    data.mkdir()
    lock = DirectoryLock(data)
    lock.acquire()
    try:
        must_be_one_line(await answered("up", "--data", str(data), **UNNAMED), "is in use by", "đang được")
    finally:
        lock.release()


async def test_a_port_somebody_has(antoan: Antoan) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = str(listener.getsockname()[1])
        must_be_one_line(await antoan("relay", ANTOAN_PORT=port), f"cannot listen on 127.0.0.1:{port}", "ANTOAN_PORT")


async def test_a_campaign_file_that_is_not_there(data: Path) -> None:
    options = ("--no-serve", "--data", str(data), "--campaign", str(data / "nowhere.yaml"))
    result = await answered("demo", *options, **UNNAMED)
    must_be_one_line(result, "nowhere.yaml")
    assert not data.exists(), "nothing was started for it"


async def test_a_service_that_is_not_there() -> None:
    must_be_one_line(
        await without_servers("serve", "accounting"), "no service accounting", "registration, models, recognition"
    )
    must_be_one_line(await without_servers("serve", "calendar"), "no service calendar")


async def test_variables_that_hold_what_they_may_not() -> None:
    result = await without_servers("status", ANTOAN_PORT="many", ANTOAN_TIME_ZONE="Mars", ANTOAN_LOG_LEVEL="loud")
    must_be_one_line(result, "ANTOAN_PORT", "ANTOAN_TIME_ZONE: Value error, there is no such", "ANTOAN_LOG_LEVEL")


async def test_servers_nobody_named(data: Path) -> None:
    for command in ("migrate", "relay"):
        result = await answered(command, ANTOAN_DATA_DIRECTORY=str(data), **UNNAMED)
        must_be_one_line(result, "ANTOAN_DATABASE_URL")


async def test_a_narrow_terminal_breaks_no_line() -> None:
    must_be_one_line(await without_servers("serve", "accounting", COLUMNS="20"), "dashboards")
