"""One program of an installation as a process of its own: started, asked, signalled, and gone when the tests are."""

import asyncio
import os
import signal
import socket
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from chronicle.embedded.credentials import die_with_parent
from tests.system.deployment import REPOSITORY

start_seconds_max = 60
poll_ms = 100
log_characters_max = 4_000


class Program:
    """`command` with `environment` and nothing else of ours; what it says goes to `log`."""

    def __init__(self, name: str, command: Sequence[str], environment: Mapping[str, str], log: Path) -> None:
        self.name = name
        self.command = command
        self.environment = {"PATH": os.environ["PATH"], "HOME": str(log.parent), **environment}
        self.log = log
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        ourselves = os.getpid()
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *self.command, env=self.environment, cwd=REPOSITORY, stdin=asyncio.subprocess.DEVNULL, stdout=log,
                stderr=log, start_new_session=True, preexec_fn=lambda: die_with_parent(signal.SIGKILL, ourselves),
            )  # fmt: skip

    async def ended(self, seconds_max: float) -> int:
        """Its status. Raises TimeoutError."""
        assert self._process is not None
        async with asyncio.timeout(seconds_max):
            return await self._process.wait()

    def has_ended(self) -> bool:
        return self._process is not None and self._process.returncode is not None

    async def healthy(self, check: Sequence[str]) -> None:
        """Waits until the check, run with the program's own environment, succeeds."""
        deadline = time.monotonic() + start_seconds_max
        while not self._listens() or await self._asked(check) != 0:
            assert self._process is not None
            assert self._process.returncode is None, f"{self.name} ended: {self.said()}"
            assert time.monotonic() < deadline, f"{self.name} is not ready: {self.said()}"
            await asyncio.sleep(poll_ms / 1000)

    def _listens(self) -> bool:
        """A check is a process too: none is spent on a program that cannot answer yet."""
        with socket.socket() as asked:
            return asked.connect_ex(("127.0.0.1", int(self.environment["ANTOAN_PORT"]))) == 0

    async def _asked(self, check: Sequence[str]) -> int:
        asked = await asyncio.create_subprocess_exec(
            *check, env=self.environment, cwd=REPOSITORY, stdin=asyncio.subprocess.DEVNULL
        )
        return await asked.wait()

    def signal(self, number: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(number)

    async def killed(self) -> None:
        """At once, whatever it was doing; nothing happens where it does not run."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()

    def leaves_processes(self) -> bool:
        """Whether anything that it started still runs."""
        assert self._process is not None
        try:
            os.killpg(self._process.pid, 0)
        except ProcessLookupError:
            return False
        return True

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")[-log_characters_max:]


def free_ports() -> Iterator[int]:
    """Ports of this machine that nobody had a moment ago, each another one."""
    with ExitStack() as held:
        while True:
            listener = held.enter_context(socket.socket())
            listener.bind(("127.0.0.1", 0))
            yield listener.getsockname()[1]
