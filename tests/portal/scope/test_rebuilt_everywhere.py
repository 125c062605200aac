"""With everything rebuilt by the same program everything is as it is; shadows stand behind the walls, and nothing is done there."""

import asyncio
from typing import Any

import asyncpg
import pytest

from chronicle.rebuild.operation import operation
from portal import access
from portal.authority.scope import Scope
from tests.portal.scope.answers import LISTS, OF_A_UNIT, OF_NOW, asked, documented, told_of
from tests.portal.scope.conftest import Told, must_change_nothing, whole_list
from tests.portal.scope.test_as_of_everywhere import AS_DATA, UNIT, without_moment
from tests.portal.scope.test_scope_everywhere import leaked, officers
from tests.portal.scope.told import TOP

seconds_max = 120
PLACES = [address for address in (*sorted(LISTS), *AS_DATA) if not address.startswith((*OF_NOW, "/api/audit/evidence"))]


@pytest.fixture(scope="package")
async def rebuilds(told: Told) -> dict[str, Told]:
    """All views of every service, rebuilt and waiting for a decision: the same, asked with those of a service."""
    owner = await asyncpg.connect(told.settings.owner_url)
    try:
        found = {
            name: await owner.fetchval("SELECT audit.ask_rebuild($1, '{}', false, 'a', 'auditor')", name)
            for name, service in told.host.services.items()
            if service.views
        }
        async with asyncio.timeout(seconds_max):
            for number in found.values():
                while not ((one := await operation(owner, number)) and one.waits_for_a_decision):
                    await asyncio.sleep(0.1)
    finally:
        await owner.close()
    return {name: told.supposing(rebuilt=str(number)) for name, number in found.items()}


def of_service(rebuilds: dict[str, Told], address: str) -> Told:
    """Asked with what was rebuilt of the service that answers."""
    return rebuilds[address.split("/")[2]]


async def answer_of(told: Told, address: str) -> Any:
    if address in LISTS:
        return await whole_list(told, address, told.whole)
    answer = await told.get(*asked(address, OF_A_UNIT[address], UNIT), told.whole)
    assert answer.status_code == 200, f"{address}: {answer.text}"
    return without_moment(told_of(answer))


async def test_what_the_same_program_rebuilt_is_as_it_is(told: Told, rebuilds: dict[str, Told]) -> None:
    then = await told.then()
    for address in PLACES:
        assert await answer_of(of_service(rebuilds, address), address) == await answer_of(then, address), address


async def test_without_the_web_check_the_walls_of_what_was_rebuilt_let_nothing_through(
    told: Told, rebuilds: dict[str, Told], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "scope", lambda *_: Scope(everything=True))
    asking = await officers(told)
    found = [
        (address, leak)
        for address in PLACES for one in asking async for leak in leaked(of_service(rebuilds, address), one, address)
    ]  # fmt: skip
    assert found == []


async def test_without_either_wall_what_was_rebuilt_leaks(
    told: Told, rebuilds: dict[str, Told], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: shadows hold what the test above looks for."""
    monkeypatch.setattr(access, "scope", lambda *_: Scope(everything=True))
    for service in told.host.services.values():
        monkeypatch.setattr(service, "viewer_pool", service.pool)
    asking = await officers(told)
    address = next(address for address in PLACES if address in LISTS and "registration" in address)
    assert [leak for one in asking async for leak in leaked(of_service(rebuilds, address), one, address)] != []


async def test_what_was_rebuilt_is_said_and_taken_along_and_changes_nothing(
    told: Told, rebuilds: dict[str, Told]
) -> None:
    number = rebuilds["dashboards"].supposed["rebuilt"]
    page = (await told.client.get(f"/?unit={TOP}&year=2021&rebuilt={number}", headers=told.whole)).text
    assert f"Đây là bản dựng lại #{number}" in page and page.count(f"rebuilt={number}") > 10
    assert "/audit/evidence" not in page, "it is not made of what is not in use"
    of_another = (await told.client.get(f"/registration?rebuilt={number}", headers=told.whole)).text
    assert "Dịch vụ của trang này không có gì được dựng lại" in of_another
    await must_change_nothing(told, f"rebuilt={number}")
    attached = (await told.client.get(f"/attachments?rebuilt={number}", headers=told.whole)).text
    assert "Trang này luôn cho thấy hiện tại" in attached


@pytest.mark.parametrize(
    ("service", "address"),
    [
        ("audit", f"/api/audit/evidence?unit={UNIT}"),
        ("recognition", "/recognition/documents/certificates.pdf?year=2021"),
    ],
)
async def test_no_paper_and_no_evidence_is_made_of_it(
    told: Told, rebuilds: dict[str, Told], service: str, address: str
) -> None:
    number = rebuilds[service].supposed["rebuilt"]
    answer = await told.client.get(f"{address}&rebuilt={number}", headers=told.whole)
    assert answer.status_code == 422 and "Giấy tờ và bằng chứng chỉ lập từ những gì đang dùng" in answer.text


def test_what_can_be_asked_as_of_can_be_asked_as_rebuilt() -> None:
    assert documented("as_of") - documented("rebuilt") == set()
