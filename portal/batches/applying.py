"""A file from its upload to the batch it became: kept under its hash, previewed as often as one likes, applied once."""

from asyncio import to_thread
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from fastapi import Request

from chronicle.batch import Carried, Decided
from chronicle.command import Command
from chronicle.refusal import Refused
from portal.access import Caller, Sight, opened
from portal.attachments.receiving import files_of
from portal.attachments.register import attached, unknown
from portal.batches.batch import RecordBatch
from portal.batches.entry import Asked, Entry
from portal.batches.preview import Preview, preview


@dataclass(frozen=True, slots=True)
class Filled:
    """A file that was uploaded, of this kind, for these units."""

    entry: Entry
    asked: Asked
    file_sha256: str


@dataclass(frozen=True, slots=True)
class Closes:
    """Makes the command that records the batch, of what its commands lead to."""

    filled: Filled
    found: Preview
    batch_id: UUID
    caller: Caller

    def __call__(self, decided: Sequence[Decided]) -> Command:
        return RecordBatch(
            occurred_on=self.caller.context.today,
            batch_id=str(self.batch_id),
            form=self.filled.entry.name,
            unit_id=self.filled.asked.unit_id,
            file_sha256=self.filled.file_sha256,
            rows=self.found.rows,
            rows_left=len(self.found.wrong),
            changes=sum(len(one.facts) for one in decided),
        )


async def previewed(request: Request, caller: Caller, seen: Sight, filled: Filled) -> Preview:
    """What a file that was uploaded would change. Raises Refused, and Rejected where the store cannot give it."""
    seen.must_see(filled.asked.unit_id)
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
    """Carries out what the preview showed. `leaving`: so many bad rows were seen and are left out.

    Raises Refused (`batch.otherwise`) where the file now has other bad rows than were seen, BatchRefused where others were first.
    """
    found = await previewed(request, caller, seen, filled)
    if len(found.wrong) != leaving or found.unreadable:
        raise Refused(
            "batch.otherwise",
            vi="Số dòng sai không còn như khi xem trước; hãy xem lại rồi ghi nhận",
            en="The rows that are wrong are not those of the preview; look again, then record",
        )
    return await caller.carry_out(found.commands, Closes(filled, found, batch_id, caller), batch_id)
