"""The key of the house: a secret of 32 bytes, read again each time, so that a new one is used from the next checkpoint on."""

import base64
import re

from chronicle.ledger.note import Signer
from chronicle.secrets import SecretMissing, secret
from chronicle.settings import Settings

KEY_FILE = "ledger_key"
_HEXADECIMAL = re.compile(r"[0-9a-f]{64}")


def signer(settings: Settings) -> Signer:
    """Signs in the name of this log; the key is made where there is none. Raises SecretMissing where it is no key."""
    return Signer(settings.ledger_name, seed_of(secret(settings.secrets, KEY_FILE, make=True)))


def seed_of(text: str) -> bytes:
    """32 bytes, written as 64 hexadecimal digits or as base64url. Raises SecretMissing."""
    try:
        found = bytes.fromhex(text) if _HEXADECIMAL.fullmatch(text) else base64.urlsafe_b64decode(text + "=")
    except ValueError:
        found = b""
    if len(found) != 32:
        raise SecretMissing(
            f"the secret {KEY_FILE} is no key of 32 bytes · tệp bí mật {KEY_FILE} không phải khóa 32 byte"
        )
    return found
