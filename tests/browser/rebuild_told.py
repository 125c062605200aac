"""Rebuilds there are to look at: one that found a row that was changed past the log, and waits; one that was discarded.

The third is of every view of the dashboards, and waits too: their pages can be looked at as it made them.
"""

import asyncio

from chronicle.host import Host
from chronicle.rebuild.operation import operation
from services.audit.rebuilds import asking
from services.audit.rebuilds.receipts import record_receipts

seconds_max = 20


async def tell_rebuilds(host: Host) -> None:
    audit = host.services["audit"]
    await _rebuilt(host, "audit", "checkpoints")
    await asking.decide(audit.pool, 1, "discard", "operator", "operator")
    await _until(host, 1, "discarded")
    await record_receipts(audit)
    await audit.pool.execute("UPDATE audit.units SET title = 'Xóm' WHERE unit_id = 'mui-ne-3'")
    await _rebuilt(host, "audit", "units")
    await _rebuilt(host, "dashboards")


async def _rebuilt(host: Host, service: str, *views: str) -> None:
    pool = host.services["audit"].pool
    number = await asking.ask(pool, service, views, switch_when_same=False, account="operator", role="operator")
    await _until(host, number, "compared")


async def _until(host: Host, number: int, state: str) -> None:
    """The service carries it out by itself."""
    async with asyncio.timeout(seconds_max):
        while (one := await operation(host.services["audit"].pool, number)) is None or one.state != state:
            await asyncio.sleep(0.05)
