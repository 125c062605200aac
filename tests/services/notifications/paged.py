"""A province small enough for the pages of notices, and who sends a form of theirs."""

from collections.abc import Callable
from typing import Any

import httpx

from chronicle.component import Component
from chronicle.host import Host
from chronicle.settings import Settings
from contracts.registration import UnitListed
from portal.component import COMPONENT as PORTAL
from portal.protection.forms import form_token
from services.notifications.component import COMPONENT
from tests import signed_in
from tests.reading import all_read
from tests.services.dashboards.province import listed, play
from tests.services.notifications.examples import tell

OFFICER, NEIGHBOUR, OPERATOR = ("commune_officer", "c"), ("commune_officer", "d"), ("operator", None)
UNITS: tuple[UnitListed, ...] = (
    listed("p", "province", "Tỉnh", "Bình Thuận", None),
    listed("c", "commune", "Phường", "Mũi Né", "p"),
    listed("d", "commune", "Xã", "Tiến Lợi", "p"),
)


async def a_province(open_host: Callable[..., Any], settings: Settings) -> Host:
    """Tỉnh Bình Thuận (p) with Phường Mũi Né (c) and Xã Tiến Lợi (d), on 8 November 2021."""
    host: Host = await open_host(PORTAL, Component(name="registration"), COMPONENT, clock=await play(settings))
    for unit in UNITS:
        await tell(host, f"registration.unit:{unit.unit_id}", unit)
    await read(host)
    return host


async def read(host: Host) -> None:
    for name in ("portal", "notifications"):
        await all_read(host.services[name])


async def send(
    host: Host, settings: Settings, path: str, held: signed_in.Held, fields: dict[str, Any] | None = None
) -> httpx.Response:
    """A form as somebody who holds a role sends it, and the page it leads to; without fields the page is asked for."""
    account = await signed_in.account(settings, (held,))
    token = await signed_in.session_of(settings, account)
    async with signed_in.browser(host, token) as client:
        if fields is None:
            return await client.get(path)
        answer = await client.post(path, data={"form": form_token(token), **fields})
        if answer.status_code != 303:
            return answer
        await read(host)
        return await client.get(answer.headers["location"])
