"""The shell: links keep language and state, static files carry a fingerprint, browsers are told what not to do."""

from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from chronicle.component import Component
from chronicle.refusal import Refused
from chronicle.settings import Settings
from portal.application import application
from portal.shell import STATIC, Shell, static

pytestmark = pytest.mark.fast

TEMPLATE = (
    '{% extends "shell.html" %}{% block title %}T{% endblock %}{% block main %}'
    '<i>{{ link("/models", unit="a&b") }}</i><b>{{ link(sort="name", unit=none) }}</b>{% endblock %}'
)


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    (tmp_path / "page.html").write_text(TEMPLATE, encoding="utf-8")
    shell, pages = Shell(tmp_path), APIRouter()

    @pages.get("/page")
    def page(request: Request) -> HTMLResponse:
        return shell.page(request, "page.html")

    @pages.get("/refused")
    def refused() -> None:
        raise Refused("unit.unknown", vi="Không có đơn vị này", en="There is no such unit")

    service: Any = SimpleNamespace(
        name="sample", component=Component("sample"), settings=Settings(public_hosts=("antoan",), broker_url=None)
    )
    transport = httpx.ASGITransport(application(service, APIRouter(), pages, {}))
    async with httpx.AsyncClient(transport=transport, base_url="http://antoan") as opened:
        yield opened


async def test_links_keep_the_language_and_nothing_else(client: httpx.AsyncClient) -> None:
    assert "<i>/models?unit=a%26b</i>" in (await client.get("/page?unit=x")).text
    assert "<i>/models?language=en&amp;unit=a%26b</i>" in (await client.get("/page?unit=x&language=en")).text


async def test_a_page_links_to_itself_with_one_thing_changed(client: httpx.AsyncClient) -> None:
    assert "<b>/page?year=2021&amp;sort=name</b>" in (await client.get("/page?unit=x&year=2021")).text


async def test_the_language_is_said_to_machines_and_the_other_one_is_a_link(client: httpx.AsyncClient) -> None:
    answer = await client.get("/page?year=2021&language=en")
    assert '<html lang="en">' in answer.text and answer.headers["content-language"] == "en"
    assert '<a href="/page?year=2021" lang="vi" hreflang="vi">Tiếng Việt</a>' in answer.text
    assert '<html lang="vi">' in (await client.get("/page?language=fr")).text


@pytest.mark.parametrize("path", ["/page", "/nowhere", "/static/antoan.css", "/api/sample/nothing"])
async def test_every_answer_tells_browsers_what_not_to_do(client: httpx.AsyncClient, path: str) -> None:
    headers = (await client.get(path)).headers
    policy = dict(part.partition(" ")[::2] for part in headers["content-security-policy"].split("; "))
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


async def test_a_fingerprinted_file_is_kept_and_any_other_is_asked_for_again(client: httpx.AsyncClient) -> None:
    assert "immutable" in (await client.get(static("antoan.css"))).headers["cache-control"]
    assert (await client.get("/static/antoan.css")).headers["cache-control"] == "no-cache"


async def test_pages_travel_compressed(client: httpx.AsyncClient) -> None:
    assert (await client.get("/page")).headers["content-encoding"] == "gzip"


async def test_a_browser_gets_a_page_for_an_error_and_a_program_a_problem_document(client: httpx.AsyncClient) -> None:
    page, refused, program = [await client.get(path) for path in ("/nowhere", "/refused?language=en", "/api/sample/no")]
    assert (page.status_code, refused.status_code, program.status_code) == (404, 404, 404)
    assert 'class="skip"' in page.text and "<h1>Không có trang này</h1>" in page.text
    assert "There is no such unit" in refused.text and "Không có đơn vị" not in refused.text
    assert program.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["..%2f..%2fpyproject.toml", "%2e%2e/shell.py", "nothing.css"])
async def test_only_static_files_are_served_as_such(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.get(f"/static/{path}")).status_code == 404


def test_the_stylesheet_takes_nothing_from_elsewhere() -> None:
    sheet = (STATIC / "antoan.css").read_text(encoding="utf-8")
    assert "@import" not in sheet and "url(" not in sheet and "@font-face" not in sheet


def test_no_template_has_inline_style_or_script() -> None:
    repository = Path(__file__).resolve().parents[2]
    for template in [*repository.glob("portal/templates/*.html"), *repository.glob("services/*/templates/*.html")]:
        text = template.read_text(encoding="utf-8")
        assert " style=" not in text and "<style" not in text and "<script>" not in text and " onclick=" not in text, (
            template
        )
