"""A checkpoint as C2SP writes it (tlog-checkpoint): whose log, how many entries, and the root over them, signed."""

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass

from chronicle.ledger.note import Key, NoteWrong, Signer, opened, sign
from chronicle.ledger.tree import HASH_BYTES


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """`size` entries, the positions 1 to `size`; `root` is the hash over them."""

    origin: str
    size: int
    root: bytes

    def __str__(self) -> str:
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def signed(checkpoint: Checkpoint, signers: Iterable[Signer]) -> str:
    """The note that goes out."""
    return sign(str(checkpoint), signers)


def checkpoint_of(note: str, keys: Iterable[Key], origin: str | None = None) -> Checkpoint:
    """What a note says that one of these keys signed. Raises NoteWrong, also where it is of another log."""
    text, _ = opened(note, keys)
    lines = text.split("\n")
    try:
        found = Checkpoint(lines[0], int(lines[1]), base64.b64decode(lines[2], validate=True))
    except (IndexError, ValueError, binascii.Error) as error:
        raise NoteWrong("a checkpoint has three lines: origin, size and root") from error
    if str(found) != text or len(found.root) != HASH_BYTES or found.size < 0:
        raise NoteWrong("a checkpoint has three lines: origin, size and root")
    if origin is not None and found.origin != origin:
        raise NoteWrong(f"it is of the log {found.origin}, not of {origin}")
    return found
