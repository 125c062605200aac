"""The last seven days of a year at once: 691 dossiers appraised and decided by twenty officers' sessions over HTTP.

Every command is authorised, decided and durable before it is answered; beside them the overview is asked over and over for how
far the dashboards have come.
"""

import asyncio
import time
from collections.abc import Sequence
from datetime import date
from typing import Any

import asyncpg
import httpx

from bench.entries import unit
from bench.figures import Figure, percentile
from bench.pages import serving
from chronicle.batch import Decided
from chronicle.command import Command, Context, derived_id, fresh_id
from chronicle.host import Host
from chronicle.service import Service
from chronicle.settings import Settings
from deploy.components import COMPONENTS
from portal.batches.batch import RecordBatch
from portal.sign_in import accounts, sessions
from reference.rule_sets import RuleSet, load_rule_set, rule_set_file
from services.recognition.compiling import SubmitDossier
from services.recognition.rule_set_files import put_in_force
from services.registration.campaign import LaunchCampaign
from services.registration.registration import RegisterUnit

districts, communes, areas = 10, 124, 691
officers = 20
CAMPAIGN, RULES = "y2021", "tt23-2012-binh-thuan-2021"
LISTED, REGISTERED, SUBMITTED, DECIDED = date(2021, 1, 1), date(2021, 3, 15), date(2021, 10, 28), date(2021, 11, 8)
ALWAYS = date(2000, 1, 1)
asks_every_seconds = 0.1
catches_up_seconds_max = 30.0


async def measure(settings: Settings) -> list[Figure]:
    """Lists the province, hands in every dossier, starts `antoan up` beside this process, and lets twenty officers work."""
    rules = load_rule_set(rule_set_file(RULES))
    async with Host(COMPONENTS, settings) as host:
        await _handed_in(host, rules)
        cookies = await _officers(settings)
        head = await host.services["recognition"].log.head()
        for service in host.services.values():
            for reader in service.readers:
                await reader.heal(head)
    async with serving(settings) as address:
        return await _decided(address, cookies, rules)


def _areas() -> list[tuple[str, str]]:
    """(area, its commune) each."""
    return [(f"a{number}", f"c{number % communes}") for number in range(areas)]


async def _handed_in(host: Host, rules: RuleSet) -> None:
    context = Context("bench", "provincial_officer", "p", date(2026, 1, 1), fresh_id(), fresh_id())
    registration, recognition = host.services["registration"], host.services["recognition"]
    units = [unit("p", "province", "Tỉnh", "P", None)]
    units += [unit(f"d{d}", "district", "Huyện", str(d), "p") for d in range(districts)]
    units += [unit(f"c{c}", "commune", "Xã", str(c), f"d{c % districts}") for c in range(communes)]
    units += [unit(area, "residential_area", "Thôn", area, commune) for area, commune in _areas()]
    launch = LaunchCampaign(
        occurred_on=LISTED, campaign_id=CAMPAIGN, province_id="p", year=2021, campaign_name="Năm 2021", rule_set=RULES,
        targets=(), opens=LISTED, closes=date(2021, 12, 31), registration_closes=date(2021, 4, 30),
    )  # fmt: skip
    await _at_once(registration, [*units, launch], context)
    await recognition.handle(put_in_force(rules, LISTED), context)
    registered = [RegisterUnit(occurred_on=REGISTERED, campaign_id=CAMPAIGN, unit_id=area) for area, _ in _areas()]
    await _at_once(registration, registered, context)
    head = await registration.log.head()
    for reader in recognition.readers:  # opens the dossiers
        await reader.heal(head)
    found = rules.rules_for("residential_area")
    assert found is not None
    papers = tuple(document.code for document in found.documents)
    for area, _ in _areas():
        submit = SubmitDossier(occurred_on=SUBMITTED, dossier_id=f"{CAMPAIGN}/{area}", documents=papers)
        await recognition.handle(
            submit, Context("unit", "residential_area_head", area, date(2026, 1, 1), fresh_id(), fresh_id())
        )


async def _at_once(service: Service, commands: Sequence[Command], context: Context) -> None:
    batch_id = fresh_id()

    def closing(decided: Sequence[Decided]) -> Command:
        return RecordBatch(
            occurred_on=LISTED, batch_id=str(batch_id), form="units", unit_id="p", rows=0, rows_left=0, changes=0
        )

    await service.batches.carry_out(commands, closing, batch_id, context)


