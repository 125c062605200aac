"""What of an entry is hashed: its envelope as one line of JSON, and below it the exact stored text of its fact."""

import json
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from uuid import UUID

import msgspec

from chronicle.log import Entry

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# asyncpg takes the first and the last day of Python's calendar for the ends of PostgreSQL's
_ENDLESS = {"-infinity": date.min, "infinity": date.max}
_ENDLESS_CALLED = {day: name for name, day in _ENDLESS.items()}
_MICROSECOND = timedelta(microseconds=1)

LEAF_TEXT = """json_build_array(position, stream, version, type, schema_version, event_id, occurred_on,
    (extract(epoch FROM recorded_at) * 1000000)::bigint, actor, role, office, on_behalf_of, correlation_id, causation, command_id,
    rule_set)::text || E'\\n' || data::text"""
"""`leaf_text` of a row of chronicle.event, put together by the database: one column is read faster than seventeen."""

_envelope = msgspec.json.Decoder(
    tuple[int, str, int, str, int, UUID, str, int, str, str, str, str | None, UUID, int | None, UUID, str | None]
).decode


def leaf_text(entry: Entry) -> str:
    """Two parts that cannot run into each other: JSON writes no bare line break into its strings."""
    day = _ENDLESS_CALLED.get(entry.occurred_on) or entry.occurred_on.isoformat()
    envelope = [
        entry.position, entry.stream, entry.version, entry.type, entry.schema_version, str(entry.event_id), day,
        (entry.recorded_at - _EPOCH) // _MICROSECOND, entry.actor, entry.role, entry.office, entry.on_behalf_of,
        str(entry.correlation_id), entry.causation, str(entry.command_id), entry.rule_set,
    ]  # fmt: skip
    return f"{json.dumps(envelope, ensure_ascii=False)}\n{entry.data}"


def entry_of(text: str) -> Entry:
    """The entry that `leaf_text` made this of. Raises ValueError where it is no leaf."""
    envelope, _, data = text.partition("\n")
    (position, stream, version, name, schema, event_id, day, instant, actor, role, office, behalf, correlation_id, causation,
     command_id, rule_set) = _envelope(envelope)  # fmt: skip
    occurred_on = _ENDLESS.get(day) or date.fromisoformat(day)
    recorded_at = _EPOCH + timedelta(microseconds=instant)
    return Entry(
        position, stream, version, name, schema, event_id, data, occurred_on, recorded_at, actor, role, office, behalf,
        correlation_id, causation, command_id, rule_set,
    )  # fmt: skip


def position_of(text: str) -> int:
    """Without reading the rest of the leaf."""
    return int(text[1 : text.index(",")])


def leaf_hash(text: str) -> bytes:
    """SHA-256(0x00 ‖ leaf), RFC 6962 §2.1."""
    return sha256(b"\x00" + text.encode()).digest()
