"""FastStream on Redis Streams: the only importer of either. Delivery is a hint that carries content; the log is the truth.

Read without a consumer group, from the end of the stream: groups orphan pending entries of killed consumers, busy-loop on
"0", and end the app with status 0 when the group is lost; none of it is needed when a reader knows its own position.
"""

import logging
from collections.abc import Awaitable, Callable, Sequence
from functools import reduce
from operator import or_
from typing import Any

from faststream import AckPolicy, FastStream
from faststream.redis import RedisBroker, StreamSub
from faststream.redis.message import RedisBatchStreamMessage
from faststream.redis.parser import BinaryMessageFormatV1
from faststream.specification import AsyncAPI

from chronicle import wire
from chronicle.log import Entry, batch_events_max
from contracts.envelope import Recorded
from contracts.fact import Fact

block_ms_max = 500
"""redis-py gives a socket 5 s; a read must block for less."""

_DATA = b"__data__"

Deliver = Callable[[list[Entry], list[tuple[bytes, wire.Malformed]]], Awaitable[None]]
"""(entries, malformed messages with reasons) -> None"""


def _make_broker(url: str) -> RedisBroker:
    return RedisBroker(url, apply_types=False, logger=None, log_level=logging.WARNING, health_check_interval=5)  # type: ignore[arg-type]


class Publisher:
    """The relay's side: entries go out in order, one pipelined round trip a batch, the stream trimmed by length."""

    def __init__(self, url: str, stream: str, messages_max: int) -> None:
        self._broker = _make_broker(url)
        self._stream = stream
        self._messages_max = messages_max

    async def __aenter__(self) -> "Publisher":
        self._client: Any = await self._broker.connect()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._broker.stop()

    async def publish(self, entries: Sequence[Entry]) -> None:
        """Raises redis.RedisError or OSError when the broker is away; nothing is known to have arrived then."""
        pipeline = self._client.pipeline(transaction=False)
        for entry in entries:
            await self._broker.publish(
                wire.encode(entry), stream=self._stream, maxlen=self._messages_max,
                correlation_id=str(entry.correlation_id), pipeline=pipeline,
            )  # fmt: skip
        await pipeline.execute()


class Subscription:
    """A service's side: everything new on the stream, in batches, with what could not be read named."""

    def __init__(self, service: str, url: str, stream: str, facts: Sequence[type[Fact]], deliver: Deliver) -> None:
        self._broker = _make_broker(url)
        self._deliver = deliver
        self._service = service

        async def receive(messages: Any) -> None:
            await self._receive(messages)

        receive.__annotations__["messages"] = _payload(facts)
        self._subscriber = self._broker.subscriber(
            stream=StreamSub(stream, batch=True, max_records=batch_events_max, polling_interval=block_ms_max, last_id="$"),
            parser=_parse, decoder=_raw_messages, ack_policy=AckPolicy.MANUAL,
            title="facts", description="Facts of the log, in order; positions without gaps tell a reader what it missed.",
        )  # fmt: skip
        self._subscriber(receive)
        self._started = False

    async def start(self) -> None:
        """Raises redis.RedisError or OSError when the broker is away; may be called again."""
        await self._broker.start()
        self._started = True

    async def stop(self) -> None:
        self._started = False
        await self._broker.stop()

    async def alive(self) -> bool:
        """True while the subscriber's loop runs and the broker answers: a ping alone stays green over a dead subscriber."""
        running = any(not task.done() for task in self._subscriber.tasks)
        return self._started and running and await self._broker.ping(timeout=1.0)

    def asyncapi(self) -> dict[str, Any]:
        """The AsyncAPI document of what this service reads, with the facts' real shapes."""
        specification = AsyncAPI(title=self._service, version="1", description=f"Facts that {self._service} acts on.")
        document = FastStream(self._broker, specification=specification).schema.to_specification().to_jsonable()
        document.pop("servers", None)
        for channel in document.get("channels", {}).values():
            channel.pop("servers", None)
        return dict(document)

    async def _receive(self, messages: list[bytes]) -> None:
        entries: list[Entry] = []
        malformed: list[tuple[bytes, wire.Malformed]] = []
        for message in messages:
            try:
                entries.append(wire.decode(message))
            except wire.Malformed as error:
                malformed.append((message, error))
        await self._deliver(entries, malformed)


def _payload(facts: Sequence[type[Fact]]) -> Any:
    """The type a batch of these facts has, so that the AsyncAPI document shows real payloads."""
    envelope: Any = Recorded
    listing: Any = list
    return listing[reduce(or_, [envelope[fact] for fact in facts])] if facts else Any


async def _parse(message: Any) -> RedisBatchStreamMessage:
    """FastStream's own batch parser loses a whole batch over one message of broken UTF-8 (seen on 0.7.8)."""
    return RedisBatchStreamMessage(raw_message=message, body=b"", consumer=None, group=None)  # type: ignore[arg-type]


async def _raw_messages(message: RedisBatchStreamMessage) -> list[bytes]:
    """The body of each message, without FastStream's binary frame; a message in another form is passed on whole."""
    bodies = []
    for fields in message.raw_message["data"]:
        framed = fields.get(_DATA)
        if framed is None:
            bodies.append(repr(fields).encode())
            continue
        bodies.append(bytes(BinaryMessageFormatV1.parse(framed)[0]))
    return bodies
