"""The one file that is given away, alone in a folder, run by a Python that has no packages: believes what holds, and only that."""

import json
import shutil
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from chronicle.ledger import offline_verifier, tiles
from chronicle.ledger.checkpoint import Checkpoint, signed
from chronicle.ledger.leaf import leaf_hash
from chronicle.ledger.note import Signer
from chronicle.ledger.tree import Range, consistency_ranges, inclusion_ranges, root_of

pytestmark = pytest.mark.fast

OURS, STRANGER = Signer("antoan", bytes(32)), Signer("antoan", bytes([1]) * 32)
LEAVES = [
    f'[{number}, "registration.unit:u", {number}, "registration.unit_listed"]\n{{"n": {number}}}'
    for number in range(1, 701)
]
KEPT: dict[tiles.Tile, bytes] = {}
tiles.grow(KEPT, 0, map(leaf_hash, LEAVES))


@dataclass(frozen=True)
class Inclusion:
    leaf: str
    path: list[str]
    checkpoint: str


def hashed(ranges: list[Range]) -> list[str]:
    return [root_of(found, lambda part: tiles.hash_of(KEPT, part)).hex() for found in ranges]


def note(size: int, by: Signer = OURS) -> str:
    return signed(Checkpoint("antoan", size, bytes.fromhex(hashed([(0, size)])[0])), [by])


def inclusion(position: int, size: int, by: Signer = OURS) -> Inclusion:
    return Inclusion(LEAVES[position - 1], hashed(inclusion_ranges(position - 1, size)), note(size, by))


def consistency(first: int, second: int) -> dict[str, object]:
    path = hashed(consistency_ranges(first, second))
    return {"path": path, "first_checkpoint": note(first), "second_checkpoint": note(second)}


def told(proof: object) -> str:
    """What it says of a proof, or raises."""
    return offline_verifier.checked(json.dumps(proof), [offline_verifier.key_of(str(OURS.key))])


@settings(max_examples=25)
@given(st.data())
def test_what_holds_is_believed(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, len(LEAVES)))
    position = data.draw(st.integers(1, size))
    assert f"sự kiện {position} (" in told(asdict(inclusion(position, size)))
    assert f"{size} facts begins" in told(consistency(position, size))


@settings(max_examples=25)
@given(st.data())
def test_what_was_touched_is_not(data: st.DataObject) -> None:
    proof = asdict(inclusion(data.draw(st.integers(1, 600)), 600))
    field = data.draw(st.sampled_from(["leaf", "path", "checkpoint"]))
    text = proof[field] if field != "path" else proof[field][data.draw(st.integers(0, len(proof["path"]) - 1))]
    place = data.draw(st.integers(0, len(text) - 1))
    touched = text[:place] + ("0" if text[place] != "0" else "1") + text[place + 1 :]
    if field == "path":
        proof["path"][proof["path"].index(text)] = touched
    else:
        proof[field] = touched
    with pytest.raises((offline_verifier.Wrong, ValueError)):
        told(proof)


def test_a_proof_of_another_fact_a_stranger_or_another_log_is_not_believed() -> None:
    good = inclusion(5, 600)
    for bad in (
        asdict(inclusion(5, 600, STRANGER)),
        {**asdict(good), "path": inclusion(6, 600).path},
        {**asdict(good), "path": [*good.path, good.path[0]]},
        {**asdict(good), "path": good.path[:-1]},
        {**consistency(5, 600), "path": consistency(6, 600)["path"]},
        {**consistency(5, 600), "first_checkpoint": note(6)},
        {**consistency(600, 600), "path": good.path},
    ):
        with pytest.raises(offline_verifier.Wrong):
            told(bad)


@settings(max_examples=25)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=80), st.integers(0, 511))
def test_its_signatures_are_those_of_a_library(seed: bytes, text: bytes, bit: int) -> None:
    private = Ed25519PrivateKey.from_private_bytes(seed)
    public, signature = private.public_key().public_bytes_raw(), private.sign(text)
    assert offline_verifier.signed(public, text, signature)
    touched = bytearray(signature)
    touched[bit // 8] ^= 1 << bit % 8
    assert not offline_verifier.signed(public, text, bytes(touched))
    assert not offline_verifier.signed(public, text + b".", signature)


def test_it_runs_alone_without_any_package(tmp_path: Path) -> None:
    shutil.copy(str(offline_verifier.__file__), tmp_path / "verifier.py")
    good, bad, no = (tmp_path / name for name in ("good.json", "bad.json", "no.json"))
    good.write_text(json.dumps(asdict(inclusion(5, 600))), encoding="utf-8")
    bad.write_text(json.dumps({**asdict(inclusion(5, 600)), "leaf": LEAVES[5]}), encoding="utf-8")
    no.write_text("{}", encoding="utf-8")

    def run(*files: Path, key: str = str(OURS.key)) -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, "-I", "-S", "verifier.py", "--key", key, *(file.name for file in files)],
            cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False, env={"PYTHONIOENCODING": "utf-8"},
        )  # fmt: skip
        return done.returncode, done.stdout

    status, words = run(good)
    assert status == 0 and '{"n": 5}' in words
    status, words = run(good, bad)
    assert status == 1 and "good.json: OK" in words and "bad.json: WRONG" in words
    assert run(no)[0] == 2 and run(good, key="antoan")[0] == 2 and run(tmp_path / "nothing.json")[0] == 2
