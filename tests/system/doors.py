"""The ways into an installation over HTTP: each service's own port, or the gateway before them all."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from copy import copy
from typing import Any

import httpx

from tests.signed_in import Held

settle_seconds_max = 30
poll_ms = 100


class Doors:
    """`address(service)` is where that service answers; whoever asks may see and enter everything. Use as `async with`."""

    def __init__(
        self, address: Callable[[str], str], header_of: Callable[..., Awaitable[dict[str, str]]], **options: Any
    ) -> None:
        self._address = address
        self._header_of = header_of
        self._client = httpx.AsyncClient(timeout=20, **options)
        self._offices: dict[Held, Doors] = {}

    async def __aenter__(self) -> "Doors":
        self._header = await self._header_of()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.aclose()

    async def of(self, role: str, unit_id: str) -> "Doors":
        """The same doors for whoever holds this one role over this one unit."""
        if (role, unit_id) not in self._offices:
            office = copy(self)
            office._header = await self._header_of((role, unit_id))
            self._offices[role, unit_id] = office
        return self._offices[role, unit_id]

    def of_nobody(self) -> "Doors":
        """The same doors for a stranger."""
        stranger = copy(self)
        stranger._header = {}
        return stranger

    async def post(self, service: str, command: str, body: dict[str, Any], **headers: str) -> httpx.Response:
        """One command; whatever the answer."""
        url = f"{self._address(service)}/api/{service}/{command}"
        return await self._client.post(url, json=body, headers={**self._header, **headers})

    async def carry(self, service: str, command: str, **body: Any) -> dict[str, Any]:
        """One command that records something."""
        answer = await self.post(service, command, body)
        assert answer.status_code == 201, f"{service}/{command}: {answer.status_code} {answer.text}"
        carried: dict[str, Any] = answer.json()
        return carried

    async def upload(self, unit_id: str, name: str, content: bytes) -> httpx.Response:
        """A file for a unit; whatever the answer."""
        url = f"{self._address('portal')}/api/portal/attachments"
        return await self._client.post(
            url, data={"unit_id": unit_id}, files={"file": (name, content)}, headers=self._header
        )

    async def page(self, service: str, path: str) -> httpx.Response:
        return await self._client.get(f"{self._address(service)}{path}", headers=self._header)

    async def ask(self, service: str, path: str, **parameters: Any) -> Any:
        """What the service's API answers, or None where it does not know yet."""
        url = f"{self._address(service)}/api/{service}/{path}"
        answer = await self._client.get(url, params=parameters, headers=self._header)
        assert answer.status_code in (200, 404), f"{service}/{path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.status_code == 200 else None

    async def until(self, fits: Callable[[Any], bool], service: str, path: str, **parameters: Any) -> Any:
        """Asks until the answer fits: what a command caused elsewhere is there a moment later."""
        deadline = time.monotonic() + settle_seconds_max
        while True:
            answer = await self.ask(service, path, **parameters)
            if answer is not None and fits(answer):
                return answer
            assert time.monotonic() < deadline, f"{service}/{path} still says {answer}"
            await asyncio.sleep(poll_ms / 1000)
