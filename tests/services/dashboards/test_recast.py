"""The year 2021 after the reform: shown as it was, and recast on today's map, with a line that reconciles both."""

import re
from dataclasses import replace
from typing import Any

import httpx
import pytest

from chronicle.host import Host
from portal.sight import looking_freely
from services.dashboards.routes import Overview, overview_of
from services.dashboards.screens.placement import Map
from tests.services.dashboards.page_reading import Page, number_in
from tests.services.dashboards.reform import reform


@pytest.fixture
async def reformed(province: Host) -> Host:
    await reform(province)
    return province


async def asked(host: Host, map: Map, unit: str | None = None) -> Overview:
    service = host.services["dashboards"]
    async with looking_freely(service) as seen:
        return await overview_of(service, seen, unit, 2021, map)


def counted(shown: Overview, kind: str, branch: str | None = None) -> tuple[int, int, int, int] | None:
    for row in shown.coverage:
        if (row.branch, row.unit_kind) == (branch, kind):
            return row.listed, row.registered, row.households_registered, row.households_total
    return None


def in_any_order(rows: Any) -> Any:
    return rows if isinstance(rows, dict) else sorted(rows, key=str)


def called(shown: Overview) -> list[str]:
    return sorted(f"{child.title} {child.unit_name}" for child in shown.children)


async def test_as_it_was_the_year_keeps_its_districts_names_parents_codes_and_reasons(province: Host) -> None:
    before = await asked(province, "then")
    await reform(province)
    after = await asked(province, "then")
    assert called(after) == ["Cơ quan Kho bạc tỉnh", "Huyện Phú Quý", "Huyện Tuy Phong", "Thành phố Phan Thiết"]
    for name in ("coverage", "documents", "models", "dossiers", "activity", "pace", "own_coverage", "own_dossiers"):
        assert in_any_order(getattr(after, name)) == in_any_order(getattr(before, name)), name
    assert [replace(row, ended_on=None) for row in after.children] == before.children
    district = await asked(province, "then", "phan-thiet")
    assert called(district) == ["Phường Mũi Né", "Phường Phú Thủy", "Xã Tiến Lợi"]
    assert [row.unit_id for row in district.path] == ["binh-thuan", "phan-thiet"]
    island = (await asked(province, "then", "tam-thanh")).path
    assert [f"{row.title} {row.unit_name}" for row in island] == ["Tỉnh Bình Thuận", "Huyện Phú Quý", "Xã Tam Thanh"]
    [school] = [row for row in (await asked(province, "then", "mui-ne")).children if row.unit_id == "kindergarten"]
    assert school.out_of_scope_reason


async def test_recast_the_same_units_are_counted_where_they_stand_today(reformed: Host) -> None:
    then, today = await asked(reformed, "then"), await asked(reformed, "today")
    assert [row.unit_id for row in today.path] == ["lam-dong"] and today.asked_for
    for kind in ("residential_area", "commune", "agency", "school"):
        assert counted(then, kind) == counted(today, kind), kind
    assert called(today) == [
        "Cơ quan Kho bạc tỉnh", "Phường Mũi Né mới", "Phường Phan Thiết", "Xã Liên Hương mới", "Xã Phong Phú",
        "Xã Tuy Phong", "Đặc khu Phú Quý",
    ]  # fmt: skip
    assert today.merged_into == {"new-mui-ne": 1, "new-phan-thiet": 2, "new-lien-huong": 1}
    assert counted(today, "commune", "new-phan-thiet") == (2, 2, 0, 0)
    assert counted(today, "commune", "phong-phu") == (1, 1, 0, 0), "what was divided stays a line of its own"
    assert counted(today, "commune", "new-tuy-phong") is None
    assert (counted(today, "residential_area", "new-tuy-phong") or (0,))[0] == 2
    assert (counted(today, "residential_area", "new-lien-huong") or (0,))[0] == 4
    assert (counted(today, "residential_area", "new-mui-ne") or (0,))[0] == 3, "an area that merged is counted with it"
    assert counted(today, "residential_area", "phong-phu") is None
    assert len(today.dossiers) and sum(row.dossiers for row in today.dossiers if row.branch is None) == sum(
        row.dossiers for row in then.dossiers if row.branch is None
    )


async def test_both_maps_are_reconciled_and_what_was_divided_is_flagged(reformed: Host) -> None:
    for map, unit in (("then", None), ("today", None), ("today", "lam-dong")):
        both = (await asked(reformed, map, unit)).reconciliation  # type: ignore[arg-type]
        assert both is not None and both.is_even
        kinds = {row.unit_kind: row for row in both.kinds}
        commune, district, area = kinds["commune"], kinds["district"], kinds["residential_area"]
        assert (commune.then, commune.standing, commune.merged, commune.divided, commune.ended) == (6, 1, 4, 1, 0)
        assert (commune.today, commune.begun) == (5, 4)
        assert (district.then, district.ended, district.today) == (3, 3, 0)
        assert (area.then, area.standing, area.merged, area.today) == (18, 17, 1, 17)
        assert both.divided == ["phong-phu"]
        sums = {row.measure: row for row in both.sums}
        assert (sums["households_total"].then, sums["households_total"].recast) == (1_743, 1_743)
        assert (sums["units_registered"].recast, sums["units_registered"].undivided) == (20, 1)


