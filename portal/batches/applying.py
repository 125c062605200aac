"""A file from its upload to the batch it became: kept under its hash, previewed as often as one likes, applied once."""

from asyncio import to_thread
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from fastapi import Request

from chronicle.batch import Carried, Decided
from chronicle.command import Command
from chronicle.refusal import Refused
from portal.access import Caller, opened
from portal.attachments.receiving import files_of
from portal.attachments.register import attached, unknown
from portal.batches.batch import RecordBatch
from portal.batches.entry import Asked, Entry
from portal.batches.preview import Preview, preview
from portal.sight import Sight


@dataclass(frozen=True, slots=True)
class Filled:
    """A file that was uploaded, of this kind, for these units."""

    entry: Entry
    asked: Asked
    file_sha256: str


async def previewed(request: Request, caller: Caller, seen: Sight, filled: Filled) -> Preview:
    """What a file that was uploaded would change. Raises Refused, and Rejected where the store cannot give it."""
    if not await attached(opened(request).pool, [filled.file_sha256], seen.scope.named):
        raise unknown()
    content = await to_thread(_content, request, filled.file_sha256)
    return await preview(caller, seen, filled.entry, filled.asked, content)


def _content(request: Request, file_sha256: str) -> bytes:
    with files_of(request).opened(file_sha256) as content:
        return content.read()


async def applied(
    request: Request, caller: Caller, seen: Sight, filled: Filled, batch_id: UUID, leaving: int
) -> Carried:
    """Carries out what a page showed a while ago. `leaving`: so many bad rows were seen and are left out.

    Raises Refused (`batch.otherwise`) where the file now has other bad rows than were seen, BatchRefused where others were first.
    """
    found = await previewed(request, caller, seen, filled)
    if len(found.wrong) != leaving or found.unreadable:
        raise Refused(
            "batch.otherwise",
            vi="Số dòng sai không còn như khi xem trước; hãy xem lại rồi ghi nhận",
            en="The rows that are wrong are not those of the preview; look again, then record",
        )
    return await carried_out(caller, filled, found, batch_id)


async def carried_out(caller: Caller, filled: Filled, found: Preview, batch_id: UUID) -> Carried:
    """Carries out the rows that a preview of just now found right. Raises BatchRefused where others were first."""

    def closing(decided: Sequence[Decided]) -> Command:
        return RecordBatch(
            occurred_on=caller.context.today, batch_id=str(batch_id), form=filled.entry.name,
            unit_id=filled.asked.unit_id, file_sha256=filled.file_sha256, rows=found.rows, rows_left=len(found.wrong),
            changes=sum(len(one.facts) for one in decided),
        )  # fmt: skip

    return await caller.carry_out(found.commands, closing, batch_id)