async def _officers(settings: Settings) -> list[str]:
    """Sessions of officers who are also the chairs of six or seven communes each."""
    owner = await asyncpg.connect(settings.owner_url)
    cookies = []
    for number in range(officers):
        account = await accounts.create(owner, f"officer-{number}", "Cán bộ")
        for commune in range(number, communes, officers):
            for role in ("commune_officer", "commune_chair"):
                await accounts.give(owner, account, role, f"c{commune}", ALWAYS)
        cookies.append(f"{sessions.COOKIE}={await sessions.begin(owner, account, 'password', 3_600)}")
    leader = await accounts.create(owner, "leader", "Lãnh đạo")
    await accounts.give(owner, leader, "provincial_officer", "p", ALWAYS)
    cookies.append(f"{sessions.COOKIE}={await sessions.begin(owner, leader, 'password', 3_600)}")
    await owner.close()
    return cookies


async def _decided(address: str, cookies: Sequence[str], rules: RuleSet) -> list[Figure]:
    answered: list[tuple[float, int]] = []
    """(when, which event) of every command that was answered."""
    waits: list[float] = []
    seen: list[tuple[float, int]] = []
    """(when, up to which event the overview spoke)"""
    last: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    watching = asyncio.create_task(_watched(address, cookies[-1], seen, last))
    began = time.perf_counter()
    await asyncio.gather(
        *(_officer(address, number, cookies[number], rules, answered, waits) for number in range(officers))
    )
    took = time.perf_counter() - began
    last.set_result(max(position for _, position in answered))
    async with asyncio.timeout(catches_up_seconds_max):
        await watching
    behind = [next(when for when, upto in seen if upto >= position) - at for at, position in answered]
    also = {
        "seconds": took, "p50_ms": percentile(waits, 50) * 1000, "p99_ms": percentile(waits, 99) * 1000,
        "seen_p50_s": percentile(behind, 50), "seen_p99_s": percentile(behind, 99),
    }  # fmt: skip
    given = {"dossiers": areas, "sessions": officers}
    return [Figure("dossiers", "appraised and decided over HTTP", given, len(answered) / took, "commands/s", also)]


async def _watched(address: str, cookie: str, seen: list[tuple[float, int]], last: asyncio.Future[int]) -> None:
    """Until the overview has come as far as the last event."""
    async with httpx.AsyncClient(base_url=address, headers={"Cookie": cookie}, timeout=60) as client:
        while not (last.done() and seen and seen[-1][1] >= last.result()):
            answer = await client.get("/api/dashboards/overview", params={"year": 2021})
            assert answer.status_code == 200, answer.text
            seen.append((time.perf_counter(), int(answer.json()["freshness"]["position"])))
            await asyncio.sleep(asks_every_seconds)


async def _officer(
    address: str, number: int, cookie: str, rules: RuleSet, answered: list[tuple[float, int]], waits: list[float]
) -> None:
    async with httpx.AsyncClient(base_url=address, headers={"Cookie": cookie}, timeout=60) as client:
        for area, commune in _areas():
            if int(commune[1:]) % officers != number:
                continue
            for path, command in _steps(area, commune, rules):
                began = time.perf_counter()
                answer = await client.post(f"/api/recognition/{path}", json=command)
                now = time.perf_counter()
                assert answer.status_code == 201, (path, answer.status_code, answer.text)
                waits.append(now - began)
                answered.append((now, int(answer.json()["last_position"])))


def _steps(area: str, commune: str, rules: RuleSet) -> list[tuple[str, dict[str, Any]]]:
    found = rules.rules_for("residential_area")
    assert found is not None
    shares = {c.code: 118 for c in found.criteria if c.kind == "fraction_at_least"}
    results = [
        {"criterion": c.code, "met": True, "numerator": shares.get(c.code), "denominator": shares.get(c.code),
         "document_number": None}
        for c in found.criteria
    ]  # fmt: skip
    about = {"dossier_id": f"{CAMPAIGN}/{area}", "occurred_on": DECIDED.isoformat()}
    serial = derived_id(area).int % 900
    return [
        ("accept", about),
        ("appraise", {**about, "results": results}),
        ("propose", {**about, "outcome": "recognised", "proposal_number": f"{serial}/TTr-CA"}),
        ("decide", {**about, "outcome": "recognised", "decision_number": f"{serial}/QĐ-UBND", "decided_by": commune}),
    ]
