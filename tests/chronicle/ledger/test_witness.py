"""A witness signs a log that grew, and refuses every other one with the status that the protocol has for it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chronicle.ledger import offline_verifier, tiles
from chronicle.ledger.checkpoint import Checkpoint, checkpoint_of, signed
from chronicle.ledger.leaf import leaf_hash
from chronicle.ledger.note import COSIGNATURE, NoteWrong, Signer, key_of, opened
from chronicle.ledger.tree import consistency_ranges, root_of
from chronicle.ledger.witness import NotCosigned, Submission, examined, submission_of

pytestmark = pytest.mark.fast

LOG, STRANGER = Signer("antoan", bytes(32)), Signer("antoan", bytes([1]) * 32)
WITNESS = Signer("thanh-tra.example/w1", bytes([2]) * 32, COSIGNATURE)
LOGS = {"antoan": [LOG.key]}
ENTRIES = 300


def tree(*, changed: int | None = None) -> dict[tiles.Tile, bytes]:
    """The tiles of a log in which one entry may be another."""
    kept: dict[tiles.Tile, bytes] = {}
    leaves = (leaf_hash(f"{n}{'!' if n == changed else ''}") for n in range(ENTRIES))
    tiles.grow(kept, 0, leaves)
    return kept


HISTORY, FORK = tree(), tree(changed=7)


def checkpoint(size: int, history: dict[tiles.Tile, bytes] = HISTORY) -> Checkpoint:
    return Checkpoint("antoan", size, root_of((0, size), lambda part: tiles.hash_of(history, part)))


def submitted(
    old: int, size: int, history: dict[tiles.Tile, bytes] = HISTORY, signer: Signer = LOG, path: bool = True
) -> Submission:
    ranges = consistency_ranges(old, size) if path and 0 < old <= size else []
    hashes = tuple(root_of(leaves, lambda part: tiles.hash_of(history, part)) for leaves in ranges)
    return Submission(old, hashes, signed(checkpoint(size, history), [signer]))


def refused(submission: Submission, seen: Checkpoint | None = None) -> NotCosigned:
    with pytest.raises(NotCosigned) as caught:
        examined(submission, LOGS, {"antoan": seen} if seen else {})
    return caught.value


@given(st.lists(st.integers(1, ENTRIES), min_size=1, max_size=5))
def test_a_log_that_grows_is_signed_at_every_step(sizes: list[int]) -> None:
    seen: dict[str, Checkpoint] = {}
    for size in sorted(sizes):
        old = seen["antoan"].size if seen else 0
        submission = submission_of(str(submitted(old, size)))
        text, found = examined(submission, LOGS, seen)
        assert found == checkpoint(size) and text == str(found)
        note = submission.note + WITNESS.cosignature(text, 1_616_551_200 + size)
        assert {key.name for key in opened(note, [LOG.key, WITNESS.key])[1]} == {"antoan", "thanh-tra.example/w1"}
        seen["antoan"] = found


@given(st.integers(8, ENTRIES), st.integers(8, ENTRIES), st.booleans())
def test_a_rewritten_log_is_never_signed_whoever_signed_it(old: int, size: int, path: bool) -> None:
    """The log's own key is on it, and a path that fits the rewritten one: it does not begin with what was seen."""
    error = refused(submitted(min(old, size), max(old, size), FORK, path=path), checkpoint(min(old, size)))
    assert error.status == (409 if old == size else 422) and error.fork


@pytest.mark.parametrize(
    ("submission", "seen", "status", "size"),
    [
        (submitted(0, 20, signer=STRANGER), None, 403, None),
        (
            Submission(0, (), signed(Checkpoint("another", 1, bytes(32)), [Signer("another", bytes(32))])),
            None,
            404,
            None,
        ),
        (submitted(20, 10), 20, 400, None),
        (submitted(0, 30), 20, 409, 20),
        (submitted(25, 30), 20, 409, 20),
        (submitted(5, 30), None, 409, 0),
        (submitted(20, 30, path=False), 20, 422, None),
        (Submission(0, (bytes(32),), submitted(0, 20).note), None, 422, None),
    ],
)
def test_what_is_refused_has_its_status(
    submission: Submission, seen: int | None, status: int, size: int | None
) -> None:
    error = refused(submission, checkpoint(seen) if seen else None)
    assert (error.status, error.size) == (status, size)


@pytest.mark.parametrize(
    "body", ["", "old 1", "old -1\n\nx\n", "old 01\n\nx\n", "new 1\n\nx\n", "old 1\n!!\n\nx\n", "old 1\n" * 70 + "\nx"]
)
def test_what_is_no_submission_is_said_to_be_none(body: str) -> None:
    with pytest.raises(NotCosigned) as caught:
        submission_of(body)
    assert caught.value.status == 400


def test_a_cosignature_is_of_one_text_one_time_and_one_kind_of_key() -> None:
    note = submitted(0, 20).note
    line = WITNESS.cosignature(str(checkpoint(20)), 1_616_551_200)
    assert (
        key_of(str(WITNESS.key)) == WITNESS.key
        and WITNESS.key.key_id != Signer(WITNESS.key.name, bytes([2]) * 32).key.key_id
    )
    assert checkpoint_of(note + line, [LOG.key]) == checkpoint(20), "who does not know the witness passes it over"
    ours, theirs = (offline_verifier.key_of(str(one.key)) for one in (LOG, WITNESS))
    assert offline_verifier.checkpoint_of(note + line, [ours, theirs])[1] == 20, "an implementation of its own agrees"
    with pytest.raises(offline_verifier.Wrong, match="not signed"):
        offline_verifier.checkpoint_of(note, [ours, theirs])
    for wrong in (submitted(0, 21).note + line, note + WITNESS.line(str(checkpoint(20)))):
        with pytest.raises(NoteWrong, match="does not fit"):
            opened(wrong, [LOG.key, WITNESS.key])
        with pytest.raises(offline_verifier.Wrong, match="does not fit"):
            offline_verifier.checkpoint_of(wrong, [ours, theirs])
