"""What is done to a fact in the drill is something the database would take."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.audit.ledger.tampering import flipped

pytestmark = pytest.mark.fast


@given(st.text(), st.text(), st.booleans(), st.integers(0))
def test_a_flipped_bit_leaves_json_that_is_another(name: str, note: str, ascii_only: bool, seed: int) -> None:
    """Escapes at the end of a word too: `\\n` would be `\\o`, which the database refuses."""
    text = json.dumps({"name": name, "note": f"{note}\n", "sign": f"{name}\x1f"}, ensure_ascii=ascii_only)
    other = flipped(text, seed)
    assert json.loads(other) != json.loads(text)
    assert sum(one != another for one, another in zip(text, other, strict=True)) == 1
