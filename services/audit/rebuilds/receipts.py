"""The receipts: when a rebuild has ended, what it came to becomes a fact, once."""

from collections.abc import Sequence

from chronicle.command import Context
from chronicle.component import Timer
from chronicle.rebuild.operation import Found, Operation, operation
from chronicle.service import Service
from contracts.audit import RebuiltView
from services.audit.rebuilding import RecordRebuild

record_every_ms = 1_000
receipts_max = 100

_WITHOUT_RECEIPT = """
    SELECT r.rebuild_id FROM chronicle.rebuild r
     WHERE r.ended_at IS NOT NULL AND NOT EXISTS (SELECT FROM chronicle.command c WHERE c.command_id = r.receipt_id)
     ORDER BY r.ended_at LIMIT $1"""
_POSITIONS = "SELECT command_id, first_position FROM chronicle.command WHERE command_id = ANY($1::uuid[])"


def timers(service: Service) -> Sequence[Timer]:
    async def recording() -> None:
        await record_receipts(service)

    return [Timer("receipts", record_every_ms, recording)]


async def record_receipts(service: Service) -> None:
    """In the name of who decided, else of who asked; sent again, the command is known by its id."""
    for (rebuild_id,) in await service.pool.fetch(_WITHOUT_RECEIPT, receipts_max):
        ended = await operation(service.pool, rebuild_id)
        assert ended is not None
        today = service.clock.today()
        actor, role = ended.wished_by or ended.asked_by, ended.wished_role or ended.asked_role
        context = Context(actor, role, "", today, ended.receipt_id, ended.receipt_id)
        await service.handle(receipt(ended, today), context)


def receipt(ended: Operation, today: object) -> RecordRebuild:
    began = ended.started_at or ended.asked_at
    assert ended.ended_at is not None
    return RecordRebuild(
        occurred_on=today, rebuild_id=ended.rebuild_id, service=ended.service, outcome=ended.state,
        last_position=ended.position, seconds=round((ended.ended_at - began).total_seconds()),
        views=tuple(_view(found) for found in ended.found),
    )  # fmt: skip


def _view(found: Found) -> RebuiltView:
    return RebuiltView(
        view=found.view.partition(".")[2], position=found.position, rows=found.rows, sha256=found.sha256,
        only_rebuilt=found.only_rebuilt, only_in_use=found.only_live, changed=found.changed, apart_since=found.apart_since,
    )  # fmt: skip


async def receipts_of(service: Service, rebuilds: Sequence[Operation]) -> dict[int, int]:
    """Number of a rebuild → the fact that tells how it ended."""
    rows = await service.pool.fetch(_POSITIONS, [one.receipt_id for one in rebuilds])
    positions = {row["command_id"]: row["first_position"] for row in rows}
    return {one.rebuild_id: positions[one.receipt_id] for one in rebuilds if one.receipt_id in positions}


async def receipt_position(service: Service, one: Operation) -> int | None:
    """The fact that tells of it, None as long as there is none."""
    return (await receipts_of(service, [one])).get(one.rebuild_id)
