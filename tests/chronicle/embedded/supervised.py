"""A supervising process to be killed, and what is left of it afterwards, read from the kernel's process table."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from chronicle.embedded.lock import open_record, read_identity
from chronicle.embedded.servers import Addresses

REPOSITORY = Path(__file__).resolve().parents[3]
SUPERVISOR_PROGRAM = Path(__file__).with_name("supervisor_program.py")


class Supervisor:
    """A supervising process of its own, in a process group of its own."""

    def __init__(self, data_directory: Path) -> None:
        self.data_directory = data_directory
        self.process = subprocess.Popen(
            [sys.executable, str(SUPERVISOR_PROGRAM), str(data_directory)],
            env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        assert self.process.stdout is not None
        self.addresses = Addresses(**json.loads(self.process.stdout.readline()))

    def kill(self) -> None:
        """End it as the kernel does, without a chance to do anything more."""
        self.process.kill()
        self.process.wait()

    def pid_of(self, server: str, role: str) -> int:
        """The pid of a `server` ("postgresql", "valkey") or its "guardian", as recorded."""
        descriptor = open_record(self.data_directory / f"{server}.process")
        identity = read_identity(descriptor, role)
        os.close(descriptor)
        assert identity is not None
        return identity.pid


def processes_on(data_directory: Path) -> list[int]:
    """Pids of every process that works in the directory or was started with its name, except our own."""
    name = os.fsencode(data_directory)
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            started_with = name in (entry / "cmdline").read_bytes()
            works_in = os.fsencode(os.readlink(entry / "cwd")).startswith(name)
        except OSError:
            continue
        if (started_with or works_in) and int(entry.name) != os.getpid():
            found.append(int(entry.name))
    return found


def gone_within(data_directory: Path, seconds_max: float) -> bool:
    """Whether no process is left on the directory before the time is up."""
    until = time.monotonic() + seconds_max
    while processes_on(data_directory):
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True
