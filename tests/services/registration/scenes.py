"""The small province these tests play in: facts as they stand in the log, days of its campaign."""

from datetime import date
from typing import Any

from contracts.registration import CampaignLaunched, Code, HouseholdsReported, Target, UnitListed

LISTED_ON = date(2021, 1, 1)
OPENS = date(2020, 10, 31)
IN_TIME = date(2021, 4, 30)
TOO_LATE = date(2021, 5, 1)
CLOSES = date(2022, 3, 31)
GSO_22915 = Code(scheme="gso", value="22915", valid_from=LISTED_ON)
TARGET = Target(measure="households_registered", unit_kind="residential_area", share="17/20", strictly_over=True)


def listed(unit_id: str, unit_kind: Any, title: str, name: str, parent_id: str | None, **changed: Any) -> UnitListed:
    return UnitListed(
        **{
            "unit_id": unit_id, "unit_kind": unit_kind, "title": title, "unit_name": name, "parent_id": parent_id,
            "codes": (), "valid_from": LISTED_ON, "latitude": None, "longitude": None, "generated": False,
            "out_of_scope_reason": None, **changed,
        }
    )  # fmt: skip


PROVINCE = listed("p1", "province", "Tỉnh", "Bình Thuận", None)
DISTRICT = listed("d1", "district", "Thành phố", "Phan Thiết", "p1")
COMMUNE = listed("c1", "commune", "Phường", "Mũi Né", "d1", codes=(GSO_22915,), latitude=10.93, longitude=108.28)
AREA = listed("a1", "residential_area", "Khu phố", "1", "c1", generated=True)
SCHOOL = listed("s1", "school", "Trường", "Mầm non Mũi Né", "d1", out_of_scope_reason="Điều 3 Thông tư 124/2021/TT-BCA")
LAUNCHED = CampaignLaunched(
    campaign_id="y2021", province_id="p1", year=2021, campaign_name="Phong trào năm 2021", rule_set="tt23-2012",
    targets=(TARGET,), opens=OPENS, closes=CLOSES, registration_closes=IN_TIME,
)  # fmt: skip


def reported(as_of: date, total: int, registered: int, **changed: Any) -> HouseholdsReported:
    return HouseholdsReported(
        **{
            "campaign_id": "y2021", "year": 2021, "unit_id": "a1", "as_of": as_of, "total": total,
            "registered": registered, "previous_total": 0, "previous_registered": 0, "newest": True, "lowered": False,
            **changed,
        }
    )  # fmt: skip
