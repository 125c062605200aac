"""The parts other pages are made of: confirmation, error summary, empty state, drawings."""

from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from chronicle.component import Component
from chronicle.settings import Settings
from portal.application import application
from portal.shell import Shell
from portal.sparkline import sparkline

pytestmark = pytest.mark.fast

TEMPLATE = """{% extends "shell.html" %}{% import "parts.html" as parts with context %}
{% import "charts.html" as charts with context %}{% block title %}T{% endblock %}
{% block account %}<p>someone</p>{% endblock %}{% block said %}spoken{% endblock %}{% block main %}
{{ parts.error_summary([("number", "<b>Enter</b> a number")]) }}{{ parts.error_summary([]) }}
{{ parts.crumbs([("A", "/a")], "B") }}{{ parts.empty("Nothing yet", "It comes") }}
{% call parts.notice("Mind") %}the gap{% endcall %}
{{ charts.stacked([("step-opened", 1, "one"), ("step-returned", 0, "none"), ("step-decided", 3, "three")], 4, "4") }}
{{ charts.spark(line, "a line") }}{% endblock %}"""


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    (tmp_path / "page.html").write_text(TEMPLATE, encoding="utf-8")
    shell, pages = Shell(tmp_path), APIRouter()

    @pages.get("/page")
    def page(request: Request) -> HTMLResponse:
        return shell.page(request, "page.html", line=sparkline([0, 1, 3], 4, 320, 56))

    @pages.get("/confirm")
    def confirm(request: Request) -> HTMLResponse:
        return shell.page(
            request, "confirm.html", title="Công nhận 3 đơn vị?", consequences=["Ba đơn vị được công nhận."],
            verb="Công nhận", action="/decide", fields={"csrf": "x", "id": '"1"'}, back="/back", irreversible=True,
        )  # fmt: skip

    service: Any = SimpleNamespace(
        name="sample", component=Component("sample"), settings=Settings(public_hosts=("antoan",), broker_url=None)
    )
    transport = httpx.ASGITransport(application(service, APIRouter(), pages, {}))
    async with httpx.AsyncClient(transport=transport, base_url="http://antoan") as opened:
        yield opened


async def test_a_confirmation_says_what_will_happen_and_leads_back(client: httpx.AsyncClient) -> None:
    text = (await client.get("/confirm")).text
    assert "<li>Ba đơn vị được công nhận.</li>" in text and "Không xóa được." in text
    assert '<button type="submit" class="primary">Công nhận</button>' in text and 'href="/back"' in text
    assert '<form method="post" action="/decide"' in text and 'name="id" value="&#34;1&#34;"' in text


async def test_an_error_summary_leads_to_the_fields_and_is_not_there_without_errors(client: httpx.AsyncClient) -> None:
    text = (await client.get("/page")).text
    assert text.count('role="alert"') == 1 and '<a href="#number">&lt;b&gt;Enter&lt;/b&gt; a number</a>' in text


async def test_the_shell_has_a_place_for_who_is_signed_in_and_one_live_region(client: httpx.AsyncClient) -> None:
    text = (await client.get("/page")).text
    head, main = text.split('<main id="main"')
    assert "<p>someone</p>" in head and '<p id="said" role="status" class="hidden-visually">spoken</p>' in head
    assert text.count('role="status"') == 1 and 'role="status"' not in main


async def test_drawings_say_in_words_what_they_show(client: httpx.AsyncClient) -> None:
    text = (await client.get("/page")).text
    assert 'x="0.000%" width="25.000%"' in text and 'x="25.000%" width="75.000%"' in text
    assert "<title>three: 3</title>" in text and "none" not in text
    assert 'aria-label="a line"' in text and "polyline" in text


async def test_scripts_are_told_to_evaluate_nothing_and_to_ask_only_us(client: httpx.AsyncClient) -> None:
    text = (await client.get("/page")).text
    for told in (
        '"allowEval":false',
        '"includeIndicatorStyles":false',
        '"allowScriptTags":false',
        '"selfRequestsOnly":true',
    ):
        assert told in text
