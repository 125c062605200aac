"""The numbers of the overview: a year added up along the tree as it stands, on real PostgreSQL."""

from datetime import date
from typing import Any

import httpx
import pytest

from chronicle.host import Host
from chronicle.refusal import Refused
from contracts.registration import UnitEnded, UnitMoved
from portal.sight import looking_freely
from services.dashboards.projections.coverage import BranchCoverage
from services.dashboards.projections.documents import BranchDocuments
from services.dashboards.projections.models_kept import BranchModels
from services.dashboards.routes import Overview, overview_of
from tests.services.dashboards.province import YEAR, campaign, tell, units


async def asked(host: Host, unit: str | None = None, year: int | None = None) -> Overview:
    service = host.services["dashboards"]
    async with looking_freely(service) as seen:
        return await overview_of(service, seen, unit, year)


def areas(shown: Overview, branch: str | None = None) -> BranchCoverage:
    [row] = [row for row in shown.coverage if row.branch == branch and row.unit_kind == "residential_area"]
    return row


async def test_the_whole_is_the_sum_of_its_branches(province: Host) -> None:
    shown = await asked(province)
    by_branch = [row for row in shown.coverage if row.branch is not None and row.unit_kind == "residential_area"]
    for column in ("listed", "registered", "late", "households_total", "households_registered", "households_reporting"):
        assert getattr(areas(shown), column) == sum(getattr(row, column) for row in by_branch), column


async def test_areas_registered_and_households_are_added_up_exactly(province: Host) -> None:
    whole = areas(await asked(province))
    assert (whole.listed, whole.required, whole.registered, whole.late) == (18, 18, 14, 1)
    assert (whole.households_registered, whole.households_total, whole.households_reporting) == (1_491, 1_743, 14)


async def test_who_is_out_of_scope_is_in_no_share(province: Host) -> None:
    [schools] = [
        row for row in (await asked(province, "mui-ne")).coverage if row.branch is None and row.unit_kind == "school"
    ]
    assert (schools.listed, schools.out_of_scope, schools.required, schools.registered) == (1, 1, 0, 0)


async def test_models_are_counted_in_ways_that_are_never_one_number(province: Host) -> None:
    shown = await asked(province)
    assert [row for row in shown.models if row.branch is None and row.state == "launched"] == [
        BranchModels(None, "launched", models=3, kinds=2, points=16, teams=11, unmonitored=2)
    ]


async def test_dossiers_stand_at_their_steps(province: Host) -> None:
    steps: dict[tuple[str, str | None], tuple[int, int]] = {
        (row.state, row.outcome): (row.dossiers, row.late)
        for row in (await asked(province)).dossiers
        if row.branch is None
    }
    assert steps == {
        ("opened", None): (6, 0), ("submitted", None): (1, 0), ("returned", None): (1, 0), ("accepted", None): (1, 0),
        ("decided", "recognised"): (4, 1), ("decided", "refused"): (1, 0),
    }  # fmt: skip


async def test_documents_show_who_has_issued_none(province: Host) -> None:
    found = [row for row in (await asked(province)).documents if row.branch is None and row.unit_kind == "commune"]
    assert found == [BranchDocuments(None, "commune", listed=6, with_resolution=5, with_plan=5, with_guidance=0)]


async def test_activity_is_added_up_by_period(province: Host) -> None:
    totals = {row.counter: (row.total, row.units) for row in (await asked(province)).activity}
    assert totals == {"propaganda_sessions": (60, 3), "attendances": (6_000, 3)}


async def test_a_unit_that_moves_takes_its_numbers_along(province: Host) -> None:
    before = await asked(province)
    moved = UnitMoved(
        unit_id="phong-phu", parent_id="phu-quy", previous_parent_id="tuy-phong", valid_from=date(2021, 9, 1)
    )
    await tell(province, [moved])
    after = await asked(province)
    assert (areas(before, "phu-quy").registered, areas(after, "phu-quy").registered) == (0, 2)
    assert areas(after, "tuy-phong").listed == 3
    assert areas(after).registered == areas(before).registered


async def test_a_unit_that_ended_within_the_year_is_not_asked_for(province: Host) -> None:
    await tell(province, [UnitEnded(unit_id="tam-thanh-1", ended_on=date(2021, 9, 1), reason="Sáp nhập")])
    shown = await asked(province, "tam-thanh")
    assert areas(shown).listed == 2
    assert "tam-thanh-1" not in {child.unit_id for child in shown.children}


async def test_a_unit_under_itself_does_not_hang_the_page(province: Host) -> None:
    """Registration refuses it; a view must answer even for facts nobody should have told."""
    circle = UnitMoved(
        unit_id="phan-thiet", parent_id="mui-ne", previous_parent_id="binh-thuan", valid_from=date(2021, 9, 1)
    )
    await tell(province, [circle])
    assert (await asked(province, "mui-ne")).path[-1].unit_id == "mui-ne"


async def test_one_says_up_to_which_event_it_goes(province: Host) -> None:
    fresh = (await asked(province)).freshness
    head = await province.services["dashboards"].log.head()
    assert (fresh.position, fresh.head, fresh.behind, fresh.day) == (head, head, 0, date(2021, 11, 8))


async def test_an_unknown_unit_is_refused(province: Host) -> None:
    with pytest.raises(Refused) as refusal:
        await asked(province, "nowhere")
    assert refusal.value.code == "unit.unknown"


async def test_nothing_was_opened_yet(empty: Host) -> None:
    shown = await asked(empty)
    assert (shown.years, shown.year, shown.campaign, shown.path) == ([], None, None, [])


async def test_a_year_that_was_not_opened_has_no_numbers(province: Host) -> None:
    shown = await asked(province, year=2030)
    assert (shown.campaign, shown.year, shown.years, shown.coverage) == (None, 2030, [YEAR], [])


async def test_the_newest_year_is_shown_first(empty: Host) -> None:
    await tell(empty, [*units(), campaign(), campaign(campaign_id="binh-thuan-2022", year=2022)])
    assert ((await asked(empty)).year, (await asked(empty, year=2021)).year) == (2022, 2021)


async def test_the_api_has_the_same_numbers_and_is_documented(province: Host, client: httpx.AsyncClient) -> None:
    told: dict[str, Any] = (await client.get("/api/dashboards/overview?unit=tuy-phong&year=2021")).json()
    shown = await asked(province, "tuy-phong", 2021)
    assert {row["branch"]: row["registered"] for row in told["coverage"] if row["unit_kind"] == "residential_area"} == {
        row.branch: row.registered for row in shown.coverage if row.unit_kind == "residential_area"
    }
    document = (await client.get("/api/dashboards/openapi.json")).json()
    schema = document["paths"]["/api/dashboards/overview"]["get"]["responses"]["200"]["content"]["application/json"]
    assert schema["schema"]["$ref"].endswith("/Overview")


@pytest.mark.parametrize(
    ("address", "status"), [("unit=nowhere", 404), ("year=1", 422), ("unit=%00", 422), ("unit=" + "a" * 65, 422)]
)
async def test_a_wrong_question_is_a_problem_document(client: httpx.AsyncClient, address: str, status: int) -> None:
    answer = await client.get(f"/api/dashboards/overview?{address}")
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
