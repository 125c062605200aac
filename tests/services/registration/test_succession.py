"""Decisions about a unit's successors: merged, split, a part given away; already so; may not."""

from datetime import date
from typing import Any

import pytest

from chronicle.spec import DeciderSpec
from contracts.fact import Fact
from contracts.registration import Successor, UnitEnded, UnitSucceeded
from services.registration.unit import UNIT, SucceedUnit
from tests.services.registration.scenes import AREA, COMMUNE, PROVINCE, listed

pytestmark = pytest.mark.fast

DAY = date(2024, 12, 1)
BASIS = "Nghị quyết về sắp xếp cấp xã"
C2 = listed("c2", "commune", "Phường", "Hàm Tiến", "d1", valid_from=DAY)
C3 = listed("c3", "commune", "Xã", "Thiện Nghiệp", "d1")
unit = DeciderSpec(UNIT).given(COMMUNE)


def into(*successors: tuple[str, Any], ended: bool = True, **changed: Any) -> SucceedUnit:
    named = tuple(Successor(unit_id=unit_id, share=share) for unit_id, share in successors)
    given = {"occurred_on": DAY, "unit_id": "c1", "successors": named, "ended": ended, "legal_basis": BASIS}
    return SucceedUnit(**{**given, "valid_from": DAY, **changed})


def succeeded(*successors: tuple[str, Any], ended: bool = True) -> list[Fact]:
    named = tuple(Successor(unit_id=unit_id, share=share) for unit_id, share in successors)
    first = UnitSucceeded(
        unit_id="c1", unit_kind="commune", successors=named, ended=ended, legal_basis=BASIS, valid_from=DAY
    )
    return [first, UnitEnded(unit_id="c1", ended_on=DAY, reason=BASIS)] if ended else [first]


def test_a_unit_goes_wholly_over_into_another_and_ends() -> None:
    known = unit.knowing(successor_0=(C2,))
    known.when(into(("c2", "whole"))).then(*succeeded(("c2", "whole")))
    known.given(COMMUNE, *succeeded(("c2", "whole"))).when(into(("c2", "whole"))).then_nothing()
    known.given().when(into(("c2", "whole"))).then_refused("unit.unknown")
    known.given(COMMUNE, *succeeded(("c2", "whole"))).when(into(("c3", "whole"))).then_refused("unit.ended")


def test_a_unit_is_split_into_parts_and_ends() -> None:
    known = unit.knowing(successor_0=(C2,), successor_1=(C3,))
    parts = (("c2", "part"), ("c3", "part"))
    known.when(into(*parts)).then(*succeeded(*parts))
    known.given(COMMUNE, *succeeded(*parts)).when(into(*parts)).then_nothing()


def test_a_unit_gives_a_part_away_and_goes_on() -> None:
    known = unit.knowing(successor_0=(C2,))
    known.when(into(("c2", "part"), ended=False)).then(*succeeded(("c2", "part"), ended=False))
    known.given(COMMUNE, *succeeded(("c2", "part"), ended=False)).when(into(("c2", "part"), ended=False)).then_nothing()


@pytest.mark.parametrize(
    "command",
    [
        into(("c2", "part")),
        into(("c2", "whole"), ended=False),
        into(("c2", "whole"), ("c3", "part")),
        into(("c2", "whole"), ("c3", "whole")),
    ],
)
def test_shares_add_up(command: SucceedUnit) -> None:
    known = unit.knowing(successor_0=(C2,), successor_1=(C3,))
    known.when(command).then_refused("succession.does_not_add_up")


def test_a_successor_is_another_unit_named_once() -> None:
    unit.when(into(("c1", "whole"))).then_refused("succession.names_twice")
    unit.knowing(successor_0=(C2,), successor_1=(C2,)).when(into(("c2", "part"), ("c2", "part"))).then_refused(
        "succession.names_twice"
    )


def test_a_successor_stands_that_day_and_is_of_a_kind_that_may_follow() -> None:
    whole = into(("c2", "whole"))
    unit.when(whole).then_refused("successor.unknown")
    tomorrow = listed("c2", "commune", "Phường", "Hàm Tiến", "d1", valid_from=date(2024, 12, 2))
    unit.knowing(successor_0=(tomorrow,)).when(whole).then_refused("successor.unknown")
    gone = UnitEnded(unit_id="c2", ended_on=DAY, reason="x")
    unit.knowing(successor_0=(C2, gone)).when(whole).then_refused("successor.ended")
    unit.knowing(successor_0=(AREA,)).when(into(("a1", "whole"))).then_refused("successor.of_wrong_kind")
    unit.knowing(successor_0=(PROVINCE,)).when(into(("p1", "whole"))).then_refused("successor.of_wrong_kind")


def test_an_island_district_goes_over_into_a_commune() -> None:
    island = listed("c1", "district", "Huyện", "Phú Quí", "p1")
    decided = unit.given(island).knowing(successor_0=(C2,)).when(into(("c2", "whole")))
    assert decided.refusal is None and len(decided.facts) == 2


def test_a_succession_comes_in_the_order_of_days() -> None:
    known = unit.knowing(successor_0=(C3,))
    known.when(into(("c3", "whole"), valid_from=date(2020, 1, 1))).then_refused("unit.change_out_of_order")
    known.when(into(("c3", "whole"), valid_from=date(2024, 12, 2))).then_refused("unit.change_not_yet_valid")