async def test_a_unit_that_got_and_gave_says_what_makes_the_difference(reformed: Host) -> None:
    both = (await asked(reformed, "today", "new-lien-huong")).reconciliation
    assert both is not None and not both.is_even
    [areas] = [row for row in both.sums if row.measure == "areas_registered"]
    assert (areas.then, areas.left, areas.came, areas.recast) == (3, 0, 1, 4)


async def test_a_commune_of_today_shows_what_went_into_it_and_a_district_where_it_went(reformed: Host) -> None:
    shown = await asked(reformed, "today", "new-phan-thiet")
    assert sorted(row.unit_id for row in shown.merged) == ["phu-thuy", "tien-loi"]
    assert shown.own_coverage["tien-loi"].registered_on
    district = await asked(reformed, "today", "tuy-phong")
    assert district.absent and not district.coverage
    assert [(place.called, place.areas, place.stands) for place in district.now_at] == [
        ("Xã Liên Hương mới", 4, True), ("Xã Tuy Phong", 2, True), ("Xã Phong Phú", 0, False)
    ]  # fmt: skip
    assert (await asked(reformed, "then", "new-tuy-phong")).absent


@pytest.mark.parametrize(
    "address", ["/?map=today", "/?map=today&unit=new-lien-huong", "/?year=2021", "/?unit=tuy-phong"]
)
async def test_every_number_of_both_maps_leads_to_a_list_with_that_total(
    reformed: Host, client: httpx.AsyncClient, address: str
) -> None:
    overview = Page((await client.get(address)).text)
    numbers = [(href, words) for href, words in overview.links if href.startswith("/units?")]
    assert len(numbers) > 15
    for href, words in numbers:
        answer = await client.get(f"{href}&limit=200")
        assert answer.status_code == 200
        assert Page(answer.text).total == number_in(words), (href, words)


async def test_the_page_says_both_maps_in_one_line(reformed: Host, client: httpx.AsyncClient) -> None:
    text = " ".join(re.sub(r"<[^>]+>", "", (await client.get("/?map=today")).text).split())
    assert "Cuối năm 2021: 3 huyện, 6 xã, 18 khu dân cư → hiện hành: 5 xã, 17 khu dân cư." in text
    assert "4 xã nhập toàn phần vào đơn vị khác." in text and "1 xã bị chia." in text
    assert "Tổng số hộ: 1.743 = 1.743 Khớp" in text
    assert "Xã Phong Phú → Xã Liên Hương mới, Xã Tuy Phong" in text
    for address in (
        "/?unit=tuy-phong&map=today",
        "/?unit=new-mui-ne",
        "/?unit=mui-ne",
        "/?unit=mui-ne-3&map=today",
        "/units?unit=tuy-phong&map=today",
        "/units?unit=lam-dong&map=today&kind=commune",
        "/search?q=phong",
    ):
        for language in ("vi", "en"):
            assert (await client.get(f"{address}&language={language}")).status_code == 200, address


async def test_a_list_names_units_as_the_map_does(reformed: Host, client: httpx.AsyncClient) -> None:
    async def rows(address: str) -> list[list[str]]:
        return Page((await client.get(address)).text).table("list-title").rows

    then = await rows("/units?kind=commune&year=2021&sort=name")
    assert [row[0] for row in then] == [
        "Thị trấn Liên Hương",
        "Phường Mũi Né",
        "Xã Phong Phú",
        "Phường Phú Thủy",
        "Xã Tam Thanh",
        "Xã Tiến Lợi",
    ]
    assert then[0][1] == "Huyện Tuy Phong"
    today = await rows("/units?kind=commune&year=2021&sort=name&map=today")
    assert len(today) == len(then)
    assert {row[1] for row in today if "Tiến Lợi" in row[0]} == {"Phường Phan Thiết"}


async def test_a_sheet_says_which_map_it_is_of(reformed: Host, client: httpx.AsyncClient) -> None:
    for part in ("places", "reconciled_units", "reconciled_sums", "predecessors"):
        unit = "new-phan-thiet" if part == "predecessors" else "lam-dong"
        text = (await client.get(f"/overview.csv?part={part}&map=today&unit={unit}&year=2021")).text
        assert 'Theo địa giới,"hiện hành, ngày 02/3/2026; quy đổi số liệu của các đơn vị ngày 31/12/2021"' in text
    assert "tại thời điểm, ngày 31/12/2021" in (await client.get("/units.csv?year=2021")).text


async def test_the_api_has_both_maps(reformed: Host, client: httpx.AsyncClient) -> None:
    told: dict[str, Any] = (await client.get("/api/dashboards/overview?year=2021&map=today")).json()
    assert told["path"][-1]["unit_id"] == "lam-dong"
    assert told["days"] == {"counted": "2021-12-31", "placed": "2026-03-02"}
    assert told["reconciliation"]["divided"] == ["phong-phu"]
