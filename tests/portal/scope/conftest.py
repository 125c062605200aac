"""One province in which everything there is a fact for was told, for all that ask what is shown of it, and to whom."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest

from chronicle.clock import PlayedClock
from chronicle.host import Host
from chronicle.settings import Settings
from deploy.components import COMPONENTS
from portal.sign_in import accounts
from tests import signed_in
from tests.conftest import TestServers, fresh_settings
from tests.portal.scope.answers import LISTS, rows_of
from tests.portal.scope.told import NOW, TODAY, Province, facts_of, of_random_shape, tell
from tests.reading import all_read


@dataclass(frozen=True)
class Held:
    """Authority as it is drawn; whether it holds is worked out here once more."""

    role: str
    unit: str | None
    first: date
    last: date | None

    @property
    def today(self) -> bool:
        return self.first <= TODAY and (self.last is None or self.last >= TODAY)


@dataclass(frozen=True)
class Told:
    host: Host
    province: Province
    settings: Settings
    client: httpx.AsyncClient
    whole: dict[str, str]
    as_of: int | None = None
    """Everything is asked as of this position."""
    supposed: Mapping[str, str] = field(default_factory=dict)
    """And under this supposition."""

    def at(self, position: int) -> "Told":
        """The same, asked as of a position."""
        return replace(self, as_of=position)

    def supposing(self, **parameters: str) -> "Told":
        """The same, asked as it would be: `without="3-5"`."""
        return replace(self, supposed=parameters)

    async def then(self) -> "Told":
        """The same, asked as of the newest fact."""
        return self.at(await self.host.services["portal"].log.head())

    def right_above(self, scope: set[str]) -> set[str | None]:
        """A unit's own row says whom it stands under, and no more of that one."""
        return {self.province.parents[unit] for unit in scope}

    async def account(self, given: list[Held], *, disabled: bool = False) -> UUID:
        made = await signed_in.account(self.settings, ())
        owner = await asyncpg.connect(self.settings.owner_url)
        for authority in given:
            await accounts.give(owner, made, authority.role, authority.unit, authority.first, authority.last)
        await accounts.disable(owner, made, disabled=disabled)
        await owner.close()
        return made

    async def get(self, address: str, parameters: dict[str, Any], headers: dict[str, str]) -> httpx.Response:
        then = {} if self.as_of is None else {"as_of": self.as_of}
        return await self.client.get(address, params={**parameters, **then, **self.supposed}, headers=headers)


@pytest.fixture(scope="package")
async def told(servers: TestServers, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Told]:
    """One province for every test here: nothing is told after it, and each test makes accounts of its own."""
    async with fresh_settings(servers, tmp_path_factory.mktemp("scope")) as settings:
        owner = await asyncpg.connect(settings.owner_url)
        await owner.execute("SELECT chronicle.play_clock()")
        await owner.close()
        # nobody reacts: what is told here is all there is
        quiet = [replace(component, reactions={}, effects=lambda service: {}) for component in COMPONENTS]
        async with Host(quiet, settings, clock=PlayedClock(NOW), days_begin=False) as host:
            province = of_random_shape(7)
            await tell(host, facts_of(province))
            for service in host.services.values():
                if service.readers:
                    await all_read(service)
            await attach(settings, province)
            async with signed_in.program(host, {}) as client:
                yield Told(host, province, settings, client, await signed_in.headers(settings))


async def attach(settings: Settings, province: Province) -> None:
    """A file of every unit, called as the unit is."""
    uploader = await signed_in.account(settings, ())
    owner = await asyncpg.connect(settings.owner_url)
    await owner.executemany(
        "SELECT portal.attach($1, $2, 1, 'application/pdf', $2 || '.pdf', $3)",
        [(sha256(unit.encode()).hexdigest(), unit, uploader) for unit in province.parents],
    )
    await owner.close()


async def must_change_nothing(told: Told, history: str) -> None:
    """A command is refused on the address of another history than that of now, and recorded nowhere."""
    head = (await told.then()).as_of
    body = {"unit_id": "u003", "campaign_id": "binh-thuan-2021", "registered_on": "2021-11-08"}
    answer = await told.client.post(f"/api/registration/register-unit?{history}", json=body, headers=told.whole)
    assert (answer.status_code, answer.json()["code"]) == (403, "as_of.looks_back")
    assert (await told.then()).as_of == head


async def whole_list(told: Told, address: str, headers: dict[str, str]) -> list[Any]:
    """All pages of a list, one after the other."""
    answer = await told.get(address, LISTS[address], headers)
    rows = rows_of(answer)
    while "next" in answer.links:
        answer = await told.client.get(answer.links["next"]["url"], headers=headers)
        rows += rows_of(answer)
    assert answer.status_code == 200, answer.text
    return rows
