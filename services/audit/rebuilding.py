"""The receipt of a rebuild: that views were folded from the log anew, what that came to, and what became of it."""

from typing import Annotated, Literal

from pydantic import Field

from chronicle.aggregate import Aggregate, Fold
from chronicle.command import Command
from contracts.audit import RebuiltView, ViewsRebuilt
from contracts.fact import Fact, Identifier, items_max


class RecordRebuild(Command):
    """This rebuild has ended so."""

    rebuild_id: Annotated[int, Field(ge=1)]
    service: Identifier
    outcome: Literal["switched", "discarded", "cancelled", "failed"]
    last_position: Annotated[int, Field(ge=0)]
    seconds: Annotated[int, Field(ge=0)]
    views: Annotated[tuple[RebuiltView, ...], Field(max_length=items_max)]


def evolve(recorded: bool, fact: Fact) -> bool:
    return recorded or isinstance(fact, ViewsRebuilt)


def record(command: RecordRebuild, recorded: bool) -> list[Fact]:
    """A rebuild ends once."""
    if recorded:
        return []
    return [
        ViewsRebuilt(
            rebuild_id=command.rebuild_id, service=command.service, outcome=command.outcome,
            first_position=min(1, command.last_position), last_position=command.last_position, seconds=command.seconds,
            views=command.views,
        )
    ]  # fmt: skip


REBUILDING: Aggregate[bool] = Aggregate(
    fold=Fold(category="audit.rebuild", initial=False, evolve=evolve),
    identity=lambda command: str(command.rebuild_id),
    decisions={RecordRebuild: record},
)
