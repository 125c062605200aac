"""A commune's registrations by one file: two errors found, the rest recorded, corrected, and the whole batch taken back."""

from collections.abc import AsyncIterator, Callable, Mapping
from io import BytesIO
from typing import Any
from uuid import UUID

import httpx
import pytest

from chronicle.host import RELAY, Host
from portal.component import COMPONENT as PORTAL
from portal.workbooks.form import Column, Form
from portal.workbooks.template import template
from services.registration.component import COMPONENT
from services.registration.screens.registration_file import FORM
from tests import signed_in
from tests.reading import all_read
from tests.services.dashboards.page_reading import Page
from tests.services.registration.scenes import AREA, COMMUNE, DISTRICT, LAUNCHED, PROVINCE, SCHOOL, listed
from tests.services.registration.test_registration_api import API, body
from tests.sheets import csv_of, files_are

AREAS = tuple(listed(f"area-{n}", "residential_area", "Khu phố", str(n), "c1") for n in range(1, 6))
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TWO_WRONG = {
    "area-1": {"registered_on": "15/4/2021", "total": "118", "registered": "1.18", "as_of": "30/4/2021"},
    "area-2": {"registered_on": "15/04/2021", "total": 100, "registered": 101, "as_of": "30/04/2021"},
    "area-3": {"registered_on": "16/4/2021"},
    "area-4": {"registered_on": "16/4/2021", "total": "1.200", "registered": "900", "as_of": "30-4-2021"},
}
Entered = Mapping[str, Mapping[str, Any]]


async def read_by_all(host: Host) -> None:
    for component in (PORTAL, COMPONENT):
        await all_read(host.services[component.name])


@pytest.fixture
async def host(open_host: Callable[..., Any]) -> Host:
    opened: Host = await open_host(RELAY, PORTAL, COMPONENT)
    return opened


@pytest.fixture
async def client(host: Host) -> AsyncIterator[httpx.AsyncClient]:
    headers = await signed_in.headers(host.settings)
    transport = httpx.ASGITransport(host.application())
    async with httpx.AsyncClient(transport=transport, base_url="http://antoan", headers=headers) as opened:
        for unit in (PROVINCE, DISTRICT, COMMUNE, AREA, SCHOOL, *AREAS):
            assert (await opened.post(f"{API}/list-unit", json=body(unit))).status_code == 201
        assert (await opened.post(f"{API}/launch-campaign", json=body(LAUNCHED))).status_code == 201
        await read_by_all(host)
        yield opened


def file(entered: Entered) -> bytes:
    """The template as a clerk fills it in: text where text is typed."""
    columns = [c if c.kind == "fixed" else Column(c.key, c.heading, "text") for c in FORM.columns]
    typed = Form(FORM.name, FORM.title, tuple(columns), FORM.identifies, FORM.version)
    given = [(area, f"{area.title} {area.unit_name}") for area in AREAS]
    rows = [
        {"unit_id": area.unit_id, "under": "Phường Mũi Né", "unit": name, **text_of(entered.get(area.unit_id, {}))}
        for area, name in given
    ]
    return template(typed, rows)


def text_of(cells: Mapping[str, Any]) -> dict[str, str]:
    return {key: str(value) for key, value in cells.items()}


async def hand_in(client: httpx.AsyncClient, content: bytes, record: str = "nothing", unit: str = "c1") -> Any:
    answer = await client.post(
        f"{API}/entries/registrations",
        data={"unit": unit, "occasion": "y2021", "record": record},
        files={"file": ("dang-ky.xlsx", BytesIO(content), XLSX)},
    )
    assert answer.status_code in (200, 201), answer.text
    return answer.json()


async def year_of(client: httpx.AsyncClient, unit: str) -> dict[str, Any] | None:
    answer = await client.get(f"{API}/campaigns/y2021/units/{unit}")
    return answer.json() if answer.status_code == 200 else None


