"""An entry as a broker message: every byte comes back, and what is not an entry is said to be malformed."""

import contextlib
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chronicle import wire
from chronicle.log import Entry

pytestmark = pytest.mark.fast

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
numbers = st.integers(1, 2**31 - 1)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3),
    max_leaves=8,
)
written = st.builds(
    lambda value, ascii_only, indent: json.dumps(value, ensure_ascii=ascii_only, indent=indent),
    st.dictionaries(text, json_values, max_size=4), st.booleans(), st.sampled_from([None, 2]),
)  # fmt: skip
entries = st.builds(
    Entry,
    position=st.integers(1, 2**63 - 1), stream=text, version=numbers, type=text, schema_version=numbers, event_id=st.uuids(),
    data=written, occurred_on=st.dates(), recorded_at=st.datetimes(timezones=st.just(UTC)), actor=text, role=text, office=text,
    on_behalf_of=st.none() | text, correlation_id=st.uuids(), causation=st.none() | st.integers(1, 2**63 - 1),
    command_id=st.uuids(), rule_set=st.none() | text,
)  # fmt: skip
PLAIN = Entry(
    7, "models.model:a", 2, "models.model_closed", 1, UUID(int=1), '{"model_id":"a"}', date(2021, 4, 1),
    datetime(2021, 4, 1, 3, 4, 5, 678901, tzinfo=UTC), "a-1", "officer", "c1", None, UUID(int=2), None, UUID(int=3), None,
)  # fmt: skip


@given(entries)
def test_every_field_comes_back_and_the_facts_text_to_the_byte(entry: Entry) -> None:
    assert wire.decode(wire.encode(entry)) == entry


def _changed(**fields: Any) -> bytes:
    message = json.loads(wire.encode(PLAIN))
    message.update(fields)
    return json.dumps(message).encode()


def _without(name: str) -> bytes:
    message = json.loads(wire.encode(PLAIN))
    del message[name]
    return json.dumps(message).encode()


MALFORMED: dict[str, Callable[[], bytes]] = {
    "empty": lambda: b"",
    "not JSON": lambda: b"{",
    "another JSON": lambda: b"[]",
    "two messages": lambda: wire.encode(PLAIN) * 2,
    "cut off": lambda: wire.encode(PLAIN)[:-1],
    "broken UTF-8 in the envelope": lambda: wire.encode(PLAIN).replace(b"officer", b"offic\xff\xfe"),
    "broken UTF-8 in the fact": lambda: wire.encode(PLAIN).replace(b'"model_id":"a"', b'"model_id":"\xff"'),
    "a foreign field": lambda: _changed(foreign=1),
    "a field missing": lambda: _without("actor"),
    "a position as text": lambda: _changed(position="7"),
    "a position of zero": lambda: _changed(position=0),
    "a position beyond any log": lambda: _changed(position=2**63),
    "a version of zero": lambda: _changed(version=0),
    "a version beyond any stream": lambda: _changed(version=2**31),
    "a fact that is a list": lambda: _changed(fact=[]),
    "a fact that is null": lambda: _changed(fact=None),
    "no id": lambda: _changed(event_id="a"),
    "no day": lambda: _changed(occurred_on="2021-02-30"),
    "an instant without its zone": lambda: _changed(recorded_at="2021-04-01T00:00:00"),
    "a causation as text": lambda: _changed(causation="1"),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_what_is_not_an_entry_is_malformed(name: str) -> None:
    with pytest.raises(wire.Malformed):
        wire.decode(MALFORMED[name]())


@given(st.binary(max_size=60))
def test_whatever_bytes_come_they_are_malformed_and_nothing_else(noise: bytes) -> None:
    with pytest.raises(wire.Malformed):
        wire.decode(noise)


@given(st.integers(0, 10_000), st.binary(min_size=1, max_size=4))
def test_a_damaged_message_is_an_entry_or_malformed(place: int, damage: bytes) -> None:
    message = bytearray(wire.encode(PLAIN))
    message[place % len(message) : place % len(message) + len(damage)] = damage
    with contextlib.suppress(wire.Malformed):
        assert isinstance(wire.decode(bytes(message)), Entry)
