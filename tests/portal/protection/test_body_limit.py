"""A body over the limit is refused in words that reach its sender, and never fills the memory."""

from typing import Any

import pytest

from portal.protection.body_limit import BodyLimit, discarded_times_max

pytestmark = pytest.mark.fast

bytes_max = 1_000


class Conversation:
    """One request whose body comes in pieces; keeps what was answered and after how many pieces."""

    def __init__(self, pieces: int, *, hangs_up: bool = False) -> None:
        self.pieces = pieces
        self.hangs_up = hangs_up
        self.taken = 0
        self.answered_after: int | None = None
        self.status: int | None = None
        self.reached: bytes | None = None

    async def receive(self) -> dict[str, Any]:
        if self.hangs_up and self.taken == self.pieces - 1:
            return {"type": "http.disconnect"}
        self.taken += 1
        return {"type": "http.request", "body": b"x" * 400, "more_body": self.taken < self.pieces}

    async def send(self, message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.status, self.answered_after = message["status"], self.taken

    async def service(self, scope: Any, receive: Any, send: Any) -> None:
        self.reached = (await receive())["body"]

    async def speak(self) -> "Conversation":
        scope = {"type": "http", "method": "POST", "path": "/", "headers": []}
        await BodyLimit(self.service, bytes_max)(scope, self.receive, self.send)
        return self


async def test_what_fits_reaches_the_service_in_one_piece() -> None:
    said = await Conversation(2).speak()
    assert (said.reached, said.status) == (b"x" * 800, None)


async def test_what_is_too_large_is_taken_to_its_end_so_that_the_sender_reads_the_answer() -> None:
    """Who is cut off while sending gets a reset connection, and the answer in it is lost."""
    said = await Conversation(5).speak()
    assert (said.reached, said.status, said.answered_after) == (None, 413, 5)


async def test_what_does_not_end_is_answered_and_left() -> None:
    said = await Conversation(10**6).speak()
    assert (said.reached, said.status) == (None, 413)
    assert said.taken <= discarded_times_max * bytes_max / 400 + 1


async def test_who_hangs_up_gets_no_answer() -> None:
    said = await Conversation(5, hangs_up=True).speak()
    assert (said.reached, said.status) == (None, None)
