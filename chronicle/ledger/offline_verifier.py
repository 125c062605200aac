"""Checks proofs of An Toàn's log on a machine that knows nothing of it: one file, and Python 3.9 or newer, nothing else.

    python offline_verifier.py --key "antoan+2f78e230+AbCH…" [--witness "thanh-tra+…"] proof.json [another.json …]

A proof is what /api/audit/proofs/inclusion or …/consistency answers. The key is the line the province gave out by another way:
whoever believes the key inside of a proof believes whoever made the proof. With --witness, every checkpoint must be signed by that
witness as well: another office that saw the log grow and would not have signed a rewritten one.
Status 0: all hold; 1: one does not, and why; 2: cannot be read.

Kiểm tra bằng chứng ở máy khác, không cần hệ thống: một tệp, chỉ cần Python.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import sys
from pathlib import Path
from typing import Any

Point = tuple[int, int, int, int]  # extended coordinates
Key = tuple[str, bytes, bytes, bytes]  # name, the four bytes signatures say, public key, kind
LOG, WITNESS = (
    b"\x01",
    b"\x04",
)  # who signs a text, and who signs when they saw it as well (C2SP signed-note, tlog-cosignature)


class Wrong(Exception):
    """Why a proof does not hold, in both languages."""


# Ed25519 as RFC 8032 §5.1 and its §6 write it: slow and short, for a handful of signatures.
P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)


def add(one: Point, other: Point) -> Point:
    """The sum of two points."""
    a = (one[1] - one[0]) * (other[1] - other[0]) % P
    b = (one[1] + one[0]) * (other[1] + other[0]) % P
    c, d = 2 * one[3] * other[3] * D % P, 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(number: int, point: Point) -> Point:
    """A point added to itself so often."""
    found = (0, 1, 1, 0)
    while number:
        if number & 1:
            found = add(found, point)
        point, number = add(point, point), number >> 1
    return found


def same(one: Point, other: Point) -> bool:
    """Whether two points are the same one."""
    return bool((one[0] * other[2] - other[0] * one[2]) % P == 0 == (one[1] * other[2] - other[1] * one[2]) % P)


def point_of(data: bytes) -> Point | None:
    """The point of 32 bytes, or None where they are none."""
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    if square == 0:
        return None if sign else (0, y, 1, 0)
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P:
        return None
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


BASE: Point = point_of(bytes.fromhex("58" + "66" * 31)) or (0, 0, 0, 0)


def signed(public: bytes, text: bytes, signature: bytes) -> bool:
    """Whether the key signed the text."""
    key, point = point_of(public), point_of(signature[:32])
    number = int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or key is None or point is None or number >= ORDER:
        return False
    digest = hashlib.sha512(signature[:32] + public + text).digest()
    challenge = int.from_bytes(digest, "little") % ORDER
    return same(times(number, BASE), add(point, times(challenge, key)))


def key_of(line: str) -> Key:
    """(name, the four bytes signatures say, public key, kind) of `name+id+base64`."""
    name, key_id, told = line.strip().split("+", 2)
    held = base64.b64decode(told, validate=True)
    found = hashlib.sha256(name.encode() + b"\n" + held).digest()[:4]
    if held[:1] not in (LOG, WITNESS) or len(held) != 33 or found.hex() != key_id:
        raise ValueError("this is no key line · dòng khóa không đúng")
    return name, found, held[1:], held[:1]


def signed_by(note: str, key: Key) -> str:
    """The text of a note that this key signed. Raises Wrong."""
    name, key_id, public, kind = key
    text, _, below = note.rpartition("\n\n")
    text += "\n"
    for line in below.splitlines():
        dash, signer, told = line.split(" ")
        held = base64.b64decode(told, validate=True)
        if dash == "\N{EM DASH}" and signer == name and held[:4] == key_id:
            said, signature = text, held[4:]
            if kind == WITNESS:
                said, signature = f"cosignature/v1\ntime {int.from_bytes(held[4:12], 'big')}\n{text}", held[12:]
            if not signed(public, said.encode(), signature):
                raise Wrong(
                    f"the signature of {name} does not fit the checkpoint · chữ ký của {name} không khớp điểm kiểm tra"
                )
            return text
    raise Wrong(
        f"the checkpoint is not signed with the key of {name} · điểm kiểm tra không được ký bằng khóa của {name}"
    )


def checkpoint_of(note: str, keys: list[Key]) -> tuple[str, int, bytes]:
    """(origin, size, root) of a note that all of these signed, the first of which is the log's."""
    [text, *_] = [signed_by(note, key) for key in keys]
    origin, size, root = text.split("\n")[:3]
    return origin, int(size), base64.b64decode(root, validate=True)


