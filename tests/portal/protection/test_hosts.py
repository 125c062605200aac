"""Only our own names are answered to, however a request names another."""

import asyncio
from typing import Any

import pytest
import uvicorn
from hypothesis import example, given
from hypothesis import strategies as st

from portal.protection.hosts import Hosts, name_of
from portal.protection.security_headers import SecurityHeaders

pytestmark = pytest.mark.fast

OURS = ("an-toan.example", "127.0.0.1", "::1")


async def inside(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body", "body": b""})


async def asked(*headers: tuple[str, str], path: str = "/", method: str = "GET", kind: str = "http") -> list[Any]:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    raw = [(name.encode(), value.encode("latin-1")) for name, value in headers]
    await Hosts(inside, OURS)({"type": kind, "method": method, "path": path, "headers": raw}, None, send)
    return sent


@pytest.mark.parametrize(
    "host", ["an-toan.example", "AN-TOAN.example:8021", "an-toan.example.", "127.0.0.1", "[::1]:80", "[0:0::1]"]
)
async def test_our_names_are_answered_to_in_every_spelling(host: str) -> None:
    assert (await asked(("host", host)))[0]["status"] == 204


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [("host", "")],
        [("host", "evil.example")],
        [("host", "an-toan.example.evil.example")],
        [("host", "an-toan.example@evil.example")],
        [("host", "an-toan.example/evil")],
        [("host", "an-toan.example:port")],
        [("host", "an-toan.example, evil.example")],
        [("host", "an-toan.example"), ("host", "an-toan.example")],
        [("host", "an-toan.example"), ("x-forwarded-host", "evil.example")],
        [("host", "an-toan.example"), ("x-forwarded-host", "127.0.0.1, evil.example")],
        [("host", "[::1")],
        [("host", "[:::]")],
    ],
)
async def test_any_other_name_is_refused(headers: list[tuple[str, str]]) -> None:
    start, body = await asked(*headers)
    assert start["status"] == 400 and b"host.unknown" in body["body"] and b"evil" not in body["body"]


@pytest.mark.parametrize(
    ("target", "method", "status"),
    [
        ("http://evil.example/", "GET", 400),
        ("http://an-toan.example/", "GET", 204),
        ("http://[::1/", "GET", 400),
        ("evil.example:443", "CONNECT", 400),
        ("*", "OPTIONS", 204),
        ("*", "GET", 400),
        ("//evil.example/", "GET", 204),
    ],
)
async def test_an_absolute_target_names_a_host_too(target: str, method: str, status: int) -> None:
    assert (await asked(("host", "127.0.0.1"), path=target, method=method))[0]["status"] == status


async def test_web_sockets_are_closed_and_lifespans_pass() -> None:
    assert await asked(("host", "127.0.0.1"), kind="websocket") == [{"type": "websocket.close", "code": 1008}]
    assert (await asked(kind="lifespan"))[0]["type"] == "http.response.start"


@given(st.text(max_size=30))
@example(".")
@example("a..")
def test_no_text_breaks_the_reading_of_a_name(text: str) -> None:
    name = name_of(text)
    assert name is None or name_of(name) == name


@pytest.mark.parametrize("protocol", ["h11", "httptools"])
async def test_a_real_server_passes_on_what_is_checked(protocol: Any) -> None:
    config = uvicorn.Config(
        SecurityHeaders(Hosts(inside, OURS)), port=0, http=protocol, lifespan="off", log_config=None
    )
    server = uvicorn.Server(config)
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]

    async def status(request: str) -> int:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(request.replace("\n", "\r\n").encode())
        line = await reader.readline()
        writer.close()
        return int(line.split()[1])

    try:
        assert await status("GET / HTTP/1.1\nHost: 127.0.0.1\n\n") == 204
        assert await status("GET / HTTP/1.1\nHost: evil.example\n\n") == 400
        assert await status("GET / HTTP/1.0\n\n") == 400
        assert await status("GET http://an-toan.example/ HTTP/1.1\nHost: evil.example\n\n") == 400
    finally:
        server.should_exit = True
        await serving
