"""What a witness of a log decides (C2SP tlog-witness): a longer log is vouched for if it begins with the one seen last."""

import base64
import binascii
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chronicle.ledger.checkpoint import Checkpoint, checkpoint_of
from chronicle.ledger.note import Key, NoteWrong
from chronicle.ledger.tree import is_consistent

path_hashes_max = 63
submission_bytes_max = 16_384
_OLD = re.compile(r"old (0|[1-9][0-9]{0,18})")


class NotCosigned(Exception):
    """Why not, with the status that the protocol has for it, and for 409 the size that was cosigned last.

    `fork`: the log signed something else than it had signed before, which is evidence against it.
    """

    def __init__(self, status: int, reason: str, size: int | None = None, *, fork: bool = False) -> None:
        super().__init__(reason)
        self.status = status
        self.size = size
        self.fork = fork


@dataclass(frozen=True, slots=True)
class Submission:
    """A note, and the path that proves that its log begins with the first `old` entries as they were."""

    old: int
    path: tuple[bytes, ...]
    note: str

    def __str__(self) -> str:
        hashes = "".join(f"{base64.b64encode(step).decode()}\n" for step in self.path)
        return f"old {self.old}\n{hashes}\n{self.note}"


def submission_of(body: str) -> Submission:
    """Reads the body of `add-checkpoint`. Raises NotCosigned (400)."""
    head, separator, note = body.partition("\n\n")
    first, *lines = head.split("\n")
    old = _OLD.fullmatch(first)
    if old is None or not separator or len(lines) > path_hashes_max:
        raise NotCosigned(400, "wanted: `old` and a size, hashes, an empty line, a checkpoint")
    try:
        path = tuple(base64.b64decode(line, validate=True) for line in lines)
    except (ValueError, binascii.Error) as error:
        raise NotCosigned(400, "a hash of the path is no base64") from error
    return Submission(int(old[1]), path, note)


def examined(
    submission: Submission, logs: Mapping[str, Sequence[Key]], seen: Mapping[str, Checkpoint]
) -> tuple[str, Checkpoint]:
    """The text to cosign and what it says. `logs` are the keys of each log by its name, `seen` what was cosigned last of it.

    Raises NotCosigned; nothing of what is refused is to be kept.
    """
    text, separator, _ = submission.note.rpartition("\n\n")
    keys = logs.get(text.partition("\n")[0])
    if keys is None or not separator:
        raise NotCosigned(404, "this log is not one of those that are witnessed here")
    try:
        found = checkpoint_of(submission.note, keys)
    except NoteWrong as error:
        raise NotCosigned(403, str(error)) from error
    if submission.old > found.size:
        raise NotCosigned(400, "the old size is larger than the checkpoint's")
    last = seen.get(found.origin)
    known = last.size if last else 0
    if submission.old != known:
        raise NotCosigned(409, f"the last checkpoint that was cosigned is over {known} entries", known)
    if last is not None and found.size == last.size and found.root != last.root:
        raise NotCosigned(409, f"another log of {known} entries was cosigned", known, fork=True)
    _must_begin_with(last, found, submission.path)
    return f"{text}\n", found


def _must_begin_with(last: Checkpoint | None, found: Checkpoint, path: Sequence[bytes]) -> None:
    holds = not path if last is None else is_consistent(last.size, found.size, last.root, found.root, path)
    if not holds:
        raise NotCosigned(422, "the log does not begin with the one that was cosigned last", fork=True)
