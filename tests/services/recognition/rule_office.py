"""A province office with rule sets before it: its host with a few units, and officers who open pages and send forms."""

import csv
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from io import StringIO
from typing import Any

import asyncpg
import httpx

from chronicle.clock import PlayedClock
from chronicle.command import Context, derived_id
from chronicle.host import RELAY, Host
from chronicle.log import Item
from chronicle.settings import Settings
from contracts.registration import UnitListed
from portal.component import COMPONENT as PORTAL
from services.recognition.component import COMPONENT
from services.registration.component import COMPONENT as REGISTRATION
from tests.portal.scope.told import NOW, TODAY
from tests.reading import all_read

FIRST, SECOND = "tt23-2012-binh-thuan-2021", "tt124-2021-year-2022"
RULES = "/recognition/rules"
PATH = f"{RULES}/{FIRST}"
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
UNITS = {
    "p": ("province", None, "Tỉnh Bình Thuận"), "c1": ("commune", "p", "Xã Phong Phú"),
    "a1": ("residential_area", "c1", "Thôn 1"), "a2": ("residential_area", "c1", "Thôn 2"),
}  # fmt: skip


@dataclass
class Officer:
    """Opens pages and sends forms, with the token of the page before."""

    client: httpx.AsyncClient

    async def open(self, path: str, status: int = 200) -> str:
        answer = await self.client.get(path)
        assert answer.status_code == status, answer.text
        return answer.text

    async def token(self) -> str:
        return dict(HIDDEN.findall(await self.open(RULES)))["form"]

    async def send(self, path: str, files: Any = None, **given: Any) -> httpx.Response:
        return await self.client.post(path, data={"form": await self.token(), **given}, files=files)

    async def sends(self, path: str, files: Any = None, **given: Any) -> str:
        """Sends a form that is accepted; returns the page that follows."""
        answer = await self.send(path, files, **given)
        assert answer.status_code == 303, answer.text
        return await self.open(answer.headers["location"])

    async def rows(self, path: str) -> list[list[str]]:
        """The rows of a CSV, with what stands above them."""
        return list(csv.reader(StringIO((await self.file(path)).decode("utf-8-sig"))))

    async def file(self, path: str) -> bytes:
        answer = await self.client.get(path)
        assert answer.status_code == 200, answer.text
        return answer.content


async def append(host: Host, service: str, stream: str, *facts: Any) -> None:
    context = Context("test", "test", "", TODAY, derived_id(stream), derived_id(stream))
    [answered] = await host.services[service].log.append([Item(stream, 0, list(facts), TODAY, context)])
    assert answered.outcome.value == "appended"


async def rule_host(open_host: Callable[..., Any], settings: Settings) -> Host:
    """A host whose register has a few units."""
    owner = await asyncpg.connect(settings.owner_url)
    await owner.execute("SELECT chronicle.play_clock()")
    await owner.close()
    opened: Host = await open_host(RELAY, PORTAL, REGISTRATION, COMPONENT, clock=PlayedClock(NOW))
    for unit_id, (kind, parent, name) in UNITS.items():
        title, _, unit_name = name.partition(" ")
        fact = UnitListed(
            unit_id=unit_id, unit_kind=kind, title=title, unit_name=unit_name, parent_id=parent, codes=(),  # type: ignore[arg-type]
            valid_from=date(2021, 1, 1), latitude=None, longitude=None, generated=False, out_of_scope_reason=None,
        )  # fmt: skip
        await append(opened, "registration", f"registration.unit:{unit_id}", fact)
    await all_read(opened.services["portal"])
    await all_read(opened.services["recognition"])
    return opened


async def in_force(officer: Officer, name: str = FIRST, on: str = "2021-02-11") -> None:
    """A shipped rule set is drafted and put in force."""
    await officer.sends(RULES, shipped=name)
    await officer.sends(f"{RULES}/{name}/put-in-force", edition="1", in_force_on=on)
