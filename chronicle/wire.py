"""An entry of the log as a broker message: one JSON object; everything is in the body, as headers are cut at non-ASCII."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import msgspec

from chronicle.log import Entry

_Position = Annotated[int, msgspec.Meta(ge=1, le=2**63 - 1)]
_Count = Annotated[int, msgspec.Meta(ge=1, le=2**31 - 1)]
_Instant = Annotated[datetime, msgspec.Meta(tz=True)]


class _Message(msgspec.Struct, forbid_unknown_fields=True):
    """Field for field an Entry, within what the log's columns hold; `fact` is the stored JSON text untouched."""

    position: _Position
    stream: str
    version: _Count
    type: str
    schema_version: _Count
    event_id: UUID
    fact: msgspec.Raw
    occurred_on: date
    recorded_at: _Instant
    actor: str
    role: str
    office: str
    on_behalf_of: str | None
    correlation_id: UUID
    causation: int | None
    command_id: UUID
    rule_set: str | None


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(_Message)


class Malformed(Exception):
    """The message is not an entry of the log."""


def encode(entry: Entry) -> bytes:
    return _encoder.encode(
        _Message(
            entry.position, entry.stream, entry.version, entry.type, entry.schema_version, entry.event_id,
            msgspec.Raw(entry.data.encode()), entry.occurred_on, entry.recorded_at, entry.actor, entry.role, entry.office,
            entry.on_behalf_of, entry.correlation_id, entry.causation, entry.command_id, entry.rule_set,
        )
    )  # fmt: skip


def decode(message: bytes) -> Entry:
    """Raises Malformed, saying what is wrong and where."""
    try:
        found = _decoder.decode(message)
        data = bytes(found.fact).decode()
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Malformed(str(error)) from error
    if not data.startswith("{"):
        raise Malformed("a fact is a JSON object")
    return Entry(
        found.position, found.stream, found.version, found.type, found.schema_version, found.event_id, data,
        found.occurred_on, found.recorded_at, found.actor, found.role, found.office, found.on_behalf_of,
        found.correlation_id, found.causation, found.command_id, found.rule_set,
    )  # fmt: skip
