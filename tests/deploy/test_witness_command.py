"""`antoan witness` as a program: it prints its key, signs over HTTP, remembers when it comes back, and is alone in its folder."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from chronicle.ledger.checkpoint import Checkpoint, signed
from chronicle.ledger.note import Signer, key_of, signatures
from chronicle.ledger.tree import EMPTY_ROOT
from chronicle.ledger.witness import Submission
from tests.system.deployment import REPOSITORY
from tests.system.program import free_ports

LOG = Signer("antoan", bytes(32))
NOTE = signed(Checkpoint("antoan", 5, EMPTY_ROOT), [LOG])


def command(folder: Path, port: int, *, key: str = str(LOG.key)) -> list[str]:
    given = ["--name", "w.example/1", "--state", str(folder), "--log", key, "--port", str(port)]
    return [sys.executable, "-m", "deploy", "witness", *given]


@contextmanager
def running(folder: Path, port: int) -> Iterator[tuple[str, str]]:
    """Its address, and the key line that it prints."""
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command(folder, port), stdout=subprocess.PIPE, text=True, cwd=REPOSITORY, env=environment
    ) as program:
        assert program.stdout is not None
        try:
            program.stdout.readline()
            key, address = program.stdout.readline().strip(), f"http://127.0.0.1:{port}/add-checkpoint"
            deadline = time.monotonic() + 20
            while time.monotonic() < deadline and not answers(address):
                time.sleep(0.05)
            yield address, key
        finally:
            program.terminate()


def answers(address: str) -> bool:
    try:
        return bool(httpx.get(address).status_code)
    except httpx.TransportError:
        return False


def test_a_witness_signs_remembers_and_refuses_another_log(tmp_path: Path) -> None:
    port = next(free_ports())
    with running(tmp_path / "state", port) as (address, key):
        answer = httpx.post(address, content=str(Submission(0, (), NOTE)).encode())
        assert answer.status_code == 200
        assert len(signatures(NOTE + answer.text, [LOG.key, key_of(key)])[1]) == 2
        again = subprocess.run(
            command(tmp_path / "state", port), capture_output=True, text=True, cwd=REPOSITORY, timeout=60
        )
        assert again.returncode == 1 and "another witness" in again.stderr
    with running(tmp_path / "state", port) as (address, key_again):
        assert key_again == key
        other = signed(Checkpoint("antoan", 5, bytes(32)), [LOG])
        refused = httpx.post(address, content=str(Submission(5, (), other)).encode())
        assert (refused.status_code, refused.headers["content-type"], refused.text) == (409, "text/x.tlog.size", "5\n")
        assert httpx.post(address, content=b"x" * 20_000).status_code == 400
    assert len(list((tmp_path / "state" / "evidence").iterdir())) == 1


@pytest.mark.parametrize("key", ["no key", "antoan+00000000+AQ=="])
def test_a_key_that_is_none_is_said_in_one_line(tmp_path: Path, key: str) -> None:
    told = subprocess.run(command(tmp_path, 1, key=key), capture_output=True, text=True, cwd=REPOSITORY, timeout=60)
    assert told.returncode == 1 and len(told.stderr.splitlines()) == 1 and "khóa" in told.stderr
