"""With scripts tables sort and turn in place: the focus stays, one region says what changed, and the way back works."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.async_api import Page, Route, expect

from tests.browser.watching import complaints_of

pytestmark = pytest.mark.browser

LIST = "/units?which=required&kind=residential_area&limit=5"
STILL_HERE = "window.stillHere === true"


async def opened(open_browser: Callable[..., Any], address: str) -> tuple[Page, list[str]]:
    page = await (await open_browser()).new_page()
    complaints = complaints_of(page)
    await page.goto(address)
    await page.evaluate("window.stillHere = true")
    return page, complaints


async def focused(page: Page) -> str:
    return str(await page.evaluate("document.activeElement.id"))


async def test_sorting_swaps_the_table_keeps_the_focus_and_says_so(
    address: str, open_browser: Callable[..., Any]
) -> None:
    page, complaints = await opened(open_browser, address)
    await page.focus("#places-by-name")
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(f"{address}/?sort=name")
    await expect(page.locator("#said")).to_have_text("Theo chữ cái.")
    await expect(page.get_by_role("columnheader", name="Đơn vị").first).to_have_attribute("aria-sort", "ascending")
    assert await focused(page) == "places-by-name"
    assert await page.evaluate(STILL_HERE), "the whole page was loaded"
    names = await page.locator("table").first.locator("tbody th").all_inner_texts()
    assert names == ["Huyện Phú Quý", "Huyện Tuy Phong", "Thành phố Phan Thiết"]
    assert await page.locator("#institutions-below a[download]").first.get_attribute("href") == (
        "/overview.xlsx?part=institutions&unit=binh-thuan&year=2021&sort=name"
    )
    await expect(page.get_by_role("link", name="English")).to_have_attribute("href", "/?sort=name&language=en")
    assert await page.title() == "Tỉnh Bình Thuận, 2021 – An Toàn"
    assert complaints == []


async def test_turning_pages_keeps_the_focus_up_to_the_end_and_back(
    address: str, open_browser: Callable[..., Any]
) -> None:
    page, complaints = await opened(open_browser, address + LIST)
    await page.focus("#page-after")
    for number in (2, 3, 4):
        await page.keyboard.press("Enter")
        await expect(page).to_have_url(f"{address}{LIST}&page={number}")
        await expect(page.locator("#said")).to_contain_text(f"{number * 5 - 4}–{min(number * 5, 18)} trong 18")
        # links are htmx's again 20 ms after a swap; no person presses twice within a tenth of a second
        await page.wait_for_timeout(100)
        assert await focused(page) == "page-after"
    await expect(page.locator("#page-after")).to_have_attribute("aria-disabled", "true")
    assert await page.evaluate(STILL_HERE)
    await page.go_back()
    await expect(page.get_by_text("Trang 3/4")).to_be_visible()
    await expect(page.locator("tbody tr")).to_have_count(5)
    assert complaints == []


async def test_units_are_suggested_as_one_types(address: str, open_browser: Callable[..., Any]) -> None:
    page, complaints = await opened(open_browser, f"{address}/?language=en")
    await page.get_by_role("searchbox", name="Find a unit").press_sequentially("phu thuy", delay=30)
    await expect(page.locator("#found").get_by_role("link", name="Phường Phú Thủy")).to_be_visible()
    await expect(page.locator("#said")).to_have_text("Found 1 unit.")
    assert await focused(page) == "q"
    assert page.url == f"{address}/?language=en"
    await page.keyboard.press("Tab")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Phường Phú Thủy in 2021")
    assert "language=en" in page.url and complaints == []


async def test_on_the_page_of_the_search_the_address_follows(address: str, open_browser: Callable[..., Any]) -> None:
    page, complaints = await opened(open_browser, f"{address}/search")
    await page.get_by_role("searchbox").press_sequentially("khu", delay=30)
    await expect(page.locator("#said")).to_have_text("Tìm thấy 18 đơn vị.")
    assert page.url == f"{address}/search?q=khu"
    assert await page.evaluate(STILL_HERE) and complaints == []


async def test_a_swap_that_fails_becomes_an_ordinary_visit(address: str, open_browser: Callable[..., Any]) -> None:
    page, _ = await opened(open_browser, address + LIST)

    async def broken(route: Route) -> None:
        if "hx-request" in route.request.headers:
            await route.fulfill(status=503)
        else:
            await route.continue_()

    await page.route("**/*", broken)
    await page.click("#page-after")
    await expect(page.get_by_text("Trang 2/4")).to_be_visible()
    assert not await page.evaluate(STILL_HERE)


async def test_a_swap_that_is_led_elsewhere_becomes_an_ordinary_visit(
    address: str, open_browser: Callable[..., Any]
) -> None:
    """As when one must sign in again: the page of the sign-in has none of the parts that would be swapped."""
    page, _ = await opened(open_browser, address + LIST)

    async def elsewhere(route: Route) -> None:
        if "hx-request" in route.request.headers:
            await route.fulfill(status=302, headers={"Location": f"{address}/search"})
        else:
            await route.continue_()

    await page.route("**/units*", elsewhere)
    await page.click("#page-after")
    await expect(page.get_by_text("Trang 2/4")).to_be_visible()
    assert not await page.evaluate(STILL_HERE)
    await expect(page.locator("tbody tr")).to_have_count(5)


async def test_printing_is_offered_where_a_script_can_do_it(address: str, open_browser: Callable[..., Any]) -> None:
    page, _ = await opened(open_browser, address + LIST)
    await page.evaluate("window.print = () => { document.title = 'printed'; }")
    await page.click("#page-after")
    await expect(page.get_by_text("Trang 2/4")).to_be_visible()
    await page.get_by_role("button", name="In trang này").click()
    await expect(page).to_have_title("printed")


async def test_a_table_on_paper_says_by_what_it_is_checked(address: str, open_browser: Callable[..., Any]) -> None:
    page, _ = await opened(open_browser, address + LIST)
    await page.evaluate("window.print = () => { document.title = 'printed'; }")
    await page.get_by_role("button", name="In trang này").click()
    await expect(page).to_have_title("printed")
    line = page.locator(".files + .imprint")
    await expect(line).to_be_hidden()
    await page.emulate_media(media="print")
    await expect(line).to_be_visible()
    told = dict(part.split(": ", 1) for part in (await line.inner_text()).split(" · "))
    typed = (told[name] for name in ("Truy vấn", "Vị trí trong nhật ký", "Mã đối chiếu"))
    asked = urlencode(dict(zip(("query", "position", "code"), typed, strict=True)))
    await page.goto(f"{address}/printouts?{asked}")
    await expect(page.get_by_text("Giống", exact=True)).to_be_visible()


async def test_a_page_behind_what_its_sheet_says_is_fetched_again_before_it_is_printed(
    address: str, open_browser: Callable[..., Any]
) -> None:
    page, _ = await opened(open_browser, address + LIST)
    await page.add_init_script("window.print = () => { document.title = 'printed'; }")
    await page.evaluate("document.querySelector('[data-position]').dataset.position = 1")
    await page.get_by_role("button", name="In trang này").click()
    await expect(page).to_have_title("printed")
    assert not await page.evaluate(STILL_HERE)
    await expect(page.locator(".files + .imprint")).to_have_count(1)
