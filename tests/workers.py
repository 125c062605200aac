"""Several workers run the suite side by side: each has servers of its own, and what needs the whole machine gets it.

`make test` starts two; `make test WORKERS=0` runs everything in one process.

* A file's tests stay together, and so do those of a folder in `TOGETHER`: what their session made is made once. Only the
  tests in `APART` may run anywhere, so that the longest work is shared.
* A test marked `quiet` measures time or kills processes: while it runs, the other workers wait.
* Servers that are named are named for each worker: `ANTOAN_DATABASE_URL_0`, `ANTOAN_BROKER_URL_0`, `…_1`, …
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

TOGETHER = (
    "tests/system", "tests/portal/sign_in", "tests/portal/attachments", "tests/chronicle/embedded", "tests/faults",
)  # fmt: skip
APART = ("tests/browser/looking",)
QUIET = ("tests/chronicle/embedded", "tests/faults")
"""Folders of which every test is quiet."""
TURNSTILE, ROOM = Path(__file__), Path(__file__).with_name("conftest.py")
"""Files that are there anyhow, to be locked: nothing is left behind, whatever ends a worker."""
SERVERS = ("ANTOAN_DATABASE_URL", "ANTOAN_BROKER_URL")

if "PYTEST_XDIST_WORKER" in os.environ:
    for size in (
        "COLUMNS",
        "LINES",
    ):  # of the terminal before pytest; consoles of ours would keep it from their import on
        os.environ.pop(size, None)


def pytest_configure(config: pytest.Config) -> None:
    number = worker(config)
    if number is None:
        return
    for name in SERVERS:
        own = os.environ.get(f"{name}_{number}")
        if own is not None:
            os.environ[name] = own
        elif name in os.environ:
            raise pytest.UsageError(
                f"roles belong to a whole server: name one a worker in {name}_{number}, or run with -n 0"
            )


def worker(config: pytest.Config) -> int | None:
    """The number of this worker; None where there are none."""
    told: dict[str, str] | None = getattr(config, "workerinput", None)
    return None if told is None else int(told["workerid"].removeprefix("gw"))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The largest parts begin; at the end all that is left is quiet."""
    for item in items:
        if within(item.nodeid, QUIET):
            item.add_marker(pytest.mark.quiet)
    items.sort(key=lambda item: (is_quiet(item), within(item.nodeid, (*TOGETHER, *APART)) is None))


class Sharing(LoadScopeScheduling):
    """Gives a free worker the next tests that stay together. (`--dist loadgroup` of xdist 3.8 groups nothing with pytest 9.2.)"""

    def _split_scope(self, nodeid: str) -> str:
        if within(nodeid, APART):
            return nodeid
        return within(nodeid, TOGETHER) or nodeid.partition("::")[0]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Sharing:
    config.option.loadscopereorder = False  # the order is the one above
    return Sharing(config, log)


def within(nodeid: str, folders: tuple[str, ...]) -> str | None:
    """Which of the folders the test is of."""
    return next((folder for folder in folders if nodeid.startswith(f"{folder}/")), None)


def is_quiet(item: pytest.Item) -> bool:
    return item.get_closest_marker("quiet") is not None


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Waits before the test's own time begins."""
    if worker(item.config) is None:
        return (yield)
    with locked(TURNSTILE, fcntl.LOCK_EX):  # who waits for the whole room lets nobody else in
        room = ROOM.open("rb")
        fcntl.flock(room, fcntl.LOCK_EX if is_quiet(item) else fcntl.LOCK_SH)
    try:
        return (yield)
    finally:
        fcntl.flock(room, fcntl.LOCK_UN)
        room.close()


@contextmanager
def locked(path: Path, way: int) -> Iterator[None]:
    with path.open("rb") as file:
        fcntl.flock(file, way)
        yield
        fcntl.flock(file, fcntl.LOCK_UN)
