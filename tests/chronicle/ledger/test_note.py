"""Notes are read and written as C2SP says, and what was touched is not believed."""

import base64

import pytest

from chronicle.ledger.checkpoint import Checkpoint, checkpoint_of, signed
from chronicle.ledger.note import Key, NoteWrong, Signer, key_of, opened, sign
from chronicle.ledger.tree import EMPTY_ROOT

pytestmark = pytest.mark.fast

OURS, WITNESS, STRANGER = (Signer(name, bytes([n]) * 32) for n, name in enumerate(("ours", "witness", "stranger")))
# the example of the specification's first implementation, golang.org/x/mod/sumdb/note
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
SPOKEN = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
    "\n\N{EM DASH} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)


def test_a_note_somebody_else_signed_is_opened_with_the_key_they_gave() -> None:
    text, by = opened(SPOKEN, [key_of(PETER)])
    assert text.startswith("If you think") and [key.name for key in by] == ["PeterNeumann"]
    with pytest.raises(NoteWrong, match="does not fit"):
        opened(SPOKEN.replace("the answer", "no answer"), [key_of(PETER)])


def test_a_key_is_handed_on_as_a_line() -> None:
    assert key_of(str(OURS.key)) == OURS.key == key_of(f" {OURS.key}\n")
    for wrong in ("ours", "ours+00000000+AQ==", str(OURS.key).replace("ours", "theirs"), PETER[:-8]):
        with pytest.raises(NoteWrong):
            key_of(wrong)


def test_who_signed_is_told_and_strangers_are_passed_over() -> None:
    note = sign("three\nlines\n\nof text\n", [OURS, STRANGER, WITNESS])
    text, by = opened(note, [WITNESS.key, OURS.key])
    assert text == "three\nlines\n\nof text\n" and [key.name for key in by] == ["ours", "witness"]
    with pytest.raises(NoteWrong, match="nobody known"):
        opened(sign("text\n", [STRANGER]), [OURS.key])
    namesake = Key("ours", STRANGER.key.public)
    with pytest.raises(NoteWrong, match="nobody known"):
        opened(note, [namesake])


@pytest.mark.parametrize("note", ["", "text\n", "text\n\n", "text\n\nour name\n", "text\n\n\N{EM DASH} ours !!\n"])
def test_what_is_no_note_is_said_to_be_none(note: str) -> None:
    with pytest.raises(NoteWrong):
        opened(note, [OURS.key])


def test_every_byte_of_a_checkpoint_counts() -> None:
    checkpoint = Checkpoint("antoan", 26_037, EMPTY_ROOT)
    note = signed(checkpoint, [OURS])
    assert checkpoint_of(note, [OURS.key], "antoan") == checkpoint
    for place, letter in enumerate(note):
        touched = note[:place] + ("x" if letter != "x" else "y") + note[place + 1 :]
        with pytest.raises(NoteWrong):
            checkpoint_of(touched, [OURS.key])


@pytest.mark.parametrize("text", ["antoan\n1\n", "antoan\n01\n{root}\n", "antoan\n-1\n{root}\n", "antoan\n1\nAAAA\n",
                                  "antoan\n1\n{root}\nmore\n", "antoan\nx\n{root}\n"])  # fmt: skip
def test_a_signed_text_that_is_no_checkpoint_is_refused(text: str) -> None:
    note = sign(text.format(root=base64.b64encode(EMPTY_ROOT).decode()), [OURS])
    with pytest.raises(NoteWrong, match="three lines"):
        checkpoint_of(note, [OURS.key])


def test_a_checkpoint_of_another_log_is_refused() -> None:
    with pytest.raises(NoteWrong, match="of the log elsewhere"):
        checkpoint_of(signed(Checkpoint("elsewhere", 1, EMPTY_ROOT), [OURS]), [OURS.key], "antoan")
