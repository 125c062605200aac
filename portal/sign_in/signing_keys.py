"""The public keys a provider signs with, read from its JWKS; keys that cannot sign an allowed algorithm are left out."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey

from portal.sign_in.limited_http import UNREADABLE

keys_max = 32
rsa_bits_min = 2_048
rsa_bits_max = 8_192

SigningKey = RSAKey | ECKey
KEY_TYPE_OF: dict[str, type[SigningKey]] = {"RS256": RSAKey, "ES256": ECKey}
"""A key of another type never checks an algorithm: what is public for one must not become the secret of another."""


def read_keys(document: Mapping[str, Any]) -> tuple[SigningKey, ...]:
    """The keys of a JWKS that may be used; one that cannot be read is passed over (RFC 7517, section 5)."""
    listed = document.get("keys")
    found = (_read(entry) for entry in (listed[:keys_max] if isinstance(listed, list) else ()))
    return tuple(key for key in found if key is not None)


def key_for(keys: Sequence[SigningKey], algorithm: str, key_id: str | None) -> SigningKey | None:
    """The key a token names; where it names none, the only one that fits (OpenID Connect Core 1.0, 10.1)."""
    fitting = [
        key
        for key in keys
        if isinstance(key, KEY_TYPE_OF[algorithm])
        and key.get("use", "sig") == "sig"
        and key.get("alg", algorithm) == algorithm
        and key_id in (None, key.kid)
    ]
    return fitting[0] if fitting and (key_id is not None or len(fitting) == 1) else None


def _read(entry: Any) -> SigningKey | None:
    with suppress(JoseError, UnsupportedAlgorithm, *UNREADABLE):
        if entry["kty"] == "EC" and entry["crv"] == "P-256":
            return ECKey.import_key(entry)
        if entry["kty"] == "RSA" and len(entry["n"]) <= rsa_bits_max // 6 + 4:
            key = RSAKey.import_key(entry)
            return key if rsa_bits_min <= key.public_key.key_size <= rsa_bits_max else None
    return None
