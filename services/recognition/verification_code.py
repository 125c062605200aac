"""The code on a paper that leads to its verification: short, read aloud without doubt, derived from all that stands on it."""

import json
import unicodedata
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base32: no letter that is taken for a digit or another letter, and no U."""
TAKEN_FOR = str.maketrans("OIL", "011")
code_bits = 80
group_characters = 4


def verification_code(stands_on_it: Mapping[str, Any]) -> str:
    """Four groups of four. 80 bits: nobody meets another paper's code by chance, and equal content has an equal code."""
    canonical = json.dumps(stands_on_it, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    digest = int.from_bytes(sha256(unicodedata.normalize("NFC", canonical).encode()).digest()[: code_bits // 8], "big")
    letters = "".join(ALPHABET[digest >> shift & 31] for shift in range(code_bits - 5, -1, -5))
    return _grouped(letters)


def as_typed(code: str) -> str:
    """A code as somebody typed it, as it is stored: O is 0, I and L are 1, spaces and hyphens do not matter."""
    letters = "".join(character for character in code.upper() if character.isalnum()).translate(TAKEN_FOR)
    return _grouped(letters)


def _grouped(letters: str) -> str:
    return "-".join(letters[at : at + group_characters] for at in range(0, len(letters), group_characters))
