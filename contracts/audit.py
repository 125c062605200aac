"""Facts of audit: which checkpoints of the log were published, under whose key, and which views were rebuilt from it."""

from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field, StringConstraints

from contracts.fact import Count, Fact, Identifier, Sha256, Value, items_max, printable

note_characters_max = 4_000

Note = Annotated[str, StringConstraints(min_length=1, max_length=note_characters_max), AfterValidator(printable)]
"""A signed note (C2SP signed-note), to the letter."""
KeyLine = Annotated[str, StringConstraints(pattern=r"^[^\s+]+\+[0-9a-f]{8}\+[A-Za-z0-9+/=]+$", max_length=200)]
"""A public key as it is handed on: name, id and key."""
Position = Annotated[int, Field(ge=1, le=2**63 - 1)]


class CheckpointPublished(Fact):
    """The log was vouched for up to a position: who keeps this note can tell later whether it still says the same."""

    name: ClassVar[str] = "audit.checkpoint_published"
    version: ClassVar[int] = 1
    size: Annotated[Position, Field(description="how many facts the root is over: the positions 1 to this one")]
    root_sha256: Annotated[Sha256, Field(description="the root of the Merkle tree over them, RFC 6962")]
    note: Annotated[Note, Field(description="the same as a signed checkpoint (C2SP tlog-checkpoint)")]


class KeyIntroduced(Fact):
    """From here on checkpoints are signed with this key; the key before vouched for it, but for the first of all."""

    name: ClassVar[str] = "audit.key_introduced"
    version: ClassVar[int] = 1
    key: KeyLine
    previous_key: KeyLine | None
    endorsement: Annotated[Note | None, Field(description="the new key's line, signed with the key before")]


class RebuiltView(Value):
    """What folding the log from its first fact came to, beside what the view in use held. Counts are of rows, one a key.

    A count is null where the view in use had not come as far, so that there was nothing to compare.
    """

    view: Identifier
    position: Annotated[int, Field(ge=0, description="both were folded up to here when they were compared")]
    rows: Count
    sha256: Annotated[Sha256, Field(description="of the rows in the order of their keys, as PostgreSQL's binary COPY")]
    only_rebuilt: Count | None
    only_in_use: Count | None
    changed: Count | None
    apart_since: Annotated[
        int | None,
        Field(
            ge=1, description="from this fact on, at the latest, the view in use had left the log; null: see the counts"
        ),
    ]


class ViewsRebuilt(Fact):
    """Views of a service were folded from the log anew, and put in the place of those in use, or not."""

    name: ClassVar[str] = "audit.views_rebuilt"
    version: ClassVar[int] = 1
    rebuild_id: Annotated[int, Field(ge=1)]
    service: Identifier
    outcome: Literal["switched", "discarded", "cancelled", "failed"]
    first_position: Annotated[int, Field(ge=0, description="1, or 0 where the log was empty or nothing was folded")]
    last_position: Annotated[int, Field(ge=0, description="as far as it had come when it ended")]
    seconds: Annotated[
        int, Field(ge=0, description="from when it was taken up to when it ended, waiting for a decision included")
    ]
    views: Annotated[
        tuple[RebuiltView, ...], Field(max_length=items_max, description="none where it did not come as far")
    ]


FACTS: tuple[type[Fact], ...] = (CheckpointPublished, KeyIntroduced, ViewsRebuilt)
