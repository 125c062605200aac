"""Signed notes as C2SP writes them (signed-note): a text, and below it a line for each who signed it with Ed25519.

Who keeps a log signs the text alone; a witness signs when it saw it as well (tlog-cosignature), with a key of another kind.
"""

import base64
import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = b"\x01"
COSIGNATURE = b"\x04"
TIME_BYTES = 8
_NAME = re.compile(r"^[^\s+]+$")
_DASH = "\N{EM DASH}"


class NoteWrong(Exception):
    """It is no signed note, nobody known signed it, or a signature of somebody known does not fit."""


@dataclass(frozen=True, slots=True)
class Key:
    """Whom to believe: a name and an Ed25519 public key; `str` gives, and `key_of` takes, the line to hand on."""

    name: str
    public: bytes
    kind: bytes = ED25519

    @property
    def key_id(self) -> bytes:
        """The four bytes by which a signature says whose it is."""
        return sha256(self.name.encode() + b"\n" + self.kind + self.public).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{base64.b64encode(self.kind + self.public).decode()}"

    def signed(self, text: str, signature: bytes) -> bool:
        """Whether it signed the text; a witness's signature begins with the time that it signed as well."""
        if self.kind == COSIGNATURE:
            text, signature = cosigned_text(text, int.from_bytes(signature[:TIME_BYTES])), signature[TIME_BYTES:]
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text.encode())
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class Signature:
    """Whose it is, the line it stands in, and its bytes."""

    key: Key
    line: str
    signature: bytes

    @property
    def signed_at(self) -> datetime:
        """When a witness says that it signed. Raises NoteWrong for a time there is none of."""
        assert self.key.kind == COSIGNATURE
        try:
            return datetime.fromtimestamp(int.from_bytes(self.signature[:TIME_BYTES]), UTC)
        except (ValueError, OverflowError, OSError) as error:
            raise NoteWrong(f"{self.key.name} signed at no time there is") from error


class Signer:
    """A private key of 32 bytes, the name it signs under, and what kind of signatures it gives."""

    def __init__(self, name: str, seed: bytes, kind: bytes = ED25519) -> None:
        if not _NAME.match(name):
            raise ValueError("a key's name has neither spaces nor a plus sign")
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        self.key = Key(name, self._private.public_key().public_bytes_raw(), kind)

    def line(self, text: str) -> str:
        """The line below the text that says: this one signed it."""
        return signature_line(self.key, self._private.sign(text.encode()))

    def cosignature(self, text: str, time: int) -> str:
        """The line that says: at this time, in seconds since 1970, this was the longest log of its name it had seen."""
        assert self.key.kind == COSIGNATURE
        signature = self._private.sign(cosigned_text(text, time).encode())
        return signature_line(self.key, time.to_bytes(TIME_BYTES) + signature)


def key_of(line: str) -> Key:
    """Reads `name+id+key`. Raises NoteWrong."""
    try:
        name, key_id, told = line.strip().split("+", 2)
        held = base64.b64decode(told, validate=True)
    except (ValueError, binascii.Error) as error:
        raise NoteWrong(f"{line.strip()!r} is no key: name+id+base64 is wanted") from error
    key = Key(name, held[1:], held[:1])
    if (
        held[:1] not in (ED25519, COSIGNATURE)
        or len(key.public) != 32
        or key.key_id.hex() != key_id
        or not _NAME.match(name)
    ):
        raise NoteWrong(f"the key of {name!r} is no Ed25519 key, or its id is another's")
    return key


def cosigned_text(text: str, time: int) -> str:
    """What a witness signs (tlog-cosignature, cosignature/v1)."""
    return f"cosignature/v1\ntime {time}\n{text}"


def signature_line(key: Key, signature: bytes) -> str:
    return f"{_DASH} {key.name} {base64.b64encode(key.key_id + signature).decode()}\n"


def sign(text: str, signers: Iterable[Signer]) -> str:
    """The whole note; the text ends with a line break."""
    assert text.endswith("\n")
    return text + "\n" + "".join(signer.line(text) for signer in signers)


def opened(note: str, keys: Iterable[Key]) -> tuple[str, list[Key]]:
    """The text and those of `keys` who signed it, one at least. Raises NoteWrong; lines of others are passed over."""
    text, found = signatures(note, keys)
    if not found:
        raise NoteWrong("nobody known signed it")
    return text, [one.key for one in found]


def signatures(note: str, keys: Iterable[Key]) -> tuple[str, list[Signature]]:
    """The text, and the lines below it by one of `keys`. Raises NoteWrong where one of them does not fit."""
    text, separator, below = note.rpartition("\n\n")
    text += "\n"
    if not separator or not below.endswith("\n"):
        raise NoteWrong("there is no signature below a text")
    known = {(key.name, key.key_id): key for key in keys}
    found: list[Signature] = []
    for line in below.splitlines():
        key, signature = _read(line, known)
        if key is None:
            continue
        if not key.signed(text, signature):
            raise NoteWrong(f"the signature of {key.name} does not fit the text")
        found.append(Signature(key, f"{line}\n", signature))
    return text, found


def _read(line: str, known: dict[tuple[str, bytes], Key]) -> tuple[Key | None, bytes]:
    try:
        dash, name, told = line.split(" ")
        held = base64.b64decode(told, validate=True)
    except (ValueError, binascii.Error) as error:
        raise NoteWrong(f"{line!r} is no line of a signature") from error
    if dash != _DASH:
        raise NoteWrong(f"{line!r} is no line of a signature")
    return known.get((name, held[:4])), held[4:]
