"""The models' part of the demonstration is accepted by their own decisions, step by step."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from deploy.demo.script import write
from reference.campaigns import campaign_file, open_campaign
from services.models.component import COMPONENT
from services.models.state import UNIT_FOLD, KnownUnit

pytestmark = pytest.mark.fast

AGGREGATE_OF = {command: aggregate for aggregate in COMPONENT.aggregates for command in aggregate.decisions}


@pytest.mark.parametrize(
    "campaign", [Path(__file__).parent / "small" / "campaign.yaml", campaign_file("binh-thuan-2021")]
)
def test_no_step_is_refused_and_each_leads_to_something(campaign: Path) -> None:
    states: dict[str, Any] = {}
    told: Counter[str] = Counter()
    for step in write(open_campaign(campaign)):
        if step.service != "models":
            continue
        aggregate = AGGREGATE_OF[type(step.command)]
        stream = aggregate.fold.stream(aggregate.identity(step.command))
        state = states.get(stream, aggregate.fold.initial)
        knows = {}
        for name, needed in aggregate.knows.items():
            identity = needed.identity(step.command, state)
            known = states.get(needed.fold.stream(identity)) if identity else None
            knows[name] = KnownUnit(listed=True) if needed.fold is UNIT_FOLD else known or needed.fold.initial
        facts = aggregate.decisions[type(step.command)](step.command, state, **knows)
        assert facts, f"{step.key} was already so"
        states[stream] = aggregate.fold.of(facts, state)
        told.update(fact.name.partition(".")[2] for fact in facts)
    if campaign == campaign_file("binh-thuan-2021"):
        assert 100 < told["model_launched"] < 200 and told["model_closed"] > 3
        assert told["inventory_completed"] > 90 and told["paper_filed"] > 50 and told["model_consolidated"] > 10
        assert told.total() < 1_800, told
