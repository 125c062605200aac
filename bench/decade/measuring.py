"""Questions to the decade: how fast its views are rebuilt and in how much memory, how fast it is verified and looked back on."""

import asyncio
import multiprocessing
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import asyncpg

from bench.decade import looking_back, supposing
from bench.decade.filling import fill
from bench.figures import Figure
from bench.rebuild import rebuilt, scanned
from bench.verify import sealed_and_verified
from chronicle.secrets import service_url
from chronicle.settings import Settings

SUB_LOAD = ("coverage",)
"""The view that folds what peers fold: a row a unit with its latest count."""
QUESTIONS = ("decade-rebuild", "decade-verify", "decade-as-of", "decade-what-if")


async def measure(settings: Settings, events: int, seed: int, questions: Sequence[str]) -> list[Figure]:
    """Decides and fills the decade where the log is empty, then asks."""
    owner_url = settings.owner_url
    figures = []
    owner = await asyncpg.connect(owner_url)
    try:
        head = await owner.fetchval("SELECT position FROM chronicle.head")
        if head == 0:
            began = time.perf_counter()
            head = await fill(owner, events, seed)
            given = {"events": head, "seed": seed}
            figures = [Figure("decade", "decided and written", given, head / (time.perf_counter() - began), "events/s")]
    finally:
        await owner.close()
    if "decade-rebuild" in questions:
        figures += await _rebuilt(owner_url, service_url(owner_url, "dashboards", settings.secrets), head)
    if "decade-verify" in questions:
        figures += await sealed_and_verified(owner_url, head)
    if "decade-as-of" in questions:
        figures += await looking_back.measure(settings)
    if "decade-what-if" in questions:
        figures += await supposing.measure(settings)
    return figures


async def _rebuilt(owner_url: str, url: str, events: int) -> list[Figure]:
    """Each rebuild in a process of its own, so that its memory is its own; the bare scan before and after."""
    owner = await asyncpg.connect(owner_url)
    try:
        before = await scanned(owner, events)
        every = await asyncio.to_thread(_alone, owner_url, url, events, ())
        one = await asyncio.to_thread(_alone, owner_url, url, events, SUB_LOAD)
        after = await scanned(owner, events)
        for figure in (every, one):
            figure.also["of_the_scan"] = 2 * figure.rate / (before.rate + after.rate)
        return [every, one, before, after]
    finally:
        await owner.close()


def _alone(owner_url: str, url: str, events: int, names: Sequence[str]) -> Figure:
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as process:
        return process.submit(_in_a_process, owner_url, url, events, names).result()


def _in_a_process(owner_url: str, url: str, events: int, names: Sequence[str]) -> Figure:
    figure = asyncio.run(rebuilt(owner_url, url, events, names))
    figure.also["memory_mib_max"] = _memory_mib_max()
    return figure


def _memory_mib_max() -> float:
    """The most this process ever held, as the kernel counts it (VmHWM, given in KiB)."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1024
