"""What goes with a notice to the letter: the signed note of a checkpoint, read from the fact that published it."""

from dataclasses import dataclass

from chronicle.service import Service
from contracts.audit import CheckpointPublished
from contracts.notifications import NoticeRaised
from services.notifications.channels.wording import NoWording


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file of text; not a byte of it may change on its way."""

    name: str
    text: str


async def enclosure_of(service: Service, fact: NoticeRaised) -> Enclosure | None:
    """A notice carries particulars only; the note stands in the log, at the position it tells. Raises NoWording, Unreachable."""
    if fact.template != "checkpoint_published":
        return None
    position = fact.about.get("position", "")
    entries = await service.log.read(int(position) - 1, 1) if position.isdecimal() else []
    for entry in entries:
        found = service.catalogue.decode(entry.type, entry.schema_version, entry.data)
        if isinstance(found, CheckpointPublished):
            return enclosed(found.size, found.note)
    raise NoWording(f"no checkpoint was published at position {position!r}")


def enclosed(size: int, note: str) -> Enclosure:
    return Enclosure(f"checkpoint-{size}.txt", note)
