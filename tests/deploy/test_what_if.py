"""`antoan what-if`: a year under other rules, and any table of the pages under other facts, on real servers."""

import csv
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest

from chronicle.host import Host
from chronicle.live_view import decode
from chronicle.settings import Settings
from contracts.recognition import DossierAppraised
from contracts.registration import UnitRegistered
from deploy.components import COMPONENTS
from deploy.what_if_pages import address_of
from tests.deploy.conftest import Antoan, must_be_one_line
from tests.reading import all_read
from tests.services.dashboards.province import (
    SEPTEMBER,
    SPRING,
    TODAY,
    about,
    everything,
    opened,
    play,
    registered,
    tell,
)
from tests.services.recognition.scenes import answer

DAY = TODAY.date()
AUTUMN, LATER, OF_ANOTHER = "phong-phu-3", "tam-thanh-1", "mui-ne-1"
LOOKING_ON = tuple(
    replace(one, reactions={}, effects=lambda service: {}, timers=lambda service: ()) for one in COMPONENTS
)
"""Every service with its views, none of which adds anything to what is told here."""
OVERVIEW = "http://127.0.0.1:8000/overview.csv?unit=phu-quy&year=2021"


@pytest.fixture
async def province(open_host: Callable[..., Any], settings: Settings) -> Host:
    """A year in which an area was met that registered in autumn; a day later a registration came that had held since spring."""
    clock = await play(settings)
    host: Host = await open_host(*LOOKING_ON, clock=clock)
    appraised = DossierAppraised(**about(AUTUMN), results=(answer("party_resolution"),), met=True, appraised_on=DAY)
    in_autumn = (registered(AUTUMN, "residential_area", on=SEPTEMBER), opened(AUTUMN, "residential_area"), appraised)
    await tell(host, [*everything(), *in_autumn])
    clock.instant += timedelta(days=1)
    await tell(host, [registered(LATER, "residential_area")], SPRING)
    for service in host.services.values():
        if service.readers:
            await all_read(service)
    return host


async def position_of(host: Host, unit_id: str) -> int:
    """Where its registration was recorded."""
    service = host.services["dashboards"]
    facts = [decode(service.catalogue, entry) for entry in await service.log.read(0, 10_000)]
    [position] = [one.position for one in facts if isinstance(one.fact, UnitRegistered) and one.fact.unit_id == unit_id]
    return position


async def test_a_year_under_other_rules_says_who_would_fare_otherwise_and_why(antoan: Antoan, province: Host) -> None:
    asked = ("what-if", "--rules", "tt124-2021-year-2022", "--year", "2021", "--unit", AUTUMN)
    told, dossier = [json.loads(line) for line in (await antoan(*asked, "--json")).stdout.splitlines()]
    assert (told["dossiers"], told["met_before"], told["lost"], told["met"]) == (1, 1, 1, 0)
    assert (dossier["unit"], dossier["verdict"]) == (AUTUMN, "not_met")
    assert {"criterion": "registered", "why": "not_met_by_facts"} in dossier["reasons"]
    assert await position_of(province, AUTUMN) in dossier["facts"]
    table = await antoan(*asked, "--days", "ignored", COLUMNS="200")
    assert (table.exit_code, "of 1 it cannot be said" in table.stdout) == (0, True), "its registration is in time"


async def test_a_page_without_a_fact_says_which_cells_are_others_and_by_which_facts(
    antoan: Antoan, province: Host
) -> None:
    late, of_another = await position_of(province, LATER), await position_of(province, OF_ANOTHER)
    asked = ("what-if", f"{OVERVIEW}&without=1", "--without", f"{of_another},{late}")
    result = await antoan(*asked, "--json")
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert lines, result.output
    assert {tuple(line["facts"]) for line in lines} == {(late,)}, "and not by the one of another district"
    [areas] = [line for line in lines if line["row"] == "Xã Tam Thanh" and line["column"] == "areas"]
    assert (areas["before"]["reached"], areas["after"]["reached"], areas["of"]["unit"]) == (1, 0, "tam-thanh")
    table = await antoan(*asked, COLUMNS="200")
    assert "đây không phải những gì đã có" in table.stdout and f"{len(lines)} cells are different" in table.stdout
    rows = list(csv.reader(StringIO((await antoan(*asked, "--csv")).stdout)))
    assert [row[-1] for row in rows[-len(lines) :]] == [str(late)] * len(lines)


async def test_what_held_on_a_day_is_other_by_what_was_recorded_later(antoan: Antoan, province: Host) -> None:
    late = await position_of(province, LATER)
    held, known = [
        (await antoan("what-if", OVERVIEW, *history, "--json")).stdout
        for history in (("--held-on", str(DAY)), ("--as-of", str(DAY), "--including", str(late)))
    ]
    assert held == known
    assert {tuple(json.loads(line)["facts"]) for line in held.splitlines()} == {(late,)}


async def test_what_cannot_be_answered_is_said_in_both_languages(antoan: Antoan, province: Host) -> None:
    for asked, *words in (
        (("/overview?unit=nowhere", "--without", "1"), "not in the register", "không có trong danh bạ"),
        (("/nowhere", "--without", "1"), "no table at /nowhere", "không có bảng nào"),
        (("/overview", "--without", "99999"), "not: 99999", "không được: 99999"),
        (("/overview",), "Choose a moment", "Hãy chọn một thời điểm"),
    ):
        must_be_one_line(await antoan("what-if", *asked), *words)


@pytest.mark.parametrize(
    "asked",
    [
        (), ("/overview", "--rules", "x"), ("--rules", "x", "--without", "1"), ("/overview", "--year", "2021"),
        ("/overview", "--without", "all"), ("/overview", "--without", "1", "--json", "--csv"),
    ],
)  # fmt: skip
async def test_what_is_not_one_question_is_not_asked(antoan: Antoan, asked: tuple[str, ...]) -> None:
    result = await antoan("what-if", *asked)
    assert (result.exit_code, " · " in result.stderr, len(result.stderr.splitlines())) == (2, True, 1)


def test_a_page_is_named_as_a_browser_shows_it() -> None:
    for page in ("overview", "/overview.csv", "https://x.vn/overview.difference.xlsx", "/", "https://x.vn"):
        assert address_of(page, {"without": "1"}) == "/overview.difference?without=1"
    assert address_of("/facts?of=a&without=1&as_of=5", {"without": "2-3", "held_on": None}) == (
        "/facts.difference?of=a&as_of=5&without=2-3"
    )
