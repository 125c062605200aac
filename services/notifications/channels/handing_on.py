"""Consequences of a published checkpoint: who asked for them is sent each, to be kept where this house does not reach."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from chronicle.command import Command, derived_id
from chronicle.service import Service
from contracts.audit import CheckpointPublished
from contracts.envelope import Recorded
from services.notifications.channels.occasions import EVERYWHERE, particulars
from services.notifications.notice import RaiseNotice
from services.notifications.projections import preferences

Effect = Callable[..., Awaitable[Sequence[Command]]]


def tell_who_asked_when_a_checkpoint_is_published(service: Service) -> Effect:
    """Which offices asked is found in the view, which must first have come as far as the cause."""

    async def tell(fact: CheckpointPublished, recorded: Recorded[Any]) -> Sequence[Command]:
        await service.must_have_read(recorded.position, preferences.PREFERENCES_SET.name)
        about = {
            "size": fact.size, "root": fact.root_sha256, "published_on": recorded.occurred_on,
            "position": recorded.position,
        }  # fmt: skip
        return [
            RaiseNotice(
                occurred_on=recorded.occurred_on,
                notice_id=str(derived_id(f"notice of a checkpoint:{recorded.position}:{unit_id}")),
                unit_id=unit_id,
                template="checkpoint_published",
                about=particulars(about),
                channels=EVERYWHERE,
            )
            for unit_id in await preferences.offices_that_asked_for(service.pool, "checkpoint_published")
        ]

    return tell
