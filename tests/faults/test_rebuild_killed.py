"""A rebuild is killed wherever it can be, followed up each time, and comes to the rows it would have come to."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from chronicle.clock import SystemClock
from chronicle.live_view import LiveView
from chronicle.postgres.log import PostgresLog
from chronicle.reader import Reader
from chronicle.settings import Settings
from contracts.catalogue import CATALOGUE
from tests.chronicle.rebuilding import SERVICE, Asking
from tests.chronicle.sample_component import MODELS, PROJECTIONS, closed, grown, proposed
from tests.chronicle.telling import healed, holds, item, should_hold

pytestmark = pytest.mark.faults

PROGRAM = Path(__file__).with_name("rebuild_program.py")
REPOSITORY = PROGRAM.parents[2]
FOLDING = ("rebuild.after_page", "rebuild.before_keep", "rebuild.after_keep", "rebuild.before_compared")


def run(settings: Settings, point: str = "", passes: int = 0, *, apart: bool) -> int:
    named = {"database_url": settings.database_url, "secrets_directory": str(settings.secrets), "apart": apart}
    environment = {
        **os.environ, "PYTHONPATH": str(REPOSITORY), "ANTOAN_FAULT_POINT": point, "ANTOAN_FAULT_AFTER": str(passes),
    }  # fmt: skip
    return subprocess.run([sys.executable, str(PROGRAM), json.dumps(named)], env=environment, timeout=60).returncode


async def told_and_read(pool: Any) -> tuple[PostgresLog, list[LiveView]]:
    log = PostgresLog(pool, SystemClock())
    for number in range(100):
        await log.append([item(f"models.model:m{number}", proposed(f"m{number}"), grown(f"m{number}", 1, 1))])
    await log.append([item(f"models.model:m{number}", closed(f"m{number}")) for number in range(0, 100, 3)])
    views = [LiveView(SERVICE, projection, pool, CATALOGUE) for projection in PROJECTIONS]
    for view in views:
        await healed(Reader(view, log), log)
    return log, views


@pytest.mark.parametrize("apart", [False, True], ids=["by the service", "by another program"])
async def test_killed_everywhere_it_comes_to_the_same_rows_and_readers_see_the_old_ones_until_then(
    settings: Settings, pool: Any, apart: bool
) -> None:
    log, views = await told_and_read(pool)
    asking = Asking(settings, pool)
    whole = await asking.compared(*PROJECTIONS)
    assert await asking.wish(whole.rebuild_id, "discard")
    await asking.rebuilds(PROJECTIONS).act()
    await pool.execute("UPDATE models.models_seen SET points = 77")
    old = [await holds(view, pool) for view in views]

    number = await asking.ask(apart=apart)
    kept = []
    for passes, point in enumerate(FOLDING):
        await the_other_leaves_it_alone(asking, number, apart)
        again = 0 if point == "rebuild.before_compared" else passes
        assert run(settings, point, again, apart=apart) == -signal.SIGKILL, point
        kept.append((await asking.found(number)).kept)
        assert [await holds(view, pool) for view in views] == old
    assert kept == sorted(kept) and kept[0] < kept[-1] == whole.pin, (
        "each goes on from where the one before had come to"
    )
    assert run(settings, apart=apart) == 0
    one = await asking.found(number)
    assert {found.view: found.sha256 for found in one.found} == {found.view: found.sha256 for found in whole.found}
    assert not one.same, "the control: the rows that were changed by hand are found"

    assert await asking.wish(number, "switch")
    assert run(settings, "rebuild.before_switch", apart=apart) == -signal.SIGKILL
    assert [await holds(view, pool) for view in views] == old, "nothing of a switch that was not finished is seen"
    assert run(settings, "rebuild.after_switch", apart=apart) == -signal.SIGKILL
    assert (await asking.found(number)).state == "switched"
    [models] = [view for view in views if view.projection is MODELS]
    assert await holds(models, pool) == await should_hold(MODELS, log)


async def the_other_leaves_it_alone(asking: Asking, number: int, apart: bool) -> None:
    """The service what is another program's, and the other way round."""
    before = await asking.found(number)
    await asking.rebuilds(PROJECTIONS, apart=not apart).act()
    assert await asking.found(number) == before
