"""What is published of the ledger: never a shorter log than before, and never a key nobody vouches for."""

from datetime import date

import pytest

from chronicle.spec import DeciderSpec
from contracts.audit import CheckpointPublished, KeyIntroduced
from services.audit.publishing import PUBLISHING, IntroduceKey, PublishCheckpoint

pytestmark = pytest.mark.fast

DAY = date(2021, 3, 20)
ROOT, OTHER = "a" * 64, "b" * 64
OLD, NEW = "antoan+00000000+AQ==", "antoan+11111111+AQ=="
published = DeciderSpec(PUBLISHING)


def checkpoint(size: int, root: str = ROOT) -> CheckpointPublished:
    return CheckpointPublished(size=size, root_sha256=root, note="note")


def publish(size: int, root: str = ROOT) -> PublishCheckpoint:
    return PublishCheckpoint(occurred_on=DAY, size=size, root_sha256=root, note="note")


def introduced(key: str, before: str | None = None, endorsement: str | None = None) -> KeyIntroduced:
    return KeyIntroduced(key=key, previous_key=before, endorsement=endorsement)


def introduce(key: str, endorsement: str | None = None) -> IntroduceKey:
    return IntroduceKey(occurred_on=DAY, key=key, endorsement=endorsement)


def test_a_longer_log_is_vouched_for() -> None:
    published.given(checkpoint(5)).when(publish(9, OTHER)).then(checkpoint(9, OTHER))


def test_the_same_checkpoint_again_is_already_so() -> None:
    published.given(checkpoint(5)).when(publish(5)).then_nothing()


@pytest.mark.parametrize("again", [publish(5, OTHER), publish(4)])
def test_a_shorter_or_another_log_is_never_vouched_for(again: PublishCheckpoint) -> None:
    published.given(checkpoint(5)).when(again).then_refused("checkpoint.behind")


def test_a_key_is_introduced_once_and_the_next_one_by_the_one_before() -> None:
    published.given().when(introduce(OLD)).then(introduced(OLD))
    published.given(introduced(OLD)).when(introduce(OLD)).then_nothing()
    published.given(introduced(OLD)).when(introduce(NEW, "signed")).then(introduced(NEW, OLD, "signed"))
    published.given(introduced(OLD)).when(introduce(NEW)).then_refused("key.not_endorsed")
