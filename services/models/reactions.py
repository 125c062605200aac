"""What models do because of another service's fact: *consequence when cause*."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from chronicle.command import Command
from chronicle.reaction import Reaction, Reactions
from chronicle.service import Service
from contracts.envelope import Recorded
from contracts.registration import UnitSucceeded
from services.models.model import AskForPlacement, MoveModel
from services.models.projections.inventory import INVENTORY, open_models_of_unit

models_handed_over_max = 10_000

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
        await service.must_have_read(recorded.position, INVENTORY.name)
        return consequences(fact, await open_models_of_unit(service.pool, fact.unit_id, models_handed_over_max))

    return hand_over


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
