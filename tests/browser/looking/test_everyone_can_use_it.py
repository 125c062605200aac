"""The keyboard reaches every action, and without scripts one does as much; see test_every_page for what axe finds."""

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.browser

ACTIONS = """() => [...document.querySelectorAll(
    'a[href], button, input:not([type=hidden]), summary, [tabindex="0"]')]
    .filter(e => e.checkVisibility() && e.getAttribute('tabindex') !== '-1')"""
MARK = f"() => ({ACTIONS})().map((e, n) => {{ e.dataset.action = n; return n; }})"


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
