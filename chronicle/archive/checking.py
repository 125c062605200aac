"""Whether a file of the archive is what it was: read wholly, and held against the log's own row and a signed checkpoint."""

from collections.abc import Sequence
from pathlib import Path

from chronicle.archive.archive import ArchivedRange, ArchiveUnreadable, unreadable
from chronicle.archive.range_file import FileUnsound, read_index, root_reached, whole_sha256
from chronicle.ledger.checkpoint import checkpoint_of
from chronicle.ledger.note import Key, NoteWrong
from chronicle.ledger.tree import is_consistent


def check(folder: Path, held: ArchivedRange, keys: Sequence[Key]) -> None:
    """Raises ArchiveUnreadable: `changed` where a block is not what the index says, `other` where no known key vouches for it."""
    path = folder / held.file
    try:
        index, found = read_index(path)
        if found != held.index_sha256:
            raise unreadable("other", held)
        root = root_reached(path, index)
        if root.hex() != index.root or whole_sha256(path) != held.sha256:
            raise FileUnsound
        checkpoint = checkpoint_of(index.checkpoint, keys)
    except OSError as error:
        raise unreadable("missing", held) from error
    except FileUnsound as error:
        if error.block is None:
            raise unreadable("changed", held) from error
        raise ArchiveUnreadable("changed", held.file, *index.span(error.block)) from error
    except NoteWrong as error:
        raise unreadable("other", held) from error
    if not is_consistent(
        index.last, checkpoint.size, root, checkpoint.root, [bytes.fromhex(step) for step in index.path]
    ):
        raise unreadable("other", held)
