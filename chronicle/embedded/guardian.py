"""The small process between supervisor and server: it outlives the one just long enough to stop the other.

It is started without site packages, so it and what it imports use only the standard library's light modules.
"""

import contextlib
import json
import os
import select
import signal
import sys
import time
from typing import NamedTuple, NoReturn

from chronicle.embedded.bounded_log import BoundedLog
from chronicle.embedded.credentials import Credentials, assume, call_libc, die_with_parent
from chronicle.embedded.escalation import StopSteps
from chronicle.embedded.identity import identify

LIFELINE = 0  # our standard input; its end of file means that the supervisor is dead or asks us to stop
STOP_REQUEST = b"stop"
STRAGGLERS_SECONDS_MAX = 5.0
PARENT_CHECK_MS_MAX = 1000
LOG_CHUNK_BYTES_MAX = 65536
PR_SET_CHILD_SUBREAPER = 36
# What only a supervisor may decide; Python also ignores SIGPIPE and SIGXFSZ, and ignoring is inherited through exec.
IGNORED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)
RESTORED = (*IGNORED, signal.SIGPIPE, signal.SIGXFSZ)


class GuardOrder(NamedTuple):
    """What to run and how to end it; travels as one JSON argument and holds no secret."""

    command: list[str]
    environment: dict[str, str]
    credentials: Credentials
    supervisor_pid: int
    record_descriptor: int
    log_path: str
    stop_signals: list[int]
    death_signal: int
    patient_seconds_max: float
    hasty_seconds_max: float
    socket_paths: list[str]


def main() -> NoReturn:
    """Run the order given as the last argument; exits with the server's code (128 + signal when it was killed)."""
    fields = json.loads(sys.argv[-1])
    order = GuardOrder(**{**fields, "credentials": Credentials(*fields["credentials"])})
    for number in IGNORED:
        signal.signal(number, signal.SIG_IGN)
    call_libc("prctl", PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    wakeup = _wakeup_on_child_end()
    log = BoundedLog(order.log_path)
    output, server_output = os.pipe()
    os.set_blocking(output, False)
    guardian_pid = os.getpid()
    server_pid = os.fork()
    if server_pid == 0:
        _become_server(order, server_output, guardian_pid)
    os.close(server_output)
    _write_record(order.record_descriptor, server_pid)
    code = _watch(order, server_pid, output, wakeup, log)
    _end_stragglers()
    _pump(output, log)
    _remove_sockets(order.socket_paths)
    os.ftruncate(order.record_descriptor, 0)
    sys.exit(code)


def _become_server(order: GuardOrder, output: int, guardian_pid: int) -> NoReturn:
    try:
        for number in RESTORED:
            signal.signal(number, signal.SIG_DFL)
        os.setsid()
        os.umask(0o077)
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.dup2(output, 1)
        os.dup2(output, 2)
        assume(order.credentials)
        die_with_parent(order.death_signal, guardian_pid)
        os.execve(order.command[0], order.command, order.environment)
    except BaseException as error:
        os.write(2, f"{order.command[0]}: {error}\n".encode())
    os._exit(127)


def _watch(order: GuardOrder, server_pid: int, output: int, wakeup: int, log: BoundedLog) -> int:
    """Keep the log flowing until the server has ended; returns its exit code."""
    steps = StopSteps(order.stop_signals)
    poll = select.poll()
    for descriptor in (LIFELINE, output, wakeup):
        poll.register(descriptor, select.POLLIN)
    orphaned = False
    while True:
        # A process forked by the supervisor may keep the lifeline open, so the parent is asked every second too.
        ready = {descriptor for descriptor, _ in poll.poll(min(PARENT_CHECK_MS_MAX, steps.due_in_ms()))}
        if output in ready and not _pump(output, log):
            poll.unregister(output)
        if wakeup in ready:
            os.read(wakeup, 4096)
        if LIFELINE in ready:
            asked = os.read(LIFELINE, 64) == STOP_REQUEST
            steps.begin(order.patient_seconds_max if asked else order.hasty_seconds_max)
            poll.unregister(LIFELINE)
        if not orphaned and os.getppid() != order.supervisor_pid:
            orphaned = True
            steps.begin(order.hasty_seconds_max)
        code = _reap(server_pid)
        if code is not None:
            return code
        steps.send_due(server_pid)


def _reap(server_pid: int) -> int | None:
    """Collect ended children; the server's exit code once it is among them."""
    code = None
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return code
        if pid == 0:
            return code
        if pid == server_pid:
            code = os.waitstatus_to_exitcode(status)
            code = 128 - code if code < 0 else code


def _end_stragglers() -> None:
    """Kill what a dead server left behind: as subreaper we have become the parent of its children."""
    until = time.monotonic() + STRAGGLERS_SECONDS_MAX
    while time.monotonic() < until:
        try:
            with open(f"/proc/self/task/{os.getpid()}/children", encoding="ascii") as file:
                for pid in file.read().split():
                    os.kill(int(pid), signal.SIGKILL)
        except OSError:
            pass
        try:
            if os.waitpid(-1, os.WNOHANG)[0] == 0:
                time.sleep(0.005)
        except ChildProcessError:
            return


def _pump(output: int, log: BoundedLog) -> bool:
    """Move what the server has said into the log; False when nobody can say more."""
    while True:
        try:
            chunk = os.read(output, LOG_CHUNK_BYTES_MAX)
        except BlockingIOError:
            return True
        if not chunk:
            return False
        log.write(chunk)


def _wakeup_on_child_end() -> int:
    """A descriptor that becomes readable when a child ends."""
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    os.set_blocking(writing, False)
    signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda number, frame: None)
    return reading


def _write_record(descriptor: int, server_pid: int) -> None:
    record = json.dumps({"server": identify(server_pid), "guardian": identify(os.getpid())})
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, record.encode("ascii"), 0)


def _remove_sockets(paths: list[str]) -> None:
    """Remove the server's sockets, and their folder with the last of them."""
    for path in paths:
        for remove, target in ((os.unlink, path), (os.rmdir, os.path.dirname(path))):
            with contextlib.suppress(OSError):
                remove(target)


if __name__ == "__main__":
    main()
