"""Signed notes as C2SP writes them (signed-note): a text, and below it a line for each who signed it with Ed25519."""

import base64
import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = b"\x01"
_NAME = re.compile(r"^[^\s+]+$")
_DASH = "\N{EM DASH}"


class NoteWrong(Exception):
    """It is no signed note, nobody known signed it, or a signature of somebody known does not fit."""


@dataclass(frozen=True, slots=True)
class Key:
    """Whom to believe: a name and an Ed25519 public key; `str` gives, and `key_of` takes, the line to hand on."""

    name: str
    public: bytes

    @property
    def key_id(self) -> bytes:
        """The four bytes by which a signature says whose it is."""
        return sha256(self.name.encode() + b"\n" + ED25519 + self.public).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{base64.b64encode(ED25519 + self.public).decode()}"

    def signed(self, text: str, signature: bytes) -> bool:
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text.encode())
        except InvalidSignature:
            return False
        return True


class Signer:
    """A private key of 32 bytes, and the name it signs under."""

    def __init__(self, name: str, seed: bytes) -> None:
        if not _NAME.match(name):
            raise ValueError("a key's name has neither spaces nor a plus sign")
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        self.key = Key(name, self._private.public_key().public_bytes_raw())

    def line(self, text: str) -> str:
        """The line below the text that says: this one signed it."""
        return signature_line(self.key, self._private.sign(text.encode()))


def key_of(line: str) -> Key:
    """Reads `name+id+key`. Raises NoteWrong."""
    try:
        name, key_id, told = line.strip().split("+", 2)
        held = base64.b64decode(told, validate=True)
    except (ValueError, binascii.Error) as error:
        raise NoteWrong(f"{line.strip()!r} is no key: name+id+base64 is wanted") from error
    key = Key(name, held[1:])
    if held[:1] != ED25519 or len(key.public) != 32 or key.key_id.hex() != key_id or not _NAME.match(name):
        raise NoteWrong(f"the key of {name!r} is no Ed25519 key, or its id is another's")
    return key


def signature_line(key: Key, signature: bytes) -> str:
    return f"{_DASH} {key.name} {base64.b64encode(key.key_id + signature).decode()}\n"


def sign(text: str, signers: Iterable[Signer]) -> str:
    """The whole note; the text ends with a line break."""
    assert text.endswith("\n")
    return text + "\n" + "".join(signer.line(text) for signer in signers)


def opened(note: str, keys: Iterable[Key]) -> tuple[str, list[Key]]:
    """The text and those of `keys` who signed it, one at least. Raises NoteWrong; lines of others are passed over."""
    text, separator, below = note.rpartition("\n\n")
    text += "\n"
    if not separator or not below.endswith("\n"):
        raise NoteWrong("there is no signature below a text")
    known = {(key.name, key.key_id): key for key in keys}
    signed: list[Key] = []
    for line in below.splitlines():
        key, signature = _read(line, known)
        if key is None:
            continue
        if not key.signed(text, signature):
            raise NoteWrong(f"the signature of {key.name} does not fit the text")
        signed.append(key)
    if not signed:
        raise NoteWrong("nobody known signed it")
    return text, signed


def _read(line: str, known: dict[tuple[str, bytes], Key]) -> tuple[Key | None, bytes]:
    try:
        dash, name, told = line.split(" ")
        held = base64.b64decode(told, validate=True)
    except (ValueError, binascii.Error) as error:
        raise NoteWrong(f"{line!r} is no line of a signature") from error
    if dash != _DASH:
        raise NoteWrong(f"{line!r} is no line of a signature")
    return known.get((name, held[:4])), held[4:]
