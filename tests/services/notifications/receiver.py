"""A real HTTP server for tests: a program of an office that keeps what it is told and answers as it is asked to."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

HANG = "hang"
ENDLESS = "endless"


@dataclass
class Message:
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """`answers` are given to one request after the other, then all get 204: a status, a status with where to, or a trouble."""

    answers: list[int | tuple[int, str] | str]
    messages: list[Message] = field(default_factory=list)
    port: int = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/an-toan/secret-path"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            headers = {line.partition(":")[0].lower(): line.partition(":")[2].strip() for line in head[1:] if line}
            body = await reader.readexactly(int(headers.get("content-length", "0")))
            self.messages.append(Message(head[0].split()[1], headers, body))
            await self._answer(writer, self.answers.pop(0) if self.answers else 204)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _answer(self, writer: asyncio.StreamWriter, answer: int | tuple[int, str] | str) -> None:
        if answer == HANG:
            await asyncio.sleep(30)
        elif answer == ENDLESS:
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000000000\r\n\r\n")
            while True:
                writer.write(b"x" * 65_536)
                await writer.drain()
        elif isinstance(answer, tuple):
            writer.write(
                f"HTTP/1.1 {answer[0]} Over there\r\nLocation: {answer[1]}\r\nContent-Length: 0\r\n\r\n".encode()
            )
        else:
            writer.write(f"HTTP/1.1 {answer} So\r\nContent-Length: 0\r\n\r\n".encode())
        await writer.drain()


@asynccontextmanager
async def receiver(*answers: int | tuple[int, str] | str) -> AsyncIterator[Receiver]:
    """Open on a free port until the block ends."""
    found = Receiver(list(answers))
    server = await asyncio.start_server(found.serve, "127.0.0.1", 0)
    found.port = server.sockets[0].getsockname()[1]
    try:
        yield found
    finally:
        server.close()
