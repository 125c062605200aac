"""The pages of a rule set say of each value from which layer it is, and compare two versions by layer."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from chronicle.host import Host
from chronicle.settings import Settings
from tests import signed_in
from tests.services.recognition.rule_office import PATH, RULES, Officer, in_force, rule_host


@pytest.fixture
async def host(open_host: Callable[..., Any], settings: Settings) -> Host:
    return await rule_host(open_host, settings)


@pytest.fixture
async def sign_in(host: Host, settings: Settings) -> AsyncIterator[Callable[..., Any]]:
    async with signed_in.officers(host, settings, Officer) as signed:
        yield signed


@pytest.fixture
async def officer(sign_in: Callable[..., Any]) -> Officer:
    found: Officer = await sign_in("provincial_officer", "p")
    return found


async def test_every_value_says_from_which_layer_it_is_and_two_versions_are_compared_by_layer(officer: Officer) -> None:
    await in_force(officer)
    page = await officer.open(PATH)
    assert "Kế hoạch năm 2021 của tỉnh Bình Thuận" in page and page.count("Lớp 3: Năm") == 12
    rows = await officer.rows(f"{PATH}/layers.csv")
    told = {row[0]: row[1:4] for row in rows if row and row[0].startswith("lớp")}
    assert [*told] == ["lớp 1: Thông tư", "lớp 2: Tỉnh", "lớp 3: Năm"]
    assert told["lớp 2: Tỉnh"] == ["Hướng dẫn của tỉnh Bình Thuận ngày 05/11/2021 (tt23-2012-binh-thuan)", "10", "9"]
    rows = await officer.rows(f"{PATH}/documents.csv?kind=school")
    assert [row[-2:] for row in rows if "Bảng tự chấm điểm" in row] == [["lớp 2: Tỉnh", "Chưa xác nhận được"]]

    text = (await officer.file(f"{PATH}/rules.yaml?edition=1")).decode()
    changed = text.replace("first: '2020-10-31'", "first: '2020-11-01'")
    assert changed != text
    await officer.sends(f"{PATH}/draft", {"file": ("rules.yaml", changed.encode())}, edition="1")
    page = await officer.open(PATH)
    assert "Lớp 4: Sửa tại đây; Kỳ xét đến ngày" in page, "a whole file sent back is an edit of what it was based on"
    rows = await officer.rows(f"{PATH}/compare.csv")
    assert [row[5:] for row in rows if "Kỳ xét từ ngày" in row] == [
        ["31/10/2020", "lớp 3: Năm", "01/11/2020", "lớp 4: Sửa tại đây"]
    ]
    rows = await officer.rows(f"{PATH}/compare-layers.csv")
    assert [row[1] for row in rows[rows.index([]) + 2 :]] == ["Như nhau", "Như nhau", "Như nhau", "Chỉ có ở bản sau"]
    assert "Chỉ có ở bản sau" in await officer.open(f"{PATH}/compare")


async def test_a_layer_of_ones_own_is_laid_on_one_that_is_shipped(officer: Officer) -> None:
    mine = (
        "layer: {name: mine-2022, kind: province, base: tt124-2021-year-2022, title_vi: Của tỉnh, title_en: Ours}\n"
        "rule_set: mine-2022\noverlay: 01/HD-BCĐ\n"
    )
    page = await officer.sends(RULES, {"file": ("mine.yaml", mine.encode())})
    assert "01/HD-BCĐ" in page and "Lớp 3: Tỉnh" in page and "Lớp 1: Thông tư" in page
    wrong = mine.replace("base: tt124-2021-year-2022", "base: nowhere")
    answer = await officer.send(RULES, {"file": ("mine.yaml", wrong.encode())})
    assert answer.status_code == 422 and "Dòng 1 layer.base: không có lớp “nowhere”: hãy sửa lại" in answer.text
