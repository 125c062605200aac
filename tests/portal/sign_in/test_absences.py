"""One's own days away: noted, taken back, known to those in the same office, and forgotten when they are over."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from chronicle.host import Host
from chronicle.refusal import Refused
from portal.sign_in import absences, accounts
from portal.sign_in.absences import Absence
from portal.sign_in.colleagues import colleagues_of
from tests.portal.sign_in.browser import Browser

Opens = Callable[..., Awaitable[Browser]]
ALWAYS = date(2000, 1, 1)


@pytest.fixture
async def today(portal: Host, owner: Any, officer: UUID) -> date:
    """The officer's account acts for a commune."""
    await accounts.give(owner, officer, "commune_officer", "c", ALWAYS)
    return portal.clock.today()


async def noted(owner: Any) -> list[tuple[date, date]]:
    return [tuple(row) for row in await owner.fetch("SELECT first_day, last_day FROM portal.absence ORDER BY 1")]


async def test_days_away_are_noted_replaced_and_taken_back(
    owner: Any, officer: UUID, browser: Opens, today: date
) -> None:
    one = await browser("can.bo")
    soon, later = today + timedelta(days=3), today + timedelta(days=9)
    for last in (later, later, later + timedelta(days=1)):
        answer = await one.send("/account", "/account/absence", first=str(soon), last=str(last))
        assert (answer.status_code, answer.headers["location"]) == (303, "/account")
        assert await noted(owner) == [(soon, last)]
    assert f'value="{soon}"' in (await one.open("/account")).text
    for _ in range(2):
        answer = await one.send("/account", "/account/absence/take-back", first=str(soon))
        assert answer.status_code == 303 and await noted(owner) == []


@pytest.mark.parametrize(("first", "last"), [(3, 2), (-9, -1), (1, 401), (5, 7)])
async def test_days_that_cannot_be_are_refused_beside_what_was_typed(
    owner: Any, officer: UUID, browser: Opens, today: date, first: int, last: int
) -> None:
    one = await browser("can.bo")
    kept = (today + timedelta(days=6), today + timedelta(days=8))
    await one.send("/account", "/account/absence", first=str(kept[0]), last=str(kept[1]))
    begin, end = today + timedelta(days=first), today + timedelta(days=last)
    answer = await one.send("/account", "/account/absence", first=str(begin), last=str(end))
    assert answer.status_code == 422 and f'value="{begin}"' in answer.text and 'href="#first"' in answer.text
    assert (await one.send("/account", "/account/absence", first="mai", last="")).status_code == 422
    assert await noted(owner) == [kept]


async def test_what_is_over_is_forgotten_and_there_are_so_many(
    portal: Host, owner: Any, officer: UUID, today: date
) -> None:
    pool = portal.services["portal"].pool
    yesterday = today - timedelta(days=1)
    await owner.execute("INSERT INTO portal.absence VALUES ($1, $2, $2)", officer, yesterday)
    for number in range(absences.absences_max):
        day = today + timedelta(days=2 * number)
        await absences.note(pool, officer, Absence(day, day), today)
    assert len(await noted(owner)) == absences.absences_max, "yesterday's is gone"
    with pytest.raises(Refused, match=r"absence\.too_many"):
        await absences.note(pool, officer, Absence(today + timedelta(days=300), today + timedelta(days=300)), today)


async def test_those_of_the_same_office_know_and_nobody_else(
    portal: Host, owner: Any, officer: UUID, today: date
) -> None:
    pool = portal.services["portal"].pool
    beside, elsewhere = [await accounts.create(owner, name, name) for name in ("beside", "elsewhere")]
    await accounts.give(owner, beside, "commune_officer", "c", ALWAYS)
    await accounts.give(owner, elsewhere, "commune_officer", "other", ALWAYS)
    await absences.note(pool, officer, Absence(today, today + timedelta(days=2)), today)
    found = {one.account_id: one for one in await colleagues_of(pool, beside, today)}
    assert found[str(officer)].away_on(today) and not found[str(officer)].away_on(today + timedelta(days=3))
    assert not found[str(beside)].away_on(today)
    assert str(officer) not in {one.account_id for one in await colleagues_of(pool, elsewhere, today)}
    after = await colleagues_of(pool, beside, today + timedelta(days=3))
    assert {one.away_until for one in after} == {None}
