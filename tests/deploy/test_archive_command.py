"""`antoan archive`: old ranges go to files and come back, everything reads on, and what is wrong with a file is said."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest

from chronicle.archive.archive import archive_in
from chronicle.clock import PlayedClock
from chronicle.host import RELAY, Host, begin_day
from chronicle.settings import Settings
from portal.component import COMPONENT as PORTAL
from services.audit.component import COMPONENT as AUDIT
from services.audit.ledger.sealing import seal
from services.registration.component import COMPONENT as REGISTRATION
from tests import signed_in
from tests.chronicle.archiving import cut_small
from tests.chronicle.telling import until_read
from tests.deploy.conftest import Antoan, context, listing, must_be_one_line

UNITS = ["p", *(f"d{number}" for number in range(40))]
SIZE = 10
NOON = datetime(2021, 3, 20, 5, 0, tzinfo=UTC)


@pytest.fixture
async def owner(settings: Settings) -> Any:
    connection = await asyncpg.connect(settings.owner_url)
    yield connection
    await connection.close()


@pytest.fixture
async def host(open_host: Any, owner: Any) -> Host:
    """Facts in four full partitions and one that goes on, sealed after each ten and read by all."""
    await cut_small(owner, SIZE, SIZE, SIZE, SIZE, 1_000)
    await owner.execute("SELECT chronicle.play_clock()")
    opened: Host = await open_host(RELAY, PORTAL, REGISTRATION, AUDIT, clock=PlayedClock(NOON))
    await begin_day(
        opened.services[RELAY.name], opened.clock
    )  # the ledger's key is introduced by a fact: one of the archived ones
    await until_read(opened, "audit")
    for number, unit in enumerate(UNITS):
        await opened.services["registration"].handle(listing(unit), context(opened, unit))
        if number % 10 == 0:
            await seal(opened.services["audit"])
    for name in ("portal", "registration", "audit"):
        await until_read(opened, name)
        for reader in opened.services[name].readers:
            await reader.heal(await opened.services[name].log.head())
    await seal(opened.services["audit"])
    await owner.execute(
        "UPDATE calendar.reader SET position = 1000"
    )  # no days begin in this test: the relay has carried everything
    return opened


async def answers(host: Host, settings: Settings) -> list[Any]:
    """What pages and APIs say about every fact, without what changes from one request to the next."""
    found: list[Any] = []
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(host.application()),
        base_url="http://antoan",
        headers=await signed_in.headers(settings),
    ) as client:
        for path in (
            "/api/audit/events?limit=200", "/api/audit/events?limit=7&type=registration", "/api/audit/events?unit=d3",
            "/api/audit/events?stream=registration.unit:d7", "/api/audit/events?since=2021-03-20&until=2021-03-20&limit=200",
            "/api/audit/events?until=2021-03-19", "/api/audit/events?office=nowhere",
            *(f"/api/audit/events/{position}" for position in (1, 10, 11, 40, 41)),
            *(f"/api/audit/proofs/inclusion?position={position}" for position in (1, 10, 11, 40, 41)),
        ):  # fmt: skip
            answer = await client.get(path)
            assert answer.status_code == 200, (path, answer.text)
            found.append((path, answer.json(), answer.headers.get("link")))
        for path in ("/audit/events", "/audit/events/5", "/audit/events/41"):
            assert (await client.get(path)).status_code == 200
    return found


async def test_everything_answers_the_same_before_with_and_after(
    antoan: Antoan, host: Host, settings: Settings, owner: Any
) -> None:
    before = await answers(host, settings)
    events = (await antoan("events", "--json", "--limit", "1000")).stdout
    few = (await antoan("events", "--json", "--limit", "3", "--since", "8", "--stream", "registration.unit:d*")).stdout
    verified = json.loads((await antoan("verify", "--json")).stdout)
    rows = await owner.fetch("SELECT * FROM chronicle.event ORDER BY position")
    assert verified["holds"] and len(events.splitlines()) == len(rows) > len(UNITS) and len(few.splitlines()) == 3

    result = await antoan("archive", "--until", "35", "--json")
    assert result.exit_code == 0, result.output
    assert [json.loads(line)["last_position"] for line in result.stdout.splitlines()] == [10, 20, 30]
    assert await owner.fetchval("SELECT min(position) FROM chronicle.event") == 31
    assert await answers(host, settings) == before
    assert (await antoan("events", "--json", "--limit", "1000")).stdout == events
    assert (
        await antoan("events", "--json", "--limit", "3", "--since", "8", "--stream", "registration.unit:d*")
    ).stdout == few
    assert json.loads((await antoan("verify", "--json")).stdout) == verified
    assert (await antoan("archive", "--check")).exit_code == 0
    rebuilt = await antoan("rebuild", "registration.units", "audit.units", "--decide", "wait", "--json")
    assert rebuilt.exit_code == 0, rebuilt.output
    assert [json.loads(line)["changed"] for line in rebuilt.stdout.splitlines()] == [0, 0]

    again = await antoan("archive", "--until", "2021-12-31", "--json")
    assert [json.loads(line)["last_position"] for line in again.stdout.splitlines()] == [40]
    assert await answers(host, settings) == before
    for position in (5, 15, 25, 35):
        assert (await antoan("archive", "--restore", str(position))).exit_code == 0
    assert await owner.fetch("SELECT * FROM chronicle.event ORDER BY position") == rows
    assert await answers(host, settings) == before
    drill = await antoan("tamper-drill", "--json", "--seed", "1")
    assert drill.exit_code == 0, drill.output


async def test_a_drill_on_an_archived_log_has_all_of_it(antoan: Antoan, host: Host) -> None:
    await antoan("archive", "--until", "40")
    drill = await antoan("tamper-drill", "--json", "--seed", "1")
    assert drill.exit_code == 0, drill.output
    assert all(json.loads(line)["caught"] for line in drill.stdout.splitlines())


async def test_only_what_is_sealed_read_and_whole_is_archived(antoan: Antoan, host: Host, owner: Any) -> None:
    await owner.execute("UPDATE registration.reader SET position = 25 WHERE reader = 'registration.units'")
    result = await antoan("archive", "--until", "1000")
    assert "registration.units" in result.output and "from position 21 on" in " ".join(result.output.split())
    assert await owner.fetchval("SELECT min(position) FROM chronicle.event") == 21
    await owner.execute("TRUNCATE audit.checkpoint")
    result = await antoan("archive", "--until", "1000")
    assert "no whole range" in result.output and await owner.fetchval("SELECT min(position) FROM chronicle.event") == 21


async def test_what_was_changed_in_the_table_is_not_archived(antoan: Antoan, host: Host, owner: Any) -> None:
    await owner.execute("ALTER TABLE chronicle.event_from_11 DISABLE TRIGGER USER")
    await owner.execute("UPDATE chronicle.event SET office = 'q' WHERE position = 13")
    result = await antoan("archive", "--until", "40")
    assert result.exit_code == 1 and "from position 11 on" in result.output
    assert await owner.fetchval("SELECT min(position) FROM chronicle.event") == 11


@pytest.mark.parametrize("harm", ["missing", "changed", "other"])
async def test_what_is_wrong_with_a_file_is_named_in_both_languages(
    antoan: Antoan, host: Host, settings: Settings, owner: Any, harm: str
) -> None:
    await antoan("archive", "--until", "30")
    before = json.loads((await antoan("verify", "--json")).stdout)
    folder: Path = settings.archive
    first, second, _ = sorted(folder.iterdir())
    content = second.read_bytes()
    if harm == "missing":
        second.unlink()
    else:
        flipped = content[:30] + bytes([content[30] ^ 1]) + content[31:]
        second.write_bytes(first.read_bytes() if harm == "other" else flipped)
    kept = archive_in(
        settings.archive
    )  # what the host has unpacked is as good as ever: it is to be as one that starts now
    kept._blocks.clear(), kept._indexes.clear()
    verified = json.loads((await antoan("verify", "--json")).stdout)
    [finding] = verified["findings"]
    assert (finding["what"], finding["position"], finding["until"]) == (f"archive_{harm}", 11, 20)
    assert (finding["file"], verified["first_bad"], verified["facts"]) == (second.name, 11, before["facts"] - SIZE)
    assert verified["root_sha256"] == before["root_sha256"], "what follows is judged by what was sealed"
    said = (await antoan("verify")).stdout
    assert said.count(second.name) == 2 and "11–20" in said
    checked = await antoan("archive", "--check")
    assert checked.exit_code == 1 and checked.stdout.count(second.name) == 2
    must_be_one_line(await antoan("archive", "--restore", "15", "--json"), second.name, host_logs=True)
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(host.application()),
        base_url="http://antoan",
        headers=await signed_in.headers(settings),
    ) as client:
        answer = await client.get("/api/audit/events/15")
        assert answer.status_code == 503 and answer.json()["detail_vi"].count(second.name) == 1
        page = await client.get("/audit/events/15")
        assert page.status_code == 503 and second.name in page.text
    second.write_bytes(content)
    assert json.loads((await antoan("verify", "--json")).stdout) == before


async def test_it_says_what_it_was_asked_wrongly(antoan: Antoan, host: Host) -> None:
    assert (await antoan("archive")).exit_code == 2
    assert (await antoan("archive", "--list", "--check")).exit_code == 2
    must_be_one_line(await antoan("archive", "--until", "gestern"), "is no day and no position")
    must_be_one_line(await antoan("archive", "--restore", "5"), "in no archived range")
    assert "nothing is archived" in (await antoan("archive", "--list")).output
