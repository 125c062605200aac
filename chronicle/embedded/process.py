"""A server under its guardian, as the supervisor sees it: started, looked at, stopped."""

import asyncio
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

from chronicle.embedded.bounded_log import log_tail
from chronicle.embedded.credentials import Credentials
from chronicle.embedded.failures import EmbeddedServerFailed
from chronicle.embedded.guardian import STOP_REQUEST, GuardOrder
from chronicle.embedded.identity import ProcessIdentity
from chronicle.embedded.lock import read_identity
from chronicle.embedded.orphans import take_over

CODE_ROOT = Path(__file__).resolve().parents[2]
# The root is appended, never put first: a module of ours must not hide one of the standard library.
GUARDIAN_PROGRAM = "import sys; sys.path.append(sys.argv[1]); from chronicle.embedded.guardian import main; main()"
ISOLATED = ("-I", "-S")  # no site packages, no user environment: the guardian starts in a few hundredths of a second
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}  # nothing of the caller's PG* reaches a server

HASTY_SECONDS_MAX = 2.0  # per stop signal once the supervisor is dead
STEP_SECONDS_MAX = 30.0  # per stop signal of an ordered stop: PostgreSQL writes its last checkpoint
LOOK_AGAIN_SECONDS = 0.005


class ServerProgram(NamedTuple):
    """One program to guard; `stop_signals` go from polite to deadly, `death_signal` answers a killed guardian."""

    name: str
    command: list[str]
    record: Path
    log: Path
    stop_signals: list[int]
    death_signal: int
    socket_paths: list[Path]


class GuardedProcess:
    """A running program; `start` makes it, and its supervisor's death or `stop` ends it."""

    def __init__(self, program: ServerProgram, guardian: "subprocess.Popen[bytes]") -> None:
        self._program = program
        self._guardian = guardian

    @classmethod
    async def start(cls, program: ServerProgram, credentials: Credentials) -> "GuardedProcess":
        """Start the program, after ending what an earlier supervisor left of it.

        Raises DataDirectoryBusy when that is impossible. Plain Popen and short sleeps rather than asyncio's
        subprocesses, which keep a thread per child on Python 3.11.
        """
        record_descriptor = await take_over(program.record)
        order = GuardOrder(
            command=program.command,
            environment=ENVIRONMENT,
            credentials=credentials,
            supervisor_pid=os.getpid(),
            record_descriptor=record_descriptor,
            log_path=str(program.log),
            stop_signals=program.stop_signals,
            death_signal=program.death_signal,
            patient_seconds_max=STEP_SECONDS_MAX,
            hasty_seconds_max=HASTY_SECONDS_MAX,
            socket_paths=[str(path) for path in program.socket_paths],
        )
        try:
            return cls(program, _start_guardian(order))
        finally:
            os.close(record_descriptor)  # from here on the guardian and the server hold its lock

    def identity(self) -> ProcessIdentity | None:
        """The server's process, or None until the guardian has written it down."""
        with open(self._program.record, "rb") as record:
            return read_identity(record.fileno(), "server")

    def exit_code(self) -> int | None:
        """The program's exit code (128 + signal when killed), or None while it runs."""
        return self._guardian.poll()

    def fail(self, reason: str) -> EmbeddedServerFailed:
        """The exception for this server, with the end of its log."""
        return EmbeddedServerFailed(self._program.name, reason, log_tail(str(self._program.log)))

    async def ended(self, seconds_max: float) -> int:
        """Wait for the program to end by itself; returns its exit code. Raises EmbeddedServerFailed when time is up."""
        until = time.monotonic() + seconds_max
        while (code := self.exit_code()) is None:
            if time.monotonic() > until:
                raise self.fail(f"chưa kết thúc sau / did not end within {seconds_max:g} s")
            await asyncio.sleep(LOOK_AGAIN_SECONDS)
        return code

    async def stop(self) -> None:
        """Ask the guardian to stop the server and wait until both are gone."""
        lifeline = self._guardian.stdin
        assert lifeline is not None
        try:
            lifeline.write(STOP_REQUEST)
            lifeline.close()
        except OSError:
            pass  # the guardian has already gone
        try:
            await self.ended(STEP_SECONDS_MAX * (len(self._program.stop_signals) + 1))
        except EmbeddedServerFailed:
            self._guardian.kill()  # the kernel passes this on to the server as its death signal
            self._guardian.wait()
            raise


def _start_guardian(order: GuardOrder) -> "subprocess.Popen[bytes]":
    with open(order.log_path, "ab") as log:
        return subprocess.Popen(
            [sys.executable, *ISOLATED, "-c", GUARDIAN_PROGRAM, str(CODE_ROOT), json.dumps(order._asdict())],
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=log,
            cwd="/",
            pass_fds=(order.record_descriptor,),
            start_new_session=True,  # the terminal's Ctrl-C is for the supervisor, which stops in order
        )
