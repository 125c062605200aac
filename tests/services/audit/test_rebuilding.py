"""A receipt is recorded once, and says what the rebuild came to."""

from datetime import date

import pytest

from chronicle.spec import DeciderSpec
from contracts.audit import RebuiltView, ViewsRebuilt
from services.audit.rebuilding import REBUILDING, RecordRebuild

pytestmark = pytest.mark.fast

DAY = date(2021, 3, 20)
VIEW = RebuiltView(
    view="units", position=9, rows=4, sha256="a" * 64, only_rebuilt=0, only_in_use=0, changed=1, apart_since=3
)
rebuilding = DeciderSpec(REBUILDING)


def ended(last: int = 9) -> RecordRebuild:
    return RecordRebuild(
        occurred_on=DAY, rebuild_id=3, service="dashboards", outcome="switched", last_position=last, seconds=2, views=(VIEW,)
    )  # fmt: skip


def rebuilt(first: int = 1, last: int = 9) -> ViewsRebuilt:
    return ViewsRebuilt(
        rebuild_id=3, service="dashboards", outcome="switched", first_position=first, last_position=last, seconds=2,
        views=(VIEW,),
    )  # fmt: skip


def test_what_a_rebuild_came_to_is_recorded() -> None:
    rebuilding.given().when(ended()).then(rebuilt())
    rebuilding.given().when(ended(last=0)).then(rebuilt(first=0, last=0))


def test_a_rebuild_ends_once() -> None:
    rebuilding.given(rebuilt()).when(ended()).then_nothing()
