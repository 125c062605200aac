"""Whatever anyone is shown equals the filter of the whole by their scope; and either wall alone would do.

Random accounts with random authority ask random questions of everything that shows anything.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from portal import access
from portal.authority.roles import ROLES
from portal.authority.scope import Scope
from tests import signed_in
from tests.portal.scope.answers import (
    EVERYBODYS,
    LISTS,
    NAMING,
    NO_UNIT,
    OF_A_UNIT,
    OF_NOW,
    asked,
    covered,
    documented,
    mentioned,
    of_one_unit,
    position_of,
    told_of,
    unit_of,
)  # fmt: skip
from tests.portal.scope.conftest import Held, Told, whole_list
from tests.portal.scope.told import TODAY, TOP, units_made

EVERY_ADDRESS = (*LISTS, *OF_A_UNIT, *NAMING)
UNITS = (TOP, *(f"u{number:03}" for number in range(units_made)))
days = st.integers(-3, 3).map(lambda offset: TODAY + timedelta(days=offset))


@st.composite
def held(draw: Any) -> Held:
    role = draw(st.sampled_from(sorted(ROLES)))
    everywhere = ROLES[role].of_all and draw(st.integers(0, 9)) == 0
    first = draw(days)
    last = draw(st.none() | st.integers(0, 4).map(lambda span: first + timedelta(days=span)))
    return Held(role, None if everywhere else draw(st.sampled_from(UNITS)), first, last)


def within(told: Told, given: list[Held]) -> set[str]:
    roots = {authority.unit for authority in given if authority.today}
    return told.province.within(roots) if roots else set()


async def must_be_the_filter(told: Told, headers: dict[str, str], scope: set[str], unit: str, address: str) -> None:
    """One question: the answer is the whole's, filtered."""
    if not unit:
        mine, whole = [await whole_list(told, address, by) for by in (headers, told.whole)]
        assert len(whole) > 3, "a list of nothing shows nothing"
        assert mine == [row for row in whole if unit_of(row) in scope]
        return
    question = {**OF_A_UNIT, **NAMING}[address]
    where, parameters = asked(address, question, unit)
    own, all_of_it = [await told.get(where, parameters, by) for by in (headers, told.whole)]
    assert all_of_it.status_code == 200, all_of_it.text
    of_a_unit = of_one_unit(address, question)
    if address in NAMING and (unit in scope or not of_a_unit):
        assert own.status_code == 200, own.text
        assert mentioned(own) == mentioned(all_of_it) & scope
    elif unit in scope:
        assert own.status_code == 200, own.text
        assert told_of(own) == told_of(all_of_it)
        assert mentioned(own) <= scope | told.right_above(scope)
    else:
        assert own.status_code == 404
        assert mentioned(own) <= {unit}


@dataclass(frozen=True)
class Asking:
    """Who asks, what they may see, and about which units they ask."""

    headers: dict[str, str]
    scope: set[str]
    units: tuple[str, ...]


async def leaked(told: Told, asking: Asking, address: str) -> AsyncIterator[str]:
    """Units beyond the scope that an answer names; of the one that was asked for, only if more is told than of none."""
    if address in LISTS:
        for row in await whole_list(told, address, asking.headers):
            if unit_of(row) not in asking.scope:
                yield unit_of(row)
        return
    question = {**OF_A_UNIT, **NAMING}[address]
    of_none = await told.get(*asked(address, question, NO_UNIT), asking.headers)
    for unit in asking.units if of_one_unit(address, question) else [NO_UNIT]:
        answer = await told.get(*asked(address, question, unit), asking.headers)
        assert answer.status_code < 500, f"{address} of {unit}: {answer.text}"
        for found in mentioned(answer) - asking.scope - {unit} - told.right_above(asking.scope):
            yield found
        told_of_it = answer.text.replace(unit, NO_UNIT)
        for place in ("events/", "position="):
            told_of_it = told_of_it.replace(f"{place}{position_of(unit)}", f"{place}{position_of(NO_UNIT)}")
        if unit not in asking.scope and told_of_it != of_none.text:
            yield unit


