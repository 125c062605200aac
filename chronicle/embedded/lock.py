"""One supervisor per data directory: an flock, so that it vanishes with the process that holds it."""

import fcntl
import json
import os
from pathlib import Path

from chronicle.embedded.failures import DataDirectoryBusy
from chronicle.embedded.identity import ProcessIdentity, identify


class DirectoryLock:
    """Holds `<data directory>/lock` from `acquire` to `release`; the file stays, its lock does not."""

    def __init__(self, data_directory: Path) -> None:
        self._data_directory = data_directory
        self._descriptor: int | None = None

    def acquire(self) -> None:
        """Take the lock at once. Raises DataDirectoryBusy naming the holder."""
        descriptor = open_record(self._data_directory / "lock")
        if not try_lock(descriptor):
            holder = read_identity(descriptor, "supervisor")
            os.close(descriptor)
            raise DataDirectoryBusy(self._data_directory, _described(holder))
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, json.dumps({"supervisor": identify(os.getpid())}).encode("ascii"), 0)
        self._descriptor = descriptor

    def release(self) -> None:
        """Give the lock back; nothing happens when it is not held."""
        if self._descriptor is not None:
            os.ftruncate(self._descriptor, 0)
            os.close(self._descriptor)
            self._descriptor = None


def open_record(path: Path) -> int:
    """Open a lock-and-record file for its owner only; returns a descriptor that exec closes."""
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def try_lock(descriptor: int) -> bool:
    """Whether the exclusive lock could be had without waiting."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def read_identity(descriptor: int, role: str) -> ProcessIdentity | None:
    """The process recorded under `role`, or None when there is none or the record was cut short."""
    try:
        fields = json.loads(os.pread(descriptor, 4096, 0))[role]
        return ProcessIdentity(int(fields[0]), int(fields[1]), str(fields[2]))
    except (ValueError, KeyError, TypeError, IndexError):
        return None


def _described(holder: ProcessIdentity | None) -> str:
    if holder is None:
        return "một tiến trình khác / another process"
    if not holder.lives():
        return f"một tiến trình con của {holder.pid} đã dừng / a child of the ended process {holder.pid}"
    return f"tiến trình / process {holder.pid}"
