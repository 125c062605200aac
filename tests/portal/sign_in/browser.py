"""An officer's browser before the portal: keeps cookies, sends back the forms it was shown, and has an address of its own."""

import itertools
import re
from typing import Any

import httpx

from chronicle.host import Host

_addresses = itertools.count(1)

PASSWORD = "trâu ra đồng lúc trời còn sương"
FORM = re.compile(r'name="form" value="([^"]*)"')


class Browser:
    """Each has another network, so that none is held up by what others tried. Use as `async with`."""

    def __init__(self, host: Host, address: str = "") -> None:
        number = next(_addresses)
        self.address = address or f"10.{number // 256 % 256}.{number % 256}.7"
        transport = httpx.ASGITransport(host.application(), client=(self.address, 1))
        self.client = httpx.AsyncClient(transport=transport, base_url="https://antoan")

    async def __aenter__(self) -> "Browser":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.client.aclose()

    async def open(self, path: str) -> httpx.Response:
        return await self.client.get(path)

    async def send(self, page: str, path: str, **fields: Any) -> httpx.Response:
        """Fills in the form of a page, and sends it to the path."""
        found = FORM.search((await self.client.get(page)).text)
        return await self.client.post(path, data={"form": found[1] if found else "", **fields})

    async def sign_in(self, name: str, password: str = PASSWORD, **fields: Any) -> httpx.Response:
        return await self.send("/sign-in", "/sign-in", name=name, password=password, **fields)

    async def is_in(self) -> bool:
        """Whether the portal knows who calls. Anything but yes or no is a failure."""
        answer = await self.client.get("/api/portal/me")
        assert answer.status_code in (200, 401), answer.text
        return answer.status_code == 200
