"""Where the proof of a paper is: the ledger hands out that of the fact which numbered it, to who knows the paper's code."""

from collections.abc import Mapping
from typing import Any


def proof_of(row: Mapping[str, Any]) -> str:
    return f"/audit/papers/{row['position']}.json?code={row['code']}"
