"""Servers that a killed supervisor left behind are stopped before new ones start on the same files.

Each server and all its children inherit one locked record file: while its lock is held, some process of that server
lives, whatever any pid says. The record names processes by pid and start time, so a reused pid is never signalled.
"""

import asyncio
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

from chronicle.embedded.failures import DataDirectoryBusy
from chronicle.embedded.identity import ProcessIdentity, identify, runs_in
from chronicle.embedded.lock import open_record, read_identity, try_lock

OWN_END_SECONDS_MAX = 8.0  # the guardian of a killed supervisor is already stopping its server
SIGNAL_SECONDS_MAX = 3.0
LOOK_AGAIN_SECONDS = 0.01
STOP_SIGNALS = (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL)


async def take_over(record: Path) -> int:
    """Lock a server's record, stopping what is left of an earlier server; returns the locked descriptor.

    Raises DataDirectoryBusy when processes of the earlier server cannot be ended.
    """
    descriptor = open_record(record)
    if not try_lock(descriptor) and not await _end_earlier_server(descriptor):
        server = read_identity(descriptor, "server")
        os.close(descriptor)
        raise _unstoppable(record.parent, server.pid if server else None)
    os.ftruncate(descriptor, 0)
    return descriptor


async def end_unrecorded_postmaster(cluster: Path) -> None:
    """Make postmaster.pid tell the truth: stop a live server on this cluster, forget a pid that is somebody else.

    PostgreSQL itself takes any live process under the recorded pid for a running server and refuses to start.
    """
    pid_file = cluster / "postmaster.pid"
    try:
        pid = int(pid_file.read_text().splitlines()[0])
    except (OSError, ValueError, IndexError):
        pid_file.unlink(missing_ok=True)  # cut short by a crash: PostgreSQL calls an empty one fatal
        return
    identity = identify(abs(pid))
    ours = identity is not None and runs_in(identity.pid, "postgres", str(cluster))
    if identity is not None and ours and not await _end(identity):
        raise _unstoppable(cluster, identity.pid)
    pid_file.unlink(missing_ok=True)


async def _end_earlier_server(descriptor: int) -> bool:
    """Wait for, then force, the end of whoever holds the record; the lock is ours when True."""
    guardian, server = read_identity(descriptor, "guardian"), read_identity(descriptor, "server")
    own_end_seconds_max = OWN_END_SECONDS_MAX if guardian is not None and guardian.lives() else 0.0
    if await _comes_true(lambda: try_lock(descriptor), own_end_seconds_max):
        return True
    if server is not None:
        await _end(server)
    if guardian is not None:
        guardian.send(signal.SIGKILL)
    if await _comes_true(lambda: try_lock(descriptor), SIGNAL_SECONDS_MAX):
        return True
    for identity in _holders(descriptor):
        identity.send(signal.SIGKILL)
    return await _comes_true(lambda: try_lock(descriptor), SIGNAL_SECONDS_MAX)


async def _end(server: ProcessIdentity) -> bool:
    """Send one stop signal after the other; True once the process is gone."""
    for number in STOP_SIGNALS:
        server.send(number)
        if await _comes_true(lambda: not server.lives(), SIGNAL_SECONDS_MAX):
            return True
    return False


def _unstoppable(folder: Path, pid: int | None) -> DataDirectoryBusy:
    return DataDirectoryBusy(folder, f"máy chủ cũ không dừng được / an earlier server that will not stop (pid {pid})")


def _holders(descriptor: int) -> list[ProcessIdentity]:
    """Every other process that has the record file open, as far as we may look."""
    wanted = os.fstat(descriptor)
    found = []
    for entry in os.scandir("/proc"):
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            opened = [os.stat(file.path) for file in os.scandir(f"/proc/{entry.name}/fd")]
        except OSError:
            continue
        identity = identify(int(entry.name))
        if identity and any(os.path.samestat(wanted, status) for status in opened):
            found.append(identity)
    return found


async def _comes_true(condition: Callable[[], bool], seconds_max: float) -> bool:
    until = time.monotonic() + seconds_max
    while not condition():
        if time.monotonic() > until:
            return False
        await asyncio.sleep(LOOK_AGAIN_SECONDS)
    return True
