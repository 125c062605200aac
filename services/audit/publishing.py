"""What was published of the ledger: checkpoints, each of a longer log than the one before, and the keys that sign them."""

from dataclasses import dataclass, replace

from chronicle.aggregate import Aggregate, Fold
from chronicle.command import Command
from chronicle.refusal import Refused
from contracts.audit import CheckpointPublished, KeyIntroduced, KeyLine, Note, Position
from contracts.fact import Fact, Sha256


class PublishCheckpoint(Command):
    """This checkpoint goes out of the house."""

    size: Position
    root_sha256: Sha256
    note: Note


class IntroduceKey(Command):
    """Checkpoints are signed with this key from now on; the key before signed the endorsement."""

    key: KeyLine
    endorsement: Note | None = None


@dataclass(frozen=True)
class Published:
    size: int = 0
    root_sha256: str | None = None
    key: str | None = None


def evolve(published: Published, fact: Fact) -> Published:
    match fact:
        case CheckpointPublished():
            return replace(published, size=fact.size, root_sha256=fact.root_sha256)
        case KeyIntroduced():
            return replace(published, key=fact.key)
    return published


def publish(command: PublishCheckpoint, published: Published) -> list[Fact]:
    """A shorter log than was vouched for already, or another one of the same length, is never vouched for."""
    if (command.size, command.root_sha256) == (published.size, published.root_sha256):
        return []
    if command.size <= published.size:
        raise Refused(
            "checkpoint.behind",
            vi=f"Đã công bố điểm kiểm tra đến sự kiện {published.size}; không công bố lại một nhật ký ngắn hơn hoặc khác",
            en=f"A checkpoint up to fact {published.size} is published already; a shorter or another log is never vouched for",
        )
    return [CheckpointPublished(size=command.size, root_sha256=command.root_sha256, note=command.note)]


def introduce(command: IntroduceKey, published: Published) -> list[Fact]:
    """The first key is believed by who gets it by another way; each later one because the one before vouches for it."""
    if command.key == published.key:
        return []
    if published.key is not None and command.endorsement is None:
        raise Refused(
            "key.not_endorsed",
            vi="Khóa mới phải được khóa đang dùng ký xác nhận",
            en="A new key must be vouched for by the key in use",
        )
    return [KeyIntroduced(key=command.key, previous_key=published.key, endorsement=command.endorsement)]


PUBLISHING: Aggregate[Published] = Aggregate(
    fold=Fold(category="audit.ledger", initial=Published(), evolve=evolve),
    identity=lambda command: "province",
    decisions={PublishCheckpoint: publish, IntroduceKey: introduce},
)
