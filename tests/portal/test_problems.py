"""Every error is a problem document with the guards' headers, and says nothing of the inside."""

from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
import structlog
from fastapi import APIRouter

from chronicle.component import Component
from chronicle.settings import Settings
from portal.application import application
from portal.problems import Rejected
from portal.protection.rate_limit import Wait


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    routes, pages = APIRouter(prefix="/api/sample"), APIRouter()

    @routes.get("/fails")
    @pages.get("/fails")
    async def fails() -> None:
        raise RuntimeError("the password is 1234")

    @routes.post("/takes")
    async def takes(body: dict[str, int]) -> dict[str, int]:
        return body

    @pages.get("/busy")
    @routes.get("/busy")
    async def busy() -> None:
        raise Wait(7, "read", 10).rejection()

    @pages.get("/shut")
    async def shut() -> None:
        raise Rejected(403, "form.outdated", vi="Biểu mẫu đã cũ", en="The form is outdated")

    service: Any = SimpleNamespace(
        name="sample",
        component=Component("sample"),
        settings=Settings(public_hosts=("antoan",), broker_url=None, trusted_proxies=("127.0.0.1",)),
    )
    transport = httpx.ASGITransport(application(service, routes, pages, {}))
    async with httpx.AsyncClient(transport=transport, base_url="http://antoan") as opened:
        yield opened


pytestmark = pytest.mark.fast


@pytest.mark.parametrize(
    ("method", "path", "options", "status"),
    [
        ("GET", "/api/sample/nothing", {}, 404),
        ("GET", "/api/sample/takes", {}, 405),
        ("POST", "/api/sample/takes", {"content": b"{"}, 400),
        ("POST", "/api/sample/takes", {"content": b'{"a": "\\ud800"}'}, 422),
        ("POST", "/api/sample/takes", {"content": b'{"a": ' + b"9" * 5_000 + b"}"}, 400),
        ("POST", "/api/sample/takes", {"content": b"\xff\xfe"}, 400),
        ("POST", "/api/sample/takes", {"content": b"[" * 100_000}, 400),
        ("POST", "/api/sample/takes", {"content": b"x" * 300_000}, 413),
        ("GET", "/api/sample/busy", {}, 429),
        ("GET", "/api/sample/fails", {}, 500),
        ("GET", "/api/sample/fails", {"headers": {"Host": "evil.example"}}, 400),
    ],
)
async def test_every_error_is_a_problem_document_behind_the_guards(
    client: httpx.AsyncClient, method: str, path: str, options: dict[str, Any], status: int
) -> None:
    options = {**options, "headers": {"Content-Type": "application/json", **options.get("headers", {})}}
    answer = await client.request(method, path, **options)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), answer.text
    told = answer.json()
    assert (
        told["status"] == status
        and told["title"] != "Error"
        and told["title_vi"] != "Lỗi"
        and "1234" not in answer.text
    )
    assert answer.headers["cache-control"] == "no-store" and "x-correlation-id" in answer.headers
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert ("allow" in answer.headers) == (status == 405)
    assert ("retry-after" in answer.headers) == ("ratelimit" in answer.headers) == (status == 429)


async def test_a_fault_is_logged_with_its_traceback(client: httpx.AsyncClient) -> None:
    with structlog.testing.capture_logs() as logs:
        await client.get("/api/sample/fails")
    assert [(entry["event"], entry["path"]) for entry in logs] == [("request_failed", "/api/sample/fails")]


async def test_a_page_says_what_people_can_read_and_keeps_the_headers(client: httpx.AsyncClient) -> None:
    busy, shut = await client.get("/busy?language=en"), await client.get("/shut")
    assert "try again in 7 seconds" in busy.text and busy.headers["retry-after"] == "7"
    assert shut.status_code == 403 and "Biểu mẫu đã cũ" in shut.text


async def test_https_is_demanded_only_of_who_came_by_it(client: httpx.AsyncClient) -> None:
    plain = await client.get("/api/sample/nothing")
    told = await client.get("/api/sample/nothing", headers={"X-Forwarded-Proto": "https"})
    assert "strict-transport-security" not in plain.headers
    assert told.headers["strict-transport-security"] == "max-age=31536000"


async def test_every_header_is_said_once(client: httpx.AsyncClient) -> None:
    answer = await client.get("/static/antoan.css")
    assert answer.headers["cache-control"] == "no-cache", "what an answer sets itself stands"
    names = [name.lower() for name, _ in answer.headers.raw]
    wanted = {b"cross-origin-opener-policy", b"cross-origin-resource-policy", b"permissions-policy", b"referrer-policy"}
    assert wanted <= set(names) and len(names) == len(set(names))
