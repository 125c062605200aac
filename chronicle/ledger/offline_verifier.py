"""Checks proofs of An Toàn's log on a machine that knows nothing of it: one file, and Python 3.9 or newer, nothing else.

    python offline_verifier.py --key "antoan+2f78e230+AbCH…" [--witness "thanh-tra+…"] proof.json [evidence.zip …]

A proof is what /api/audit/proofs/inclusion or …/consistency answers; a bundle of evidence is what /audit/evidence gives out, a ZIP
or the folder it was unpacked to. The key is the line the province gave out by another way: whoever believes the key inside of a
proof believes whoever made the proof; where the province changed its key, give each. With --witness, every checkpoint must be
signed by that witness as well: another office that saw the log grow and would not have signed a rewritten one.
Status 0: all hold; 1: one does not, and why; 2: cannot be read.

Kiểm tra bằng chứng ở máy khác, không cần hệ thống: một tệp, chỉ cần Python.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import sys
import zipfile
from pathlib import Path
from typing import Any

Point = tuple[int, int, int, int]  # extended coordinates
Key = tuple[str, bytes, bytes, bytes]  # name, the four bytes signatures say, public key, kind
LOG, WITNESS = b"\x01", b"\x04"  # who signs a text, and who signs when they saw it (C2SP signed-note, tlog-cosignature)
BESIDE = {"MANIFEST.json", "signatures/manifest.txt", "signatures/witnesses.txt"}  # what a manifest does not name
NOT_TOLD = """Not told by this: that no fact of the question is left out, and that the pages follow from the facts. Who signed
  vouches for both; who has the log makes the bundle again, to the same bytes. · Không tự chứng minh: đủ sự kiện, và các
  trang theo đúng sự kiện. Người ký bảo đảm điều đó; ai có nhật ký lập lại gói sẽ được đúng từng byte."""


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
    x = x if x & 1 == sign else P - x
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
    one, other = times(number, BASE), add(point, times(challenge, key))
    return (one[0] * other[2] - other[0] * one[2]) % P == 0 == (one[1] * other[2] - other[1] * one[2]) % P


def key_of(line: str) -> Key:
    """(name, the four bytes signatures say, public key, kind) of `name+id+base64`."""
    name, key_id, told = line.strip().split("+", 2)
    held = base64.b64decode(told, validate=True)
    found = hashlib.sha256(name.encode() + b"\n" + held).digest()[:4]
    if held[:1] not in (LOG, WITNESS) or len(held) != 33 or found.hex() != key_id:
        raise ValueError("this is no key line · dòng khóa không đúng")
    return name, found, held[1:], held[:1]


def signed_by(note: str, keys: list[Key]) -> str:
    """The text of a note that one of these keys signed. Raises Wrong."""
    known = {(key[0], key[1]): key for key in keys}
    text, _, below = note.rpartition("\n\n")
    text += "\n"
    for line in below.splitlines():
        dash, name, told = line.split(" ")
        held = base64.b64decode(told, validate=True)
        key = known.get((name, held[:4]))
        if dash == "\N{EM DASH}" and key is not None:
            said, signature = text, held[4:]
            if key[3] == WITNESS:
                said, signature = f"cosignature/v1\ntime {int.from_bytes(held[4:12], 'big')}\n{text}", held[12:]
            if not signed(key[2], said.encode(), signature):
                raise Wrong(f"the signature of {name} does not fit what it signed · chữ ký của {name} không khớp")
            return text
    raise Wrong(f"it is not signed with the key of {keys[0][0]} · không được ký bằng khóa của {keys[0][0]}")


def checkpoint_of(note: str, keys: list[Key]) -> tuple[str, int, bytes]:
    """(origin, size, root) of a note that one key of the log signed, and every witness. Raises Wrong."""
    text = signed_by(note, [key for key in keys if key[3] == LOG])
    for key in keys:
        if key[3] == WITNESS:
            signed_by(note, [key])
    return told_of(text)


def told_of(text: str) -> tuple[str, int, bytes]:
    """(origin, size, root) as a checkpoint's text says."""
    origin, size, root = text.split("\n")[:3]
    return origin, int(size), base64.b64decode(root, validate=True)


