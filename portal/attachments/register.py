"""Which files were uploaded for which unit: what a service may say about a hash it was given, and what it may not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from chronicle.command import Command
from chronicle.refusal import Refused

FIELD = "file_sha256"
"""What every command calls the hash of a file it names."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that was uploaded for a unit. `label` is what it was called, made harmless."""

    sha256: str
    unit_id: str
    bytes: int
    media_type: str
    label: str


def unknown() -> Refused:
    """What is not there and what is out of sight are answered alike."""
    return Refused(
        "attachment.unknown",
        vi="Chưa có ai tải tệp này lên cho đơn vị trong phạm vi của bạn; hãy tải tệp lên trước rồi gửi lại",
        en="Nobody has uploaded this file for a unit in your sight; upload it first, then send this again",
    )


async def attached(connection: Any, hashes: Iterable[str], within: Sequence[str] | None) -> dict[str, Attachment]:
    """By hash, the files among these that were uploaded for a unit of `within` (None: any). For every service's role."""
    rows = await connection.fetch("SELECT * FROM portal.attached($1, $2)", sorted(set(hashes)), within)
    return {row["sha256"]: Attachment(**row) for row in rows}


async def must_be_known(connection: Any, commands: Iterable[Command], within: Sequence[str] | None) -> None:
    """Commands that name files name such as were uploaded for a unit in sight of who asks. Raises Refused."""
    named = {found for command in commands if (found := getattr(command, FIELD, None)) is not None}
    if named and named != (await attached(connection, named, within)).keys():
        raise unknown()
