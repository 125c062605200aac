"""Officers before the pages of dossiers: they open a form, fill in boxes beside those that came filled, and send it."""

import html
import re
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from chronicle.host import Host
from chronicle.settings import Settings
from tests import signed_in

LIST = "/recognition/dossiers"
AREA = "binh-thuan-2021/phong-phu-1"


def boxes(page: str) -> dict[str, str]:
    """What a browser would send of the forms of a page as it came."""
    found: dict[str, str] = {}
    for tag in re.findall(r"<input [^>]*>", page):
        given = {name: html.unescape(value) for name, value in re.findall(r'(\w+)="([^"]*)"', tag)}
        if given.get("type") == "file" or (given.get("type") in ("radio", "checkbox") and " checked" not in tag):
            continue
        found[given["name"]] = given.get("value", "")
    for name, options in re.findall(r'<select [^>]*name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        picked = re.search(r'value="([^"]*)" selected', options)
        found[name] = picked[1] if picked else ""
    return found


@dataclass
class Officer:
    """Opens pages, and sends their forms with what is filled in beside."""

    client: httpx.AsyncClient

    async def open(self, path: str) -> str:
        answer = await self.client.get(path)
        assert answer.status_code == 200, answer.text[-2_000:]
        return answer.text

    async def does(self, step: str, dossier: str = AREA, file: bytes | None = None, **given: str) -> httpx.Response:
        path = f"{LIST}/do/{step}?dossier={dossier}"
        fields = {**boxes(await self.open(path)), **given}
        files = {"file": ("van-ban.pdf", file, "application/pdf")} if file else {"file": ("", b"")}
        return await self.client.post(path, data=fields, files=files)

    async def did(self, step: str, dossier: str = AREA, file: bytes | None = None, **given: str) -> None:
        answer = await self.does(step, dossier, file, **given)
        assert answer.status_code == 303, wrong(answer)


def wrong(answer: httpx.Response) -> list[str]:
    """What a page says in its summary, then beside its boxes."""
    summary, beside = r'<li><a href="#[^"]*">([^<]*)', r'class="wrong"[^>]*>([^<]*)'
    return [html.unescape(each) for pattern in (summary, beside) for each in re.findall(pattern, answer.text)]


@asynccontextmanager
async def signing_in(host: Host, settings: Settings) -> AsyncIterator[Callable[..., Any]]:
    """`await officer(role, unit)`: a new account that holds the role, at a browser of its own."""
    async with AsyncExitStack() as stack:

        async def officer(role: str, unit_id: str | None, name: str = "") -> Officer:
            account = await signed_in.account(
                settings, [(role, unit_id)], name or f"{role}-{unit_id}", f"{role} {name}", "officer"
            )
            client = signed_in.browser(host, await signed_in.session_of(settings, account))
            return Officer(await stack.enter_async_context(client))

        yield officer
