"""Four units whose models are kept, and officers of them who are signed in."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from chronicle.command import Context, derived_id
from chronicle.host import RELAY, Host
from chronicle.log import Item
from chronicle.settings import Settings
from contracts.registration import UnitListed
from portal.component import COMPONENT as PORTAL
from services.models.component import COMPONENT
from services.registration.component import COMPONENT as REGISTRATION
from tests import signed_in
from tests.reading import all_read
from tests.services.models.officers import SPRING, TODAY, UNITS, Officer


@pytest.fixture
async def host(open_host: Callable[..., Any]) -> Host:
    opened: Host = await open_host(RELAY, PORTAL, REGISTRATION, COMPONENT)
    for number, (unit_id, (kind, parent, name)) in enumerate(UNITS.items()):
        title, _, unit_name = name.partition(" ")
        fact = UnitListed(
            unit_id=unit_id, unit_kind=kind, title=title, unit_name=unit_name, parent_id=parent, codes=(),  # type: ignore[arg-type]
            valid_from=SPRING, latitude=None, longitude=None, generated=False, out_of_scope_reason=None,
        )  # fmt: skip
        context = Context("test", "test", "", TODAY, derived_id(f"u{number}"), derived_id(f"u{number}"))
        await opened.services["registration"].log.append(
            [Item(f"registration.unit:{unit_id}", 0, [fact], SPRING, context)]
        )
    await all_read(opened.services["portal"])
    await all_read(opened.services["models"])
    return opened


@pytest.fixture
async def sign_in(host: Host, settings: Settings) -> AsyncIterator[Callable[..., Any]]:
    async with signed_in.officers(host, settings, Officer) as officer:
        yield officer