async def test_two_errors_are_named_corrected_and_the_batch_is_taken_back(
    client: httpx.AsyncClient, host: Host
) -> None:
    log = host.services["registration"].log
    before = await log.head()
    shown = await hand_in(client, file(TWO_WRONG))
    assert [(found["row"], found["code"]) for found in shown["problems"]] == [(2, "cell.not_a_count")]
    shown = await hand_in(client, file({**TWO_WRONG, "area-1": {**TWO_WRONG["area-1"], "registered": "118"}}))
    assert [(found["row"], found["code"]) for found in shown["problems"]] == [
        (3, "households.more_registered_than_total")
    ]
    assert (shown["rows"], shown["rows_changed"], await log.head()) == (4, 3, before)
    right = {unit: {**cells, "registered": "100"} if "total" in cells else cells for unit, cells in TWO_WRONG.items()}
    unread = await hand_in(client, file(TWO_WRONG), "all_rows")
    assert (unread["batch_id"], await log.head()) == (None, before)
    recorded = await hand_in(client, file(right), "all_rows")
    await read_by_all(host)
    assert UUID(recorded["batch_id"]) and await log.head() == before + 8
    assert (await year_of(client, "area-4") or {})["households_total"] == 1_200
    again = await hand_in(client, file(right), "all_rows")
    assert (again["batch_id"], again["rows_unchanged"], await log.head()) == (None, 4, before + 8)
    undone = await client.post(f"{API}/batches/{recorded['batch_id']}/undo")
    await read_by_all(host)
    assert undone.json() == {"changes": 7}
    assert [await year_of(client, area.unit_id) for area in AREAS] == [None] * 5
    assert (await client.post(f"{API}/batches/{recorded['batch_id']}/undo")).json() == {"changes": 0}
    [batch] = (await client.get(f"{API}/batches")).json()
    assert (batch["changes"], batch["undone_changes"], batch["rows"]) == (7, 7, 4)
    assert UUID((await hand_in(client, file(right), "all_rows"))["batch_id"])


async def test_what_was_changed_since_stays(client: httpx.AsyncClient, host: Host) -> None:
    entered = {area.unit_id: {"registered_on": "16/4/2021"} for area in AREAS}
    recorded = await hand_in(client, file(entered), "all_rows")
    withdrawn = {"campaign_id": "y2021", "unit_id": "area-1", "reason": "Nhầm", "occurred_on": "2021-04-20"}
    assert (await client.post(f"{API}/withdraw-registration", json=withdrawn)).status_code == 201
    await read_by_all(host)
    assert (await client.post(f"{API}/batches/{recorded['batch_id']}/undo")).json() == {"changes": 4}
    await read_by_all(host)
    batch = (await client.get(f"{API}/batches/{recorded['batch_id']}")).json()
    assert (batch["undone_changes"], batch["undone_left"]) == (4, 1)
    assert (await year_of(client, "area-1") or {})["withdrawn_on"] == "2021-04-20"


async def test_beside_the_right_rows_the_wrong_ones_are_left_out_and_may_come_later(
    client: httpx.AsyncClient, host: Host
) -> None:
    recorded = await hand_in(client, file(TWO_WRONG), "right_rows")
    await read_by_all(host)
    batch = (await client.get(f"{API}/batches/{recorded['batch_id']}")).json()
    assert (batch["rows"], batch["rows_left"], batch["changes"]) == (4, 2, 3)


async def test_the_batches_and_what_one_recorded_leave_as_they_are_shown(client: httpx.AsyncClient, host: Host) -> None:
    first = await hand_in(client, file({"area-1": {"registered_on": "15/4/2021"}}), "all_rows")
    await read_by_all(host)
    assert (await client.post(f"{API}/batches/{first['batch_id']}/undo")).json() == {"changes": 1}
    recorded = await hand_in(client, file(TWO_WRONG), "right_rows")
    await read_by_all(host)
    pages = f"/registration/batches/{recorded['batch_id']}"
    for language in ("vi", "en"):
        page = Page((await client.get(f"/registration/entries/registrations?unit=c1&language={language}")).text)
        _, _, rows = await files_are(client, page.table("batches"), "/registration/batches", language=language)
        assert [row[-1] for row in rows] == [recorded["batch_id"], first["batch_id"]]
        page = Page((await client.get(f"{pages}?language={language}")).text)
        about, _, rows = await files_are(client, page.table("changes"), f"{pages}/changes", language=language)
        assert recorded["batch_id"] in about.values() and len(rows) == 3
    stranger = await signed_in.headers(host.settings, ("commune_officer", "elsewhere"))
    assert (await client.get(f"{pages}/changes.csv", headers=stranger)).status_code == 404
    assert csv_of((await client.get("/registration/batches.csv", headers=stranger)).content)[2] == []


async def test_who_may_not_enter_for_a_unit_enters_nothing_by_file(client: httpx.AsyncClient, host: Host) -> None:
    auditor = await signed_in.headers(host.settings, ("auditor", None))
    stranger = await signed_in.headers(host.settings, ("commune_officer", "elsewhere"))
    for headers, status in ((auditor, 403), (stranger, 404)):
        answer = await client.post(
            f"{API}/entries/registrations",
            data={"unit": "c1", "occasion": "y2021", "record": "all_rows"},
            files={"file": ("a.xlsx", BytesIO(file(TWO_WRONG)), XLSX)},
            headers=headers,
        )
        assert answer.status_code == status, answer.text
