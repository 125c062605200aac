"""The overview in a browser: both languages, by mouse and keyboard, without scripts, on a phone, within the budget."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import expect

from tests.browser.watching import PAGES, complaints_of

pytestmark = pytest.mark.browser

target_px_min = 24
BARE_TABLES = "all => all.filter(t => !t.caption || [...t.querySelectorAll('th')].some(h => !h.scope)).length"
REPEATED_IDS = """() => {
    const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
    return ids.filter((id, n) => ids.indexOf(id) !== n);
}"""
PHONE = {"width": 360, "height": 740}
PAPER = {"width": 718, "height": 1047}
"""A4 with margins of 10 mm, in CSS pixels."""


async def test_the_page_speaks_both_languages(address: str, open_browser: Callable[..., Any]) -> None:
    page = await (await open_browser()).new_page()
    complaints = complaints_of(page)
    await page.goto(address)
    await expect(page.get_by_text("Đến 08/11/2021: 14/18 khu dân cư đã đăng ký; còn 4")).to_be_visible()
    await page.get_by_role("link", name="English").click()
    await expect(
        page.get_by_text("As of 8 Nov 2021: 14 of 18 residential areas have registered; 4 to go")
    ).to_be_visible()
    assert await page.get_attribute("html", "lang") == "en"
    await page.get_by_role("link", name="Tiếng Việt").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Tỉnh Bình Thuận năm 2021")
    assert complaints == []


async def test_one_drills_down_by_clicking_and_comes_back_by_the_path(
    address: str, open_browser: Callable[..., Any]
) -> None:
    page = await (await open_browser()).new_page()
    await page.goto(f"{address}/?language=en")
    for name in ("Huyện Tuy Phong", "Xã Phong Phú", "Khu phố 3"):
        await page.get_by_role("row").get_by_role("link", name=name).click()
        await expect(page.get_by_role("heading", level=1)).to_contain_text(name)
    await expect(page.get_by_text("As of 8 Nov 2021: not registered, overdue since 30 Apr 2021.")).to_be_visible()
    crumbs = page.get_by_role("navigation", name="Breadcrumb")
    assert await crumbs.get_by_role("link").all_inner_texts() == ["Tỉnh Bình Thuận", "Huyện Tuy Phong", "Xã Phong Phú"]
    await crumbs.get_by_role("link", name="Huyện Tuy Phong").click()
    await expect(page).to_have_url(f"{address}/?language=en&unit=tuy-phong&year=2021")


async def test_one_drills_down_with_the_keyboard_alone(address: str, open_browser: Callable[..., Any]) -> None:
    page = await (await open_browser()).new_page()
    await page.goto(address)
    await page.keyboard.press("Tab")
    assert await page.evaluate("document.activeElement.className") == "skip"
    await page.keyboard.press("Enter")
    for _ in range(40):
        await page.keyboard.press("Tab")
        if await page.evaluate("document.activeElement.textContent") == "Huyện Phú Quý":
            break
    outline = await page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid", "the focus cannot be seen"
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Huyện Phú Quý")


async def test_everything_works_without_scripts(address: str, open_browser: Callable[..., Any]) -> None:
    page = await (await open_browser(java_script_enabled=False)).new_page()
    await page.goto(address)
    await page.locator("summary").nth(2).click()
    await expect(page.get_by_text("Khu dân cư chưa báo cáo số hộ")).to_be_visible()
    await page.get_by_role("columnheader", name="Đơn vị").get_by_role("link").first.click()
    names = await page.locator("table").first.locator("tbody th").all_inner_texts()
    assert names == ["Huyện Phú Quý", "Huyện Tuy Phong", "Thành phố Phan Thiết"]


async def test_no_page_scrolls_sideways_on_a_phone_or_has_a_target_too_small(
    address: str, open_browser: Callable[..., Any]
) -> None:
    page = await (await open_browser(viewport=PHONE)).new_page()
    complaints = complaints_of(page)
    for path in PAGES:
        for language in ("vi", "en"):
            joint = "&" if "?" in path else "?"
            await page.goto(f"{address}{path}{joint}language={language}")
            assert await page.evaluate("document.documentElement.scrollWidth") == PHONE["width"], path
            small = await page.evaluate(
                """min => [...document.querySelectorAll('a, summary, button, input:not([type=hidden])')]
                    .filter(e => !e.closest('svg') && !e.matches('.skip, [hidden]') && e.checkVisibility())
                    .filter(e => e.getBoundingClientRect().height < min).map(e => e.textContent)""",
                target_px_min,
            )
            assert small == [], path
    assert complaints == []


async def test_nothing_comes_from_elsewhere(address: str, open_browser: Callable[..., Any]) -> None:
    page = await (await open_browser()).new_page()
    for path in PAGES:
        await page.goto(f"{address}{path}", wait_until="networkidle")
        origins = await page.evaluate("performance.getEntriesByType('resource').map(e => new URL(e.name).origin)")
        assert set(origins) == {address}, path


async def test_the_structure_is_there_for_who_does_not_see_it(address: str, open_browser: Callable[..., Any]) -> None:
    page = await (await open_browser()).new_page()
    for path in PAGES:
        await page.goto(f"{address}{path}")
        for landmark in ("banner", "main", "contentinfo"):
            await expect(page.get_by_role(landmark)).to_have_count(1)
        await expect(page.get_by_role("heading", level=1)).to_have_count(1)
        assert await page.title()
        levels = await page.eval_on_selector_all("h1,h2,h3", "found => found.map(h => +h.tagName[1])")
        assert all(after <= before + 1 for before, after in pairwise(levels)), path
        bare = await page.eval_on_selector_all("table", BARE_TABLES)
        assert bare == 0, path
        twice = await page.evaluate(REPEATED_IDS)
        assert twice == [], path


@pytest.mark.parametrize("media", ["screen", "print"])
async def test_what_is_written_stands_out_from_what_is_behind_it(
    address: str, open_browser: Callable[..., Any], media: Any
) -> None:
    """WCAG 2.2, 1.4.3: at least 4.5 to 1 for every text there is."""
    page = await (await open_browser()).new_page()
    await page.emulate_media(media=media)
    script = (Path(__file__).parent / "contrast.js").read_text(encoding="utf-8")
    for path in PAGES:
        await page.goto(f"{address}{path}")
        assert await page.evaluate(script) == [], path


async def test_the_map_tells_states_apart_without_colour(address: str, open_browser: Callable[..., Any]) -> None:
    page = await (await open_browser()).new_page()
    await page.goto(address)
    shapes = await page.eval_on_selector_all("svg.land use", "found => found.map(u => u.getAttribute('href'))")
    assert sorted(shapes) == ["#is-done", "#is-overdue", "#is-overdue"]
    titles = await page.eval_on_selector_all("svg.land title", "found => found.map(t => t.textContent)")
    assert "Huyện Phú Quý: Quá hạn" in titles


async def test_on_paper_nothing_is_cut_and_nothing_is_left_to_press(
    address: str, open_browser: Callable[..., Any]
) -> None:
    page = await (await open_browser(viewport=PAPER)).new_page()
    await page.emulate_media(media="print")
    for path in PAGES:
        for language in ("vi", "en"):
            await page.goto(f"{address}{path}{'&' if '?' in path else '?'}language={language}")
            assert await page.evaluate("document.documentElement.scrollWidth") <= PAPER["width"], path
            pressable = await page.eval_on_selector_all(
                "button, input, summary, .files", "all => all.filter(e => e.checkVisibility()).length"
            )
            assert pressable == 0, path
            await expect(page.get_by_role("contentinfo")).to_be_visible()
