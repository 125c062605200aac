"""What models do because of another service's fact: *consequence when cause*."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from chronicle.command import Command
from chronicle.reaction import Reaction, Reactions
from chronicle.refusal import Unreachable
from chronicle.service import Service
from contracts.envelope import Recorded
from contracts.registration import UnitSucceeded
from services.models.model import AskForPlacement, MoveModel
from services.models.projections.inventory import INVENTORY, open_models_of_unit

models_handed_over_max = 10_000
view_wait_ms = 50
view_waits_max = 100

REACTIONS: Reactions = {}


def consequences(fact: UnitSucceeded, models: Sequence[str]) -> list[Command]:
    """Models go over with a unit that went over wholly into one other; of one that was split, a person says where each goes.

    A unit that only gave a part away keeps its models.
    """
    if not fact.ended:
        return []
    successors = tuple(successor.unit_id for successor in fact.successors)
    if len(successors) > 1:
        return [
            AskForPlacement(occurred_on=fact.valid_from, model_id=model_id, successors=successors)
            for model_id in models
        ]
    return [
        MoveModel(occurred_on=fact.valid_from, model_id=model_id, unit_id=successors[0], reason=fact.legal_basis)
        for model_id in models
    ]


def hand_models_over_when_a_unit_was_succeeded(service: Service) -> Callable[..., Awaitable[Sequence[Command]]]:
    """The models it keeps are found in the inventory, which must first have come as far as the cause."""

    async def hand_over(fact: UnitSucceeded, recorded: Recorded[Any]) -> Sequence[Command]:
        await _come_as_far_as(service, recorded.position)
        return consequences(fact, await open_models_of_unit(service.pool, fact.unit_id, models_handed_over_max))

    return hand_over


async def _come_as_far_as(service: Service, position: int) -> None:
    """Raises Unreachable where the view is too far behind; the cause is then taken up again later."""
    [reader] = [reader for reader in service.readers if reader.name == service.views[INVENTORY.name].name]
    for _ in range(view_waits_max):
        if (reader.checkpoint or 0) >= position:
            return
        await asyncio.sleep(view_wait_ms / 1000)
    raise Unreachable(f"the view {INVENTORY.name} has not come as far as position {position}")


def effects(service: Service) -> Reactions:
    """Not of a replay: which models a unit keeps is asked of the view as it is when the cause comes."""
    return {
        UnitSucceeded: (
            Reaction(
                "hand models over when a unit was succeeded",
                hand_models_over_when_a_unit_was_succeeded(service),
                told_apart_by=lambda command: command.model_id,
            ),
        )
    }