questions = st.one_of(
    st.tuples(st.just(""), st.sampled_from(sorted(LISTS))),
    st.tuples(st.sampled_from(UNITS), st.sampled_from(sorted((*OF_A_UNIT, *NAMING)))),
)


def test_nothing_that_shows_anything_is_left_out() -> None:
    assert documented() - covered() - EVERYBODYS == set()


@examples(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    given_=st.lists(held(), max_size=4),
    several=st.lists(questions, min_size=6, max_size=10),
    disabled=st.integers(0, 9),
)
async def test_what_anyone_is_shown_is_the_filter_of_the_whole(
    told: Told, given_: list[Held], several: list[tuple[str, str]], disabled: int
) -> None:
    account = await told.account(given_, disabled=disabled == 0)
    headers = await signed_in.headers_of(told.settings, account)
    for unit, address in several:
        if disabled == 0:
            where, parameters = asked(address, {**LISTS, **OF_A_UNIT, **NAMING}[address], unit)
            assert (await told.get(where, parameters, headers)).status_code in (303, 401)
        else:
            await must_be_the_filter(told, headers, within(told, given_), unit, address)


async def test_without_the_web_check_the_policies_of_rows_let_nothing_through(
    told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every question about every unit, by officers at three levels, with the first wall torn down."""
    monkeypatch.setattr(access, "scope", lambda *_: Scope(everything=True))
    assert await everything_leaked(told) == []


async def test_without_the_web_check_those_of_the_past_let_nothing_through(
    told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "scope", lambda *_: Scope(everything=True))
    assert await everything_leaked(await told.then()) == []


async def test_without_the_policies_the_web_check_lets_nothing_through(
    told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    for service in told.host.services.values():
        monkeypatch.setattr(service, "viewer_pool", service.pool)
    assert await everything_leaked(told) == []


async def test_without_either_wall_every_address_leaks(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: what the two tests above look for is there to be found."""
    monkeypatch.setattr(access, "scope", lambda *_: Scope(everything=True))
    for service in told.host.services.values():
        monkeypatch.setattr(service, "viewer_pool", service.pool)
    asking, then = await officers(told), await told.then()
    for address in EVERY_ADDRESS:
        assert await leaks(told, asking, address), address
    for address in (*LISTS, *OF_A_UNIT):
        assert address.startswith(OF_NOW) or await leaks(then, asking, address), f"{address} of then"


async def everything_leaked(told: Told) -> list[tuple[str, str]]:
    """(address, unit) of whatever is told beyond the scope of who asks."""
    asking = await officers(told)
    return [(address, leak) for address in EVERY_ADDRESS for one in asking async for leak in leaked(told, one, address)]


async def leaks(told: Told, asking: list[Asking], address: str) -> bool:
    """Whether an address tells any of them anything beyond its scope; looks no further than the first."""
    for one in asking:
        async for _ in leaked(told, one, address):
            return True
    return False


async def officers(told: Told) -> list[Asking]:
    """One of a district, one of a commune, and one of nothing."""
    kinds = told.province.kinds
    district = next(unit for unit, kind in kinds.items() if kind == "district" and below(told, unit) > 4)
    commune = next(unit for unit, kind in kinds.items() if kind == "commune" and below(told, unit) > 1)
    units, found = (*UNITS[1::3], commune, district), []
    for role, unit in (("district_officer", district), ("commune_officer", commune), (None, None)):
        given_ = [Held(role, unit, TODAY, TODAY)] if role else []
        headers = await signed_in.headers_of(told.settings, await told.account(given_))
        found.append(Asking(headers, within(told, given_), units))
    return found


def below(told: Told, unit: str) -> int:
    return len(told.province.within([unit]))
