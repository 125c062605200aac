"""A rebuild outlives who carries it out: followed up, with little memory or cancelled, it is the same or it is nothing."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import asyncpg
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as checked
from hypothesis import strategies as st

from chronicle.clock import SystemClock
from chronicle.live_view import LiveView
from chronicle.past.past import Past
from chronicle.postgres.log import PostgresLog
from chronicle.projection import Add, Drop, Projection
from chronicle.reader import Reader
from chronicle.rebuild import carrying_out
from chronicle.rebuild.carrying_out import Manner
from chronicle.rebuild.operation import Operation
from chronicle.settings import Settings
from contracts.catalogue import CATALOGUE
from contracts.models import ModelClosed, ModelReplicated
from tests.chronicle.rebuilding import Asking, manner
from tests.chronicle.sample_component import MODELS, OPEN, UNITS, ModelRow, closed, grown, proposed
from tests.chronicle.sample_component import PROJECTIONS as SAMPLES
from tests.chronicle.telling import healed, holds, item, should_hold

TALLY = Projection(
    name="tally_seen",
    row=ModelRow,
    key=("model_id",),
    on={
        ModelReplicated: lambda fact, _: [Add((fact.model_id,), {"points": fact.added_points})],
        ModelClosed: lambda fact, _: [Drop((fact.model_id,))],
    },
)
"""A row that went may come again, and then begins anew."""
PROJECTIONS = (*SAMPLES, TALLY)
SHADOWS = "SELECT count(*) FROM pg_tables WHERE tablename LIKE '%\\_\\_shadow'"


class Killed(BaseException):
    """Nothing here handles it, as nothing handles a SIGKILL; what the database has not committed is lost."""


@pytest.fixture
async def asking(settings: Settings, pool: Any) -> Asking:
    """A history of 60 models in about 200 facts, read by every view."""
    log = PostgresLog(pool, SystemClock())
    for number in range(60):
        name, unit = f"m{number}", f"u{number % 7}"
        await log.append([item(f"models.model:{name}", proposed(name, unit), grown(name, number, number))])
    for turn in range(60):
        await log.append([item(f"models.model:m{turn}", grown(f"m{turn}", 1, turn + 1))])
    await log.append([item(f"models.model:m{number}", closed(f"m{number}")) for number in range(0, 60, 3)])
    await log.append([item(f"models.model:m{number}", grown(f"m{number}", 1, 9)) for number in range(0, 60, 9)])
    for projection in PROJECTIONS:
        await healed(Reader(LiveView("models", projection, pool, CATALOGUE), log), log)
    return Asking(settings, pool)


def hashes(one: Operation) -> dict[str, str]:
    return {found.view: found.sha256 for found in one.found}


async def killed_again_and_again(
    asking: Asking, monkeypatch: pytest.MonkeyPatch, how: Manner, after: list[int]
) -> Operation:
    """Each process ends after so many passes of any place where one may be killed; the last one comes through."""
    number = await asking.ask()
    for passes in after:
        left = passes

        def dies(name: str) -> None:
            nonlocal left
            left -= 1
            if left < 0:
                raise Killed(name)

        with monkeypatch.context() as patched:
            patched.setattr(carrying_out, "fault_point", dies)
            try:
                await asking.rebuilds(PROJECTIONS, how=how).act()
            except Killed:
                continue
    await asking.rebuilds(PROJECTIONS, how=how).act()
    return await asking.found(number)


@checked(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    page=st.integers(1, 60), keep=st.integers(1, 120), held=st.integers(0, 80),
    after=st.lists(st.integers(0, 30), max_size=3),
)  # fmt: skip
async def test_pages_memory_and_kills_lead_to_the_same_rows(
    asking: Asking, monkeypatch: pytest.MonkeyPatch, page: int, keep: int, held: int, after: list[int]
) -> None:
    whole = await asking.compared(*PROJECTIONS)
    assert whole.same
    assert await asking.wish(whole.rebuild_id, "discard")
    await asking.rebuilds(PROJECTIONS).act()
    one = await killed_again_and_again(asking, monkeypatch, manner(page, keep_facts=keep, rows_held_max=held), after)
    assert (one.state, one.same, hashes(one)) == ("compared", True, hashes(whole))
    assert await asking.wish(one.rebuild_id, "discard")
    await asking.rebuilds(PROJECTIONS).act()


async def test_who_follows_goes_on_and_does_not_begin_anew(asking: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    how = manner(10, keep_facts=50)
    number = await asking.ask()
    seen: list[int] = []
    with monkeypatch.context() as patched:
        patched.setattr(carrying_out, "fault_point", _dying_at("rebuild.after_keep"))
        with pytest.raises(Killed):
            await asking.rebuilds(PROJECTIONS, how=how).act()
    left = await asking.found(number)
    assert (left.state, left.kept, left.position) == ("folding", 50, 50)
    with monkeypatch.context() as patched:
        folded = carrying_out.fold_page
        patched.setattr(
            carrying_out, "fold_page", lambda s, page, c: (seen.extend(f.position for f in page), folded(s, page, c))
        )
        await asking.rebuilds(PROJECTIONS, how=how).act()
    one = await asking.found(number)
    assert (one.state, one.same, min(seen)) == ("compared", True, 51)


async def test_the_control_a_process_that_believes_it_had_kept_more_is_wrong(
    asking: Asking, pool: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows and place come in one transaction: with the place alone moved on, the rows differ, and the comparison says so."""
    how = manner(10, keep_facts=50)
    number = await asking.ask()
    with monkeypatch.context() as patched:
        patched.setattr(carrying_out, "fault_point", _dying_at("rebuild.after_keep"))
        with pytest.raises(Killed):
            await asking.rebuilds(PROJECTIONS, how=how).act()
    await asking.owner("UPDATE chronicle.rebuild SET kept = kept + 40")
    await asking.rebuilds(PROJECTIONS, how=how).act()
    one = await asking.found(number)
    assert one.state == "compared" and not one.same


