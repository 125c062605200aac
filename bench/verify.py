"""Verifying a sealed log: every fact hashed again, against the least that could do it and against the scan alone."""

import time
from hashlib import sha256

import asyncpg

from bench.figures import Figure
from bench.rebuild import fill
from chronicle.ledger.checkpoint import Checkpoint, signed
from chronicle.ledger.leaf import LEAF_TEXT
from chronicle.ledger.note import Signer
from services.audit.ledger.sealing import seal_log
from services.audit.ledger.verifying import page_facts, verify

SIGNER = Signer("antoan", bytes(range(32)))
_PAGE = f"SELECT {LEAF_TEXT} FROM chronicle.event WHERE position > $1 AND position <= $2 ORDER BY position"


async def measure(owner_url: str, events: int) -> list[Figure]:
    """Fills an empty log by COPY, seals it, and verifies it."""
    connection = await asyncpg.connect(owner_url)
    try:
        await fill(connection, events)
    finally:
        await connection.close()
    return await sealed_and_verified(owner_url, events)


async def sealed_and_verified(owner_url: str, events: int) -> list[Figure]:
    """Of a log that is there; before and after verifying comes the baseline."""
    connection = await asyncpg.connect(owner_url)
    try:
        began = time.perf_counter()
        await seal_log(connection, lambda size, root: signed(Checkpoint("antoan", size, root), [SIGNER]))
        sealing = _figure("antoan, sealing the whole log", events, began)
        before = await _scan(connection, events)
        began = time.perf_counter()
        verdict = await verify(connection, keys=[str(SIGNER.key)])
        verifying = _figure("antoan verify", events, began)
        assert verdict.holds and verdict.facts == events and verdict.checkpoints
        return [verifying, before, await _scan(connection, events), sealing]
    finally:
        await connection.close()


async def _scan(connection: "asyncpg.Connection[asyncpg.Record]", events: int) -> Figure:
    """The same leaves read in the same pages and each hashed once: no tree, nothing held against anything."""
    began = time.perf_counter()
    for first in range(0, events, page_facts):
        for (text,) in await connection.fetch(_PAGE, first, first + page_facts):
            sha256(b"\x00" + text.encode()).digest()
    return _figure("bare asyncpg scan of the leaves and SHA-256", events, began)


def _figure(who: str, events: int, began: float) -> Figure:
    return Figure("verify", who, {"events": events}, events / (time.perf_counter() - began), "events/s")
