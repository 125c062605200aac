"""Facts of audit: which checkpoints of the log were published, and under whose key."""

from typing import Annotated, ClassVar

from pydantic import AfterValidator, Field, StringConstraints

from contracts.fact import Fact, Sha256, printable

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


FACTS: tuple[type[Fact], ...] = (CheckpointPublished, KeyIntroduced)