def _dying_at(point: str) -> Callable[[str], None]:
    def dies(name: str) -> None:
        if name == point:
            raise Killed(name)

    return dies


async def test_cancelled_in_the_middle_it_leaves_nothing_behind(
    asking: Asking, pool: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {p.name: await holds(LiveView("models", p, pool, CATALOGUE), pool) for p in PROJECTIONS}
    number = await asking.ask()
    with monkeypatch.context() as patched:
        patched.setattr(carrying_out, "fault_point", _dying_at("rebuild.after_keep"))
        with pytest.raises(Killed):
            await asking.rebuilds(PROJECTIONS, how=manner(10, keep_facts=50)).act()
    assert await pool.fetchval(SHADOWS) == len(PROJECTIONS)
    assert not await asking.wish(number, "switch"), "there is nothing to switch to yet"
    assert await asking.wish(number, "cancel")
    await asking.rebuilds(PROJECTIONS).act()
    assert (await asking.found(number)).state == "cancelled"
    assert await pool.fetchval(SHADOWS) == 0
    assert {p.name: await holds(LiveView("models", p, pool, CATALOGUE), pool) for p in PROJECTIONS} == before
    assert not await asking.wish(number, "cancel"), "it has ended"


async def test_what_nobody_took_up_is_cancelled_at_once(asking: Asking) -> None:
    number = await asking.ask()
    assert await asking.wish(number, "cancel")
    assert (await asking.found(number)).state == "cancelled"
    assert await asking.ask() > number, "another may be asked for"


async def test_of_a_service_one_is_under_way_at_a_time(asking: Asking) -> None:
    await asking.ask()
    with pytest.raises(AssertionError, match="under way"):
        await asking.ask()


async def test_readers_see_the_old_rows_until_it_is_switched_to(asking: Asking, pool: Any) -> None:
    [view] = [LiveView("models", MODELS, pool, CATALOGUE)]
    await pool.execute("UPDATE models.models_seen SET points = 7")
    wrong = await holds(view, pool)
    one = await asking.compared(MODELS)
    assert (one.state, one.waits_for_a_decision, await holds(view, pool)) == ("compared", True, wrong)
    await asking.rebuilds([MODELS]).act()
    assert await holds(view, pool) == wrong, "nobody has decided"
    async with pool.acquire() as looking, looking.transaction(isolation="repeatable_read", readonly=True):
        assert await looking.fetchval("SELECT min(points) FROM models.models_seen") == 7
        assert await asking.wish(one.rebuild_id, "switch")
        with pytest.raises(asyncpg.LockNotAvailableError):
            await asking.rebuilds([MODELS]).act()
        assert await looking.fetchval("SELECT min(points) FROM models.models_seen") == 7
    await asking.rebuilds([MODELS]).act()
    assert (await asking.found(one.rebuild_id)).state == "switched"
    assert await holds(view, pool) == await should_hold(MODELS, PostgresLog(pool, SystemClock()))


async def _dying(*_: object) -> None:
    raise Killed


async def test_what_does_not_differ_may_be_switched_to_without_asking_again(
    asking: Asking, pool: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = await asking.ask(switch_when_same=True)
    with monkeypatch.context() as patched:
        patched.setattr(carrying_out, "switch", _dying)
        with pytest.raises(Killed):
            await asking.rebuilds(PROJECTIONS).act()
    left = await asking.found(number)
    assert (left.state, left.waits_for_a_decision) == ("compared", False)
    await asking.rebuilds(PROJECTIONS).act()
    assert (await asking.found(number)).state == "switched"
    await pool.execute("UPDATE models.units_seen SET points = 7")
    number = await asking.ask(switch_when_same=True)
    await asking.rebuilds(PROJECTIONS).act()
    one = await asking.found(number)
    assert one.waits_for_a_decision and not one.same
    assert await asking.wish(number, "discard")
    await asking.rebuilds(PROJECTIONS).act()
    assert (await asking.found(number)).state == "discarded"
    assert await pool.fetchval(SHADOWS) == 0


async def test_a_program_with_another_shape_begins_anew(asking: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where the comparison was finished and decided: it was of other rows."""
    changed = Projection(
        UNITS.name, UNITS.row, UNITS.key, {fact: fold for fact, fold in UNITS.on.items() if fact is not ModelReplicated}
    )
    one = await asking.compared(UNITS)
    assert await asking.wish(one.rebuild_id, "switch")
    await asking.rebuilds([changed]).act()
    again = await asking.found(one.rebuild_id)
    assert again.waits_for_a_decision, "the decision was about other rows"
    assert again.program != one.program and hashes(again) != hashes(one)


async def test_a_view_that_there_is_not_ends_it(asking: Asking) -> None:
    number = await asking.ask("nothing", OPEN.name)
    await asking.rebuilds(PROJECTIONS).act()
    one = await asking.found(number)
    assert (one.state, one.error) == ("failed", "models has no view nothing")


async def test_only_one_process_carries_it_out(asking: Asking, open_pool: Any) -> None:
    number = await asking.ask()
    first, second = (
        asking.rebuilds(PROJECTIONS),
        Asking(asking.settings, await open_pool("models")).rebuilds(PROJECTIONS),
    )
    async with first._alone() as alone:
        assert alone
        await second.act()
        assert (await asking.found(number)).state == "asked"
    await second.act()
    assert (await asking.found(number)).state == "compared"


async def test_another_service_can_neither_take_it_up_nor_report_of_it(asking: Asking, open_pool: Any) -> None:
    number = await asking.ask()
    stranger = await open_pool("registration")
    assert await stranger.fetch("SELECT * FROM chronicle.take_up_rebuild('models', gen_random_uuid())") == []
    await asking.rebuilds(PROJECTIONS).act()
    one = await asking.found(number)
    told = 'SELECT * FROM chronicle.report_rebuild($1, $2, \'{"state": "switched"}\')'
    assert await stranger.fetch(told, number, one.run) == []
    for denied in (
        "UPDATE chronicle.rebuild SET state = 'switched'",
        "SELECT audit.decide_rebuild(1, 'switch', 'a', 'auditor')",
        "SELECT audit.ask_rebuild('models', '{}', true, 'a', 'auditor')",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await stranger.execute(denied)
    assert replace(await asking.found(number), updated_at=one.updated_at) == one


async def test_the_past_of_what_was_switched_to_is_written_anew(asking: Asking, pool: Any) -> None:
    log = PostgresLog(pool, SystemClock())
    await Past("models", [MODELS, UNITS], pool, log, CATALOGUE).reach(await log.head())
    await asking.switched(MODELS)
    assert [row["view"] for row in await pool.fetch("SELECT view FROM models.past")] == [UNITS.name]
