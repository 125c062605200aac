"""A file of 10,000 rows, 300 of them wrong: how long its preview and recording take, against one command after another."""

import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import asyncpg
import httpx

from bench.figures import Figure
from chronicle.batch import Decided
from chronicle.command import Command, Context, fresh_id
from chronicle.host import RELAY, Host
from chronicle.service import Service
from chronicle.settings import Settings
from contracts.registration import UnitKind
from portal.batches.batch import RecordBatch
from portal.component import COMPONENT as PORTAL
from portal.sign_in import accounts, tokens
from portal.workbooks.template import template
from services.registration.campaign import LaunchCampaign
from services.registration.component import COMPONENT
from services.registration.registration import RegisterUnit
from services.registration.screens.registration_file import FORM
from services.registration.unit import ListUnit

communes, areas_each = 100, 100
rows = communes * areas_each
wrong_one_in = 33
one_by_one = 500
LISTED, DAY = date(2021, 1, 1), date(2021, 3, 1)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def measure(settings: Settings) -> list[Figure]:
    """Lists a province, hands the file in through the API as a program would, and compares with single commands."""
    async with Host((RELAY, PORTAL, COMPONENT), settings) as host:
        service = host.services[COMPONENT.name]
        context = Context("bench", "provincial_officer", "p", date(2026, 1, 1), fresh_id(), fresh_id())
        listed = await _listed(service, context)
        await _read(host)
        transport = httpx.ASGITransport(host.application())
        headers = await _program(settings)
        async with httpx.AsyncClient(
            transport=transport, base_url="http://localhost", headers=headers, timeout=60
        ) as client:
            previewed, shown = await _handed_in(client, "nothing")
            assert (len(shown["problems"]), shown["rows"]) == (rows // wrong_one_in, rows), shown["problems"][:3]
            recorded, told = await _handed_in(client, "right_rows")
            await _read(host)
            repeated, again = await _handed_in(client, "right_rows")
            assert told["batch_id"] and not again["batch_id"], "the same file twice changes nothing"
        single = await _one_by_one(service, context)
    return [
        Figure("entries", "listing units, one batch", {"units": rows + communes + 1}, (rows + communes + 1) / listed, "rows/s"),
        _figure("preview", previewed), _figure("preview and record", recorded), _figure("the same file again", repeated),
        Figure("entries", "single commands, one after another", {"commands": one_by_one}, one_by_one / single, "rows/s"),
    ]  # fmt: skip


def _figure(name: str, seconds: float) -> Figure:
    return Figure("entries", f"file, {name}", {"rows": rows}, rows / seconds, "rows/s", {"seconds": seconds})


async def _listed(service: Service, context: Context) -> float:
    units = [unit("p", "province", "Tỉnh", "P", None)]
    units += [unit(f"c{c}", "commune", "Xã", str(c), "p") for c in range(communes)]
    units += [
        unit(f"c{c}a{a}", "residential_area", "Thôn", str(a), f"c{c}")
        for c in range(communes)
        for a in range(areas_each)
    ]
    launch = LaunchCampaign(
        occurred_on=DAY, campaign_id="y2021", province_id="p", year=2021, campaign_name="Năm 2021", rule_set="tt23-2012",
        targets=(), opens=LISTED, closes=date(2021, 12, 31), registration_closes=date(2021, 4, 30),
    )  # fmt: skip

    def closing(decided: Sequence[Decided]) -> Command:
        return RecordBatch(
            occurred_on=DAY, batch_id=str(batch_id), form="units", unit_id="p", rows=0, rows_left=0, changes=0
        )

    batch_id, began = fresh_id(), time.perf_counter()
    await service.batches.carry_out([*units, launch], closing, batch_id, context)
    return time.perf_counter() - began


def unit(unit_id: str, kind: UnitKind, title: str, name: str, parent_id: str | None) -> ListUnit:
    return ListUnit(
        occurred_on=LISTED, unit_id=unit_id, unit_kind=kind, title=title, unit_name=name, parent_id=parent_id,
        valid_from=LISTED,
    )  # fmt: skip


async def _read(host: Host) -> None:
    for service in host.services.values():
        head = await service.log.head()
        for reader in service.readers:
            await reader.heal(head)


async def _program(settings: Settings) -> dict[str, str]:
    owner = await asyncpg.connect(settings.owner_url)
    account = await accounts.create(owner, "bench", "Chương trình", kind="program")
    await accounts.give(owner, account, "provincial_officer", None, LISTED)
    token = await tokens.issue(owner, settings.secrets, account, "bench", 1)
    await owner.close()
    return {"Authorization": f"Bearer {token}"}


async def _handed_in(client: httpx.AsyncClient, record: str) -> tuple[float, Any]:
    content = _file()
    began = time.perf_counter()
    answer = await client.post(
        "/api/registration/entries/registrations",
        data={"unit": "p", "occasion": "y2021", "record": record},
        files={"file": ("a.xlsx", BytesIO(content), XLSX)},
    )
    seconds = time.perf_counter() - began
    assert answer.status_code in (200, 201), answer.text
    return seconds, answer.json()


def _file() -> bytes:
    filled = []
    for n in range(rows):
        c, a = divmod(n, areas_each)
        registered = 119 if n % wrong_one_in == wrong_one_in - 1 else 118
        filled.append(
            {"unit_id": f"c{c}a{a}", "under": f"Xã {c}", "unit": f"Thôn {a}", "registered_on": DAY, "total": 118,
             "registered": registered, "as_of": DAY}
        )  # fmt: skip
    return template(FORM, filled)


async def _one_by_one(service: Service, context: Context) -> float:
    """Registering what the wrong rows left out, each durable before the next begins."""
    left = [n for n in range(rows) if n % wrong_one_in == wrong_one_in - 1][:one_by_one]
    began = time.perf_counter()
    for n in left:
        c, a = divmod(n, areas_each)
        command = RegisterUnit(occurred_on=DAY, campaign_id="y2021", unit_id=f"c{c}a{a}")
        await service.handle(command, replace(context, command_id=fresh_id()))
    return (time.perf_counter() - began) * one_by_one / len(left)