def node(left: bytes, right: bytes) -> bytes:
    """The hash over two hashes."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def followed(place: int, last: int, path: list[bytes], found: bytes, other: bytes = b"") -> tuple[bytes, bytes]:
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


def sealed(leaf: str, size: int, path: list[bytes], root: bytes) -> list[Any]:
    """The envelope of a fact that leads to the root. Raises Wrong."""
    envelope: list[Any] = json.loads(leaf.partition("\n")[0])
    position = envelope[0]
    if not 1 <= position <= size:
        raise Wrong(f"fact {position} is not in this checkpoint · sự kiện {position} không nằm trong điểm kiểm tra này")
    if followed(position - 1, size - 1, path, hashlib.sha256(b"\x00" + leaf.encode()).digest())[0] != root:
        raise Wrong(f"fact {position} is not what was sealed · sự kiện {position} không còn như lúc niêm phong")
    return envelope


def inclusion(proof: dict[str, Any], keys: list[Key]) -> str:
    """Says which fact is in which log. Raises Wrong."""
    origin, size, root = checkpoint_of(proof["checkpoint"], keys)
    position, stream, _, name, *_ = sealed(proof["leaf"], size, [bytes.fromhex(step) for step in proof["path"]], root)
    fact = proof["leaf"].partition("\n")[2]
    return f"fact · sự kiện {position} ({name}, {stream}) is in · nằm trong {origin}, {size} facts · sự kiện:\n{fact}"


def consistency(proof: dict[str, Any], keys: list[Key]) -> str:
    """Says which log begins with which. Raises Wrong."""
    old, new = checkpoint_of(proof["first_checkpoint"], keys), checkpoint_of(proof["second_checkpoint"], keys)
    begins_with(new, old, proof["path"])
    return f"the log of {new[1]} facts begins with that of {old[1]} · nhật ký {new[1]} sự kiện bắt đầu bằng {old[1]} sự kiện trước"


def begins_with(later: tuple[str, int, bytes], earlier: tuple[str, int, bytes], told: list[str]) -> None:
    """Holds the log of one checkpoint against that of an earlier one. Raises Wrong."""
    (origin, second, new), (other, first, old) = later, earlier
    path = [bytes.fromhex(step) for step in told]
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


def files_of(path: Path) -> dict[str, bytes]:
    """What is in a bundle, by name: of a ZIP, or of the folder it was unpacked to. Raises Wrong."""
    if path.is_dir():
        return {one.relative_to(path).as_posix(): one.read_bytes() for one in path.rglob("*") if one.is_file()}
    with zipfile.ZipFile(path) as held:
        if len({*held.namelist()}) < len(held.namelist()):
            raise Wrong("it holds two files of one name · có hai tệp trùng tên")
        return {name: held.read(name) for name in held.namelist()}


def whole(files: dict[str, bytes], keys: list[Key]) -> dict[str, Any]:
    """The manifest, where it is the one that was signed and every file is the one it names. Raises Wrong."""
    manifest: dict[str, Any] = json.loads(files["MANIFEST.json"])
    named = manifest["files"]
    for name in sorted({*named, *files} - BESIDE):
        if name not in files or hashlib.sha256(files[name]).hexdigest() != named.get(name):
            raise Wrong(f"{name} is missing, or not the file that was signed · thiếu, hoặc không phải tệp đã ký")
    digest = hashlib.sha256(files["MANIFEST.json"]).hexdigest()
    if signed_by(files.get("signatures/manifest.txt", b"").decode(), keys) != f"antoan evidence\n{digest}\n":
        raise Wrong("MANIFEST.json was made anew · đã bị lập lại")
    return manifest


def path_of(index: int, size: int) -> list[tuple[int, int]]:
    """Whose hashes lead from a leaf to the root (RFC 6962 §2.1.1): from the first leaf up to, not with, the second."""
    found, start, end = [], 0, size
    while end - start > 1:
        middle = start + (1 << (end - start - 1).bit_length() - 1)
        left = index < middle
        found.append((middle, end) if left else (start, middle))
        start, end = (start, middle) if left else (middle, end)
    return found[::-1]


def facts_hold(files: dict[str, bytes], size: int, root: bytes) -> set[int]:
    """The positions of the facts, each of which leads to the root. Raises Wrong with the first that does not."""
    lines = files["proofs/inclusion.txt"].decode().splitlines()
    hashes = {(int(start), int(end)): bytes.fromhex(found) for start, end, found in map(str.split, lines)}
    found = set()
    for line in files["facts.jsonl"].decode().split("\n")[:-1]:
        leaf = json.loads(line)["leaf"]
        position = int(leaf[1 : leaf.index(",")])
        sealed(leaf, size, [hashes.get(part, b"") for part in path_of(position - 1, size)], root)
        found.add(position)
    return found


def drawn(seed: str, count: int, size: int) -> set[int]:
    """The positions of a sample: SHA-256 of the seed and a running number, as a number, modulo the size, and one."""
    found: set[int] = set()
    number = 0
    while len(found) < min(count, size):
        digest = hashlib.sha256(f"antoan sample\n{seed}\n{size}\n{number}".encode()).digest()
        found.add(int.from_bytes(digest, "big") % size + 1)
        number += 1
    return found


def bundle(path: Path, keys: list[Key]) -> str:
    """Says what a bundle proves, and what only the log itself can tell. Raises Wrong."""
    files = files_of(path)
    note = (files["checkpoint.txt"] + files.get("signatures/witnesses.txt", b"")).decode()
    origin, size, root = checkpoint_of(note, keys)
    facts = facts_hold(files, size, root)
    earlier = [json.loads(line) for line in files["proofs/consistency.jsonl"].decode().splitlines()]
    for proof in earlier:
        begins_with((origin, size, root), told_of(proof["first_checkpoint"]), proof["path"])
    question = whole(files, [key for key in keys if key[3] == LOG])["question"]
    if "sample" in question:
        told = {*json.loads(files["completeness.json"])["drawn_out_of_sight"]}
        if drawn(question["seed"], question["sample"], size) - told - facts:
            raise Wrong("it is not the sample this seed draws · không phải mẫu do hạt giống này rút ra")
    return f"""{json.dumps(question, ensure_ascii=False)}: {origin}, {size} facts · sự kiện
  {len(facts)} facts are what was sealed, the log began as {len(earlier)} earlier checkpoints say, {len(files)} files are as signed
  {len(facts)} sự kiện đúng như lúc niêm phong, {len(earlier)} điểm kiểm tra trước đó khớp, {len(files)} tệp đúng như khi ký
  {NOT_TOLD}"""


def checked(text: str, keys: list[Key]) -> str:
    """What a proof says, where it holds. Raises Wrong."""
    proof = json.loads(text)
    return (inclusion if "leaf" in proof else consistency)(proof, keys)


def main(arguments: list[str] | None = None) -> int:
    """Checks every file; returns the status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--key", required=True, action="append", help="the line that was given out · dòng khóa đã nhận")
    parser.add_argument("--witness", action="append", default=[], help="who must have signed too · nhân chứng cùng ký")
    parser.add_argument("proofs", nargs="+", help="files · tệp")
    asked = parser.parse_args(arguments)
    worst = 0
    for name in asked.proofs:
        try:
            keys = [key_of(line) for line in (*asked.key, *asked.witness)]
            if [key[3] for key in keys] != [LOG] * len(asked.key) + [WITNESS] * len(asked.witness):
                raise ValueError("--key is a log's and --witness a witness's · hai loại khóa khác nhau")
            path = Path(name)
            bundled = path.is_dir() or zipfile.is_zipfile(path)
            print(f"{name}: OK: {bundle(path, keys) if bundled else checked(path.read_text(encoding='utf-8'), keys)}")
        except Wrong as wrong:
            print(f"{name}: WRONG · SAI: {wrong}")
            worst = max(worst, 1)
        except (OSError, ValueError, KeyError, TypeError, AttributeError, zipfile.BadZipFile) as error:
            print(f"{name}: cannot be read · không đọc được: {error!r}")
            worst = 2
    return worst


if __name__ == "__main__":
    sys.exit(main())
