"""Evidence, what a chair's decision rests on and the dashboards count the units below a commune alike, whatever happened."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random
from typing import Any

import pytest

from chronicle.host import Host
from chronicle.settings import Settings
from contracts.fact import Fact
from contracts.recognition import RecognitionWithdrawn, RuleSetPutInForce
from contracts.registration import UnitEnded, UnitMoved, UnitScopeChanged
from portal.sight import looking_freely
from reference.rule_sets import shipped
from services.dashboards.component import COMPONENT as DASHBOARDS
from services.dashboards.routes import overview_of
from services.recognition.component import COMPONENT
from services.recognition.rule_set_files import content_of
from services.recognition.screens.answered import RECOGNISING, Answer, answer
from services.recognition.screens.evidence import gathered
from services.recognition.screens.outcome_counts import outcomes
from tests.reading import all_read
from tests.services.dashboards.province import (
    TODAY,
    YEAR,
    about,
    campaign,
    decided,
    listed,
    opened,
    play,
    registered,
    tell,
    whole,
)

RULES = content_of(shipped()["tt124-2021-year-2022"])
DAY = TODAY.date()
COMMUNES = 24


@dataclass
class Unit:
    """A unit below a commune, and what became of it."""

    unit_id: str
    kind: str
    counted: bool
    excluded: bool
    recognised: bool


def history(random: Random, commune: str, other: str, units: list[Unit]) -> Iterator[Fact]:
    """Units of a commune: some out of scope from the first or later, ended, moved away, never registered, withdrawn."""
    for number in range(random.randrange(8)):
        unit_id, kind = f"{commune}-{number}", random.choice(RECOGNISING)
        days = [DAY + timedelta(days=random.choice((-60, -1, 0, 1, 60))) for _ in range(3)]
        never, scope, ends, moves = (random.random() < chance for chance in (0.1, 0.3, 0.15, 0.15))
        yield listed(unit_id, kind, "Nơi", unit_id, commune, out_of_scope_reason="Không thuộc diện" if never else None)
        fate = random.choice(("none", "registered", "opened", "recognised", "refused", "withdrawn"))
        if fate != "none":
            yield registered(unit_id, kind)
        if fate not in ("none", "registered"):
            yield opened(unit_id, kind)
        if fate in ("recognised", "refused", "withdrawn"):
            yield decided(unit_id, outcome="refused" if fate == "refused" else "recognised").model_copy(
                update={"unit_kind": kind}
            )
        if fate == "withdrawn":
            yield RecognitionWithdrawn(
                **about(unit_id), unit_kind=kind, reason="x", decision_number="2", decided_by=commune, withdrawn_on=DAY  # type: ignore[arg-type]
            )  # fmt: skip
        excluded = never
        if scope:
            reason = None if never else "Không thuộc diện nữa"
            yield UnitScopeChanged(
                unit_id=unit_id, out_of_scope_reason=reason, previous_reason="Không thuộc diện" if never else None,
                valid_from=days[0], legal_basis="NQ",
            )  # fmt: skip
            excluded = never if days[0] > DAY else not never
        stands = here = True
        if moves:
            yield UnitMoved(unit_id=unit_id, parent_id=other, previous_parent_id=commune, valid_from=days[1])
            here = days[1] > DAY
        if ends:
            yield UnitEnded(unit_id=unit_id, ended_on=days[2], reason="x")
            stands = days[2] > DAY
        if stands:
            found = Unit(unit_id, kind, not excluded, excluded, fate == "recognised")
            units.append(found if here else replace(found, unit_id=f"{other}/{unit_id}"))


async def answered(connection: Any, commune: str, source: str) -> Answer:
    found = answer(source, "7/10", await gathered(connection, commune, "commune", YEAR, DAY))
    assert found is not None
    return found


@pytest.mark.parametrize("seed", [1, 2])
async def test_evidence_outcomes_and_dashboards_count_alike(
    open_host: Callable[..., Any], settings: Settings, seed: int
) -> None:
    random, units = Random(seed), list[Unit]()
    components = whole(replace(COMPONENT, reactions={}, effects=lambda service: {}), DASHBOARDS)
    host: Host = await open_host(*components, clock=await play(settings))
    names = [f"c{number:02}" for number in range(COMMUNES)]
    facts: list[Fact] = [listed("binh-thuan", "province", "Tỉnh", "Bình Thuận", None), campaign()]
    rules = RULES.model_copy(update={"year": YEAR, "rule_set": opened("c00", "commune").rule_set})
    facts.append(RuleSetPutInForce(**dict(rules), in_force_on=DAY, edition=1))
    facts += [listed(name, "commune", "Xã", name, "binh-thuan") for name in names]
    facts += [opened(name, "commune") for name in names]
    for number, name in enumerate(names):
        facts += history(random, name, names[(number + 1) % COMMUNES], units)
    await tell(host, facts)
    recognition, dashboards = host.services["recognition"], host.services["dashboards"]
    await all_read(recognition)
    nothing = 0
    for name in names:
        expected = [unit for unit in units if unit.unit_id.startswith((f"{name}-", f"{name}/"))]
        counted = [unit for unit in expected if unit.counted]
        recognised = sum(unit.recognised for unit in counted)
        nothing += not counted
        async with looking_freely(recognition) as seen:
            by_facts = await answered(seen.connection, name, "units_recognised")
        assert (by_facts.numerator, by_facts.denominator) == (recognised, len(counted)), name
        assert len(by_facts.excluded) == len(expected) - len(counted)
        assert all(unit.out_of_scope_reason for unit in by_facts.excluded)
        found = await outcomes(recognition.pool, f"{about(name)['dossier_id']}", DAY)
        assert found is not None
        [share] = [count for count in found.counts if count.criterion == "units_recognised"]
        assert (share.recognised, share.in_all) == (recognised, len(counted)), name
        async with looking_freely(dashboards) as seen:
            shown = await overview_of(dashboards, seen, name, YEAR)
        rows = [row for row in shown.coverage if row.branch is None and row.unit_kind in RECOGNISING]
        assert sum(row.required for row in rows) == len(counted), name
        assert sum(row.out_of_scope for row in rows) == len(by_facts.excluded), name
        steps = [row for row in shown.dossiers if row.branch is None and row.unit_kind in RECOGNISING]
        assert sum(row.dossiers for row in steps if row.outcome == "recognised") == recognised, name
    assert 0 < nothing < COMMUNES, "some communes have nothing to count, and most have something"
