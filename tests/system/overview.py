"""What the province's overview must say of the short year, whichever door it was asked at."""

from typing import Any

from tests.system.doors import Doors
from tests.system.year import Year, households


def decided(overview: dict[str, Any]) -> int:
    return sum(row["dossiers"] for row in overview["dossiers"] if row["branch"] is None and row["state"] == "decided")


async def must_show_the_year(year: Year, doors: Doors) -> dict[str, Any]:
    """Waits until both decisions are there, then looks at every part, as who audits this province and no other."""
    doors = await doors.of("auditor", year.unit("province"))
    overview: dict[str, Any] = await doors.until(
        lambda found: decided(found) == 2, "dashboards", "overview", unit=year.unit("province"), year=year.number
    )
    assert [row["unit_id"] for row in overview["path"]] == [year.unit("province")]
    assert [row["unit_id"] for row in overview["children"]] == [year.unit("district")]
    assert overview["campaign"]["campaign_id"] == year.campaign
    assert [target["share"] for target in overview["targets"]] == ["1/1"]
    _must_count_registrations(overview)
    _must_count_the_rest(overview)
    return overview


def _whole(rows: list[dict[str, Any]], **kind: str) -> dict[str, Any]:
    [row] = [row for row in rows if row["branch"] is None and kind.items() <= row.items()]
    return row


def _must_count_registrations(overview: dict[str, Any]) -> None:
    areas = _whole(overview["coverage"], unit_kind="residential_area")
    assert (areas["listed"], areas["registered"], areas["late"]) == (3, 3, 1)
    assert (areas["households_total"], areas["households_registered"]) == (2 * households, 2 * households - 18)
    assert areas["households_reporting"] == 2
    communes = _whole(overview["coverage"], unit_kind="commune")
    assert (communes["listed"], communes["registered"], communes["late"]) == (2, 1, 0)


def _must_count_the_rest(overview: dict[str, Any]) -> None:
    assert _whole(overview["documents"], unit_kind="province")["with_plan"] == 1
    launched, closed = (_whole(overview["models"], state=state) for state in ("launched", "closed"))
    assert (launched["models"], launched["points"], launched["teams"], launched["unmonitored"]) == (1, 3, 2, 0)
    assert closed["models"] == 1
    steps = {
        (row["unit_kind"], row["outcome"] or row["state"]): row["dossiers"]
        for row in overview["dossiers"]
        if row["branch"] is None
    }
    areas = {("residential_area", step): 1 for step in ("recognised", "refused", "opened")}
    assert steps == {**areas, ("commune", "opened"): 1}
    assert {row["counter"]: row["total"] for row in overview["activity"]} == {
        "propaganda_sessions": 7,
        "attendances": 450,
    }
