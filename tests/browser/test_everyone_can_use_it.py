"""Axe finds nothing, the keyboard reaches every action, and without scripts everything is there as well."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.async_api import Page

from tests.browser.watching import LANGUAGES, PAGES, complaints_of, in_language

pytestmark = pytest.mark.browser

RULES = json.dumps({"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})
PHONE = {"width": 360, "height": 740}
ACTIONS = """() => [...document.querySelectorAll(
    'a[href], button, input:not([type=hidden]), summary, [tabindex="0"]')]
    .filter(e => e.checkVisibility() && e.getAttribute('tabindex') !== '-1')"""
MARK = f"() => ({ACTIONS})().map((e, n) => {{ e.dataset.action = n; return n; }})"


async def violations(page: Page, axe: str) -> list[str]:
    """What axe holds against the page, as rule: the first element."""
    await page.evaluate(axe)
    result = await page.evaluate(f"async () => await axe.run(document, {{runOnly: {RULES}}})")
    return [f"{found['id']}: {found['nodes'][0]['html'][:200]}" for found in result["violations"]]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_axe_finds_nothing(address: str, open_browser: Callable[..., Any], axe: str, language: str) -> None:
    page = await (await open_browser()).new_page()
    complaints = complaints_of(page)
    for path in PAGES:
        await page.goto(address + in_language(path, language))
        await page.eval_on_selector_all("details", "all => all.forEach(d => { d.open = true; })")
        assert await violations(page, axe) == [], path
    assert complaints == []


async def test_axe_finds_nothing_on_a_phone(address: str, open_browser: Callable[..., Any], axe: str) -> None:
    page = await (await open_browser(viewport=PHONE)).new_page()
    for path in PAGES:
        await page.goto(address + path)
        assert await violations(page, axe) == [], path


async def test_axe_would_find_something(address: str, open_browser: Callable[..., Any], axe: str) -> None:
    page = await (await open_browser()).new_page()
    await page.goto(address)
    await page.evaluate("document.querySelector('label').remove()")
    assert any(found.startswith("label") for found in await violations(page, axe))


@pytest.mark.parametrize(
    "path",
    [
        "/?unit=mui-ne",
        "/account",
        "/accounts",
        "/units?which=required&kind=residential_area&limit=5&page=2",
        "/search?q=phu",
    ],
)
async def test_the_keyboard_reaches_every_action(address: str, open_browser: Callable[..., Any], path: str) -> None:
    page = await (await open_browser()).new_page()
    await page.goto(address + path)
    wanted = set(await page.evaluate(MARK))
    reached = set()
    # a day has three parts and a calendar to stop at
    for _ in range(4 * len(wanted) + 2):
        await page.keyboard.press("Tab")
        reached.add(await page.evaluate("+(document.activeElement.dataset.action ?? -1)"))
    assert len(wanted) > 10 and wanted <= reached, wanted - reached


@pytest.mark.parametrize("language", LANGUAGES)
async def test_without_scripts_there_is_the_same_to_read_and_to_do(
    address: str, open_browser: Callable[..., Any], language: str
) -> None:
    with_scripts = await (await open_browser()).new_page()
    without = await (await open_browser(java_script_enabled=False)).new_page()
    for path in PAGES:
        seen = []
        for page in (with_scripts, without):
            await page.goto(address + in_language(path, language))
            actions = [
                (await found.get_attribute("href"), await found.get_attribute("action"), await found.text_content())
                for found in await page.locator("a[href], form, summary, button:not([data-print])").all()
            ]
            text = (await page.locator("main").text_content() or "").split()
            seen.append((actions, text))
        assert seen[0] == seen[1], path


async def test_without_scripts_one_sorts_turns_pages_filters_and_searches(
    address: str, open_browser: Callable[..., Any]
) -> None:
    page = await (await open_browser(java_script_enabled=False)).new_page()
    await page.goto(f"{address}/units?which=required&kind=residential_area&limit=5")
    await page.get_by_role("link", name="Sau", exact=True).click()
    assert "page=2" in page.url
    await page.get_by_role("columnheader", name="Đăng ký", exact=True).get_by_role("link").click()
    assert "sort=registered" in page.url and "page" not in page.url
    await page.goto(address)
    await page.get_by_role("searchbox", name="Tìm đơn vị").fill("phu thuy")
    await page.get_by_role("button", name="Tìm").click()
    await page.get_by_role("link", name="Phường Phú Thủy").click()
    assert await page.locator("h1").inner_text() == "Phường Phú Thủy năm 2021"
