"""A body over the limit is refused in words that reach its sender, and never fills the memory."""

from typing import Any

import pytest

from chronicle.settings import Settings
from portal.problems import Rejected, problem
from portal.protection.body_limit import (
    BodyLimit,
    around_a_file_bytes_max,
    discarded_times_max,
    discarded_times_of_files_max,
    larger_bodies,
)

pytestmark = pytest.mark.fast

bytes_max = 1_000
file_bytes_max = 4_000
LARGER = {"/files": file_bytes_max, "/models/*/papers": 2_000}


class Conversation:
    """One request whose body comes in pieces; keeps what was answered and after how many pieces."""

    def __init__(self, pieces: int, *, hangs_up: bool = False, path: str = "/") -> None:
        self.pieces = pieces
        self.path = path
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
        message = {"more_body": True}
        whole = b""
        try:
            while message.get("more_body"):
                message = await receive()
                whole += message.get("body", b"")
        except Rejected as refusal:
            await problem(refusal.status_code, refusal.code)(scope, receive, send)
        else:
            self.reached = whole

    async def speak(self) -> "Conversation":
        scope = {"type": "http", "method": "POST", "path": self.path, "headers": []}
        await BodyLimit(self.service, bytes_max, LARGER)(scope, self.receive, self.send)
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


@pytest.mark.parametrize(
    ("path", "limit"),
    [
        ("/", 1_000), ("/files", 4_000), ("/files/", 4_000), ("/files/more/of/it", 4_000), ("/filesystem", 1_000),
        ("/models/m1/papers", 2_000), ("/models/m1/papers/x", 2_000), ("/models/m1", 1_000), ("/models/papers", 1_000),
    ],
)  # fmt: skip
async def test_more_is_taken_where_files_are_sent_and_only_there(path: str, limit: int) -> None:
    said = await Conversation(limit // 400, path=path).speak()
    assert (said.status, len(said.reached or b"")) == (None, limit // 400 * 400)
    said = await Conversation(limit // 400 + 1, path=path).speak()
    assert (said.status, said.reached, said.answered_after) == (413, None, limit // 400 + 1)


async def test_a_file_that_does_not_end_is_answered_and_left_too() -> None:
    said = await Conversation(10**6, path="/files").speak()
    assert (said.reached, said.status) == (None, 413)
    assert said.taken <= discarded_times_of_files_max * file_bytes_max / 400 + 1


async def test_who_hangs_up_in_the_middle_of_a_file_reaches_the_service_as_one_who_did() -> None:
    said = await Conversation(5, hangs_up=True, path="/files").speak()
    assert said.status is None


def test_what_a_component_declares_leaves_room_for_the_form_around_the_file() -> None:
    declared: dict[str, str | int] = {"/files": "attachment_bytes_max", "/import": 7_000}
    found = larger_bodies(declared, Settings(attachment_bytes_max=5_000))
    assert found == {"/files": 5_000 + around_a_file_bytes_max, "/import": 7_000 + around_a_file_bytes_max}