def node(left: bytes, right: bytes) -> bytes:
    """The hash over two hashes."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def followed(
    place: int, last: int, path: list[bytes], found: bytes, other: bytes | None = None
) -> tuple[bytes, bytes | None]:
    """RFC 9162 §2.1.3.2 and §2.1.4.2: the root at the end of a path, and that of the smaller tree on the way."""
    for step in path:
        if last == 0:
            raise Wrong("the path is too long · đường băm quá dài")
        if place & 1 or place == last:
            found, other = node(step, found), other and node(step, other)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            found = node(found, step)
        place, last = place >> 1, last >> 1
    if last:
        raise Wrong("the path is too short · đường băm quá ngắn")
    return found, other


def inclusion(proof: dict[str, Any], keys: list[Key]) -> str:
    """Says which fact is in which log. Raises Wrong."""
    origin, size, root = checkpoint_of(proof["checkpoint"], keys)
    envelope, _, fact = proof["leaf"].partition("\n")
    position, stream, _, name = json.loads(envelope)[:4]
    if not 1 <= position <= size:
        raise Wrong("the fact is not in this checkpoint · sự kiện không nằm trong điểm kiểm tra này")
    leaf = hashlib.sha256(b"\x00" + proof["leaf"].encode()).digest()
    found, _ = followed(position - 1, size - 1, [bytes.fromhex(step) for step in proof["path"]], leaf)
    if found != root:
        raise Wrong("the fact is not what was sealed · sự kiện không còn như lúc niêm phong")
    return f"fact · sự kiện {position} ({name}, {stream}) is in · nằm trong {origin}, {size} facts · sự kiện:\n{fact}"


def consistency(proof: dict[str, Any], keys: list[Key]) -> str:
    """Says which log begins with which. Raises Wrong."""
    origin, first, old = checkpoint_of(proof["first_checkpoint"], keys)
    other, second, new = checkpoint_of(proof["second_checkpoint"], keys)
    path = [bytes.fromhex(step) for step in proof["path"]]
    if origin != other or not 0 < first <= second:
        raise Wrong("these are no two checkpoints of one log · không phải hai điểm của một nhật ký")
    if first == second:
        holds = old == new and not path
    else:
        place, last = first - 1, second - 1
        while place & 1:
            place, last = place >> 1, last >> 1
        steps = path if first & (first - 1) else [old, *path]
        if not steps:
            raise Wrong("the path is too short · đường băm quá ngắn")
        found, before = followed(place, last, steps[1:], steps[0], steps[0])
        holds = (before, found) == (old, new)
    if not holds:
        raise Wrong("the later log does not begin with the earlier one · nhật ký sau không bắt đầu bằng nhật ký trước")
    return f"the log of {second} facts begins with that of {first} · nhật ký {second} sự kiện bắt đầu bằng {first} sự kiện trước"


def checked(text: str, keys: list[Key]) -> str:
    """What a proof says, where it holds. Raises Wrong."""
    proof = json.loads(text)
    return (inclusion if "leaf" in proof else consistency)(proof, keys)


def main(arguments: list[str] | None = None) -> int:
    """Checks every file; returns the status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--key", required=True, help="the line the province gave out · dòng khóa đã nhận")
    parser.add_argument(
        "--witness", action="append", default=[], help="who must have signed too · nhân chứng phải cùng ký"
    )
    parser.add_argument("proofs", nargs="+", help="files · tệp")
    asked = parser.parse_args(arguments)
    worst = 0
    for name in asked.proofs:
        try:
            keys = [key_of(line) for line in (asked.key, *asked.witness)]
            if keys[0][3] != LOG or any(key[3] != WITNESS for key in keys[1:]):
                raise ValueError("--key is a log's and --witness a witness's · hai loại khóa khác nhau")
            print(f"{name}: OK: {checked(Path(name).read_text(encoding='utf-8'), keys)}")
        except Wrong as wrong:
            print(f"{name}: WRONG · SAI: {wrong}")
            worst = max(worst, 1)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            print(f"{name}: cannot be read · không đọc được: {error!r}")
            worst = 2
    return worst


if __name__ == "__main__":
    sys.exit(main())
