"""Which process is meant: a pid alone is reused, a pid with its start time and boot is not."""

import contextlib
import os
from typing import NamedTuple


class ProcessIdentity(NamedTuple):
    """One process of one boot; `start_ticks` counts clock ticks since that boot (proc(5), stat field 22)."""

    pid: int
    start_ticks: int
    boot_id: str

    def lives(self) -> bool:
        """Whether this very process still runs; a zombie does not."""
        return identify(self.pid) == self

    def send(self, signal_number: int) -> None:
        """Signal this very process; nothing happens when it is gone."""
        if self.lives():
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal_number)


def identify(pid: int) -> ProcessIdentity | None:
    """The identity of the running process `pid`, or None when none runs under that number."""
    fields = _stat_fields(pid)
    if fields is None or fields[0] in "ZX":
        return None
    return ProcessIdentity(pid, int(fields[19]), _boot_id())


def runs_in(pid: int, program: str, folder: str) -> bool:
    """Whether `pid` runs `program` on `folder`: it works in the folder or was started with its name.

    The command line is the second witness because another user's working directory may be hidden from us.
    """
    try:
        with open(f"/proc/{pid}/comm", encoding="utf-8", errors="replace") as file:
            if file.read().strip() != program:
                return False
        with open(f"/proc/{pid}/cmdline", "rb") as file:
            arguments = file.read().split(b"\0")
    except OSError:
        return False
    try:
        return os.path.samefile(f"/proc/{pid}/cwd", folder)
    except OSError:
        return os.fsencode(folder) in arguments


def _stat_fields(pid: int) -> list[str] | None:
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
            # The program's name stands in parentheses and may itself hold spaces and parentheses.
            return file.read().rpartition(")")[2].split()
    except OSError:
        return None


def _boot_id() -> str:
    try:
        with open("/proc/sys/kernel/random/boot_id", encoding="ascii") as file:
            return file.read().strip()
    except OSError:
        return ""
