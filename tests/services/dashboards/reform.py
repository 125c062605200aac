"""What became of the small province: mergers of 01/12/2024, and of 01/07/2025, when districts ended and two others took its place.

Every way a unit can go: renamed and going on, merged twice in a row, split, of another kind, moved, ended without a successor.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from chronicle.clock import PlayedClock
from chronicle.host import Host
from contracts.fact import Fact
from contracts.registration import (
    Code,
    CodeAssigned,
    Successor,
    UnitEnded,
    UnitKindChanged,
    UnitMoved,
    UnitRenamed,
    UnitScopeChanged,
    UnitSucceeded,
)
from tests.services.dashboards.province import AREAS, listed, tell

FIRST, SECOND = date(2024, 12, 1), date(2025, 7, 1)
AFTER = datetime(2026, 3, 2, 2, 5, tzinfo=UTC)
LAW = {FIRST: "Nghị quyết 1254/NQ-UBTVQH15", SECOND: "Nghị quyết 1671/NQ-UBTVQH15"}
NEW = {
    "new-mui-ne": ("Phường", "Mũi Né mới", 10.96, 108.25), "new-phan-thiet": ("Phường", "Phan Thiết", 10.93, 108.10),
    "new-lien-huong": ("Xã", "Liên Hương mới", 11.23, 108.73), "new-tuy-phong": ("Xã", "Tuy Phong", 11.28, 108.66),
}  # fmt: skip
MOVED = {
    **{f"mui-ne-{n}": "new-mui-ne" for n in (1, 2)},
    **{f"{commune}-{n}": "new-phan-thiet" for commune in ("phu-thuy", "tien-loi") for n in (1, 2, 3)},
    **{f"lien-huong-{n}": "new-lien-huong" for n in (1, 2, 3)},
    "phong-phu-1": "new-lien-huong", "phong-phu-2": "new-tuy-phong", "phong-phu-3": "new-tuy-phong",
    "high-school": "new-tuy-phong", "kindergarten": "new-mui-ne", "bank": "lam-dong", "tam-thanh": "lam-dong",
}  # fmt: skip
assert {*MOVED, "mui-ne-3", *(f"tam-thanh-{n}" for n in (1, 2, 3))} >= set(AREAS)


def into(unit_id: str, kind: Any, *successors: str, on: date = SECOND) -> Iterable[Fact]:
    """The unit goes wholly into one successor, or in parts into several, and ends."""
    share: Any = "whole" if len(successors) == 1 else "part"
    named = tuple(Successor(unit_id=successor, share=share) for successor in successors)
    yield UnitSucceeded(
        unit_id=unit_id, unit_kind=kind, successors=named, ended=True, legal_basis=LAW[on], valid_from=on
    )
    yield UnitEnded(unit_id=unit_id, ended_on=on, reason=LAW[on])


def moved(unit_id: str, parent_id: str, previous: str | None, on: date = SECOND) -> UnitMoved:
    return UnitMoved(unit_id=unit_id, parent_id=parent_id, previous_parent_id=previous, valid_from=on)


def first() -> Iterable[Fact]:
    """Tiến Lợi goes into Phú Thủy, which goes on under another name and code."""
    yield UnitRenamed(unit_id="phu-thuy", unit_name="Phú Tiến", previous_name="Phú Thủy", valid_from=FIRST)
    yield CodeAssigned(unit_id="phu-thuy", code=Code(scheme="gso", value="777", valid_from=FIRST))
    for number in (1, 2, 3):
        yield moved(f"tien-loi-{number}", "phu-thuy", "tien-loi", FIRST)
    yield from into("tien-loi", "commune", "phu-thuy", on=FIRST)


def second() -> Iterable[Fact]:
    yield listed("lam-dong", "province", "Tỉnh", "Lâm Đồng", None, valid_from=SECOND)
    for unit_id, (title, name, latitude, longitude) in NEW.items():
        yield listed(
            unit_id, "commune", title, name, "lam-dong", valid_from=SECOND, latitude=latitude, longitude=longitude
        )
    for unit_id, parent in MOVED.items():
        yield moved(unit_id, parent, PARENTS[unit_id])
    yield UnitKindChanged(
        unit_id="tam-thanh", unit_kind="commune", title="Đặc khu", previous_kind="commune", previous_title="Xã",
        valid_from=SECOND,
    )  # fmt: skip
    yield UnitRenamed(unit_id="tam-thanh", unit_name="Phú Quý", previous_name="Tam Thanh", valid_from=SECOND)
    yield UnitScopeChanged(
        unit_id="kindergarten", out_of_scope_reason=None, previous_reason="Trường mầm non (Thông tư 124/2021/TT-BCA)",
        legal_basis="Thông tư mới", valid_from=SECOND,
    )  # fmt: skip
    yield from into("mui-ne-3", "residential_area", "mui-ne-2")
    yield from into("mui-ne", "commune", "new-mui-ne")
    yield from into("phu-thuy", "commune", "new-phan-thiet")
    yield from into("lien-huong", "commune", "new-lien-huong")
    yield from into("phong-phu", "commune", "new-lien-huong", "new-tuy-phong")
    for district in ("phan-thiet", "tuy-phong", "phu-quy"):
        yield UnitEnded(unit_id=district, ended_on=SECOND, reason="Bỏ cấp huyện")
    yield from into("binh-thuan", "province", "lam-dong")


PARENTS = {
    **{area: area.rpartition("-")[0] for area in AREAS}, **{f"tien-loi-{n}": "phu-thuy" for n in (1, 2, 3)},
    "high-school": "tuy-phong", "kindergarten": "mui-ne", "bank": "binh-thuan", "tam-thanh": "phu-quy",
}  # fmt: skip


async def reform(host: Host) -> None:
    """Plays both days; after it is the spring of 2026."""
    assert isinstance(host.clock, PlayedClock)
    host.clock.instant = AFTER
    await tell(host, [*first(), *second()])
