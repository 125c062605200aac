"""A page of notices that stays open: what happens appears by itself, is said once, and is not missed while the line is down."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.async_api import Page

from chronicle.host import Host
from chronicle.settings import Settings
from contracts.recognition import DossierSubmitted
from services.notifications.screens import inbox_page, live
from tests.browser.conftest import officer
from tests.browser.line import line_to
from tests.browser.watching import complaints_of
from tests.services.dashboards.province import TODAY, about
from tests.services.notifications.examples import tell

pytestmark = pytest.mark.browser

appears_ms_max = 15_000
ROUNDS = iter(range(2, 100))
WATCH = """() => {
    window.kept = true;
    window.heard = [];
    const said = document.getElementById('said');
    new MutationObserver(() => window.heard.push(said.textContent)).observe(said, {childList: true, characterData: true});
}"""
SHOWN = "() => [...document.querySelectorAll('#notices article')].map(one => one.getAttribute('aria-labelledby'))"


@dataclass
class Desk:
    """An officer of Mũi Né and Phan Thiết before the inbox."""

    page: Page
    host: Host

    async def shown(self) -> list[str]:
        found: list[str] = await self.page.evaluate(SHOWN)
        return found

    async def appear(self, count: int) -> None:
        """Waits, bounded, until so many notices stand there."""
        await self.page.wait_for_function(
            "n => document.querySelectorAll('#notices article').length === n", arg=count, timeout=appears_ms_max
        )

    async def heard(self) -> list[str]:
        found: list[str] = await self.page.evaluate("window.heard")
        return found

    async def happens(self) -> None:
        """A dossier is handed in once more, and its standing body is told."""
        handed_in = DossierSubmitted(
            **about("mui-ne-3"),
            round=next(ROUNDS),
            documents=(),
            submitted_on=TODAY.date(),
            submitted_to="mui-ne",
        )
        await tell(self.host, "recognition.dossier:binh-thuan-2021/mui-ne-3", handed_in, day=TODAY.date())


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """News come at once, and a browser comes back at once."""
    monkeypatch.setattr(live, "watch_ms", 50)
    monkeypatch.setattr(inbox_page, "retry_ms", 200)


@pytest.fixture
async def sit_down(
    small_province: Host, address: str, settings: Settings, open_browser: Callable[..., Any]
) -> Callable[..., Any]:
    cookie = await officer(settings, address)

    async def desk(at: str = address, **options: Any) -> Desk:
        context = await open_browser(signed_in=False, **options)
        await context.add_cookies([cookie])
        page = await context.new_page()
        await page.goto(f"{at}/notifications")
        return Desk(page, small_province)

    return desk


async def test_what_happens_appears_by_itself_and_is_said_once(quick: None, sit_down: Callable[..., Any]) -> None:
    desk: Desk = await sit_down()
    complaints = complaints_of(desk.page)
    before = await desk.shown()
    await desk.page.evaluate(WATCH)
    held = f"#read-{before[0].removeprefix('n-')}"
    await desk.page.focus(held)
    await desk.happens()
    await desk.appear(len(before) + 1)
    [new, *others] = await desk.shown()
    assert others == before and new not in before, "on top, and the others as they were"
    count = len(before) + 1
    assert f"({count})" in await desk.page.inner_text("nav.who"), "the count in the head"
    assert f"({count})" in await desk.page.inner_text("#notices nav")
    assert await desk.heard() == [f"Có thông báo mới. Chưa đọc: {count}"], "said once"
    assert await desk.page.evaluate("window.kept"), "without loading the page again"
    assert await desk.page.evaluate("'#' + document.activeElement.id") == held, "the focus stays where it was"
    await desk.page.click(f"#read-{new.removeprefix('n-')}")
    await desk.page.wait_for_load_state()
    await desk.appear(len(before))
    assert complaints == []


async def test_what_is_read_elsewhere_goes_without_a_word(quick: None, sit_down: Callable[..., Any]) -> None:
    here: Desk = await sit_down()
    elsewhere: Desk = await sit_down(java_script_enabled=False)
    before = await here.shown()
    await here.page.evaluate(WATCH)
    await elsewhere.page.click(f"#read-{before[0].removeprefix('n-')}")
    await here.appear(len(before) - 1)
    assert await here.shown() == before[1:]
    assert await here.heard() == []


async def test_after_a_lost_line_nothing_is_missed_and_nothing_stands_twice(
    quick: None, address: str, sit_down: Callable[..., Any]
) -> None:
    async with line_to(address) as line:
        desk: Desk = await sit_down(line.address)
        before = await desk.shown()
        await desk.page.evaluate(WATCH)
        line.cut()
        await desk.happens()
        await desk.happens()
        await asyncio.sleep(0.5)
        assert await desk.shown() == before, "nobody gets through"
        line.mend()
        await desk.appear(len(before) + 2)
        shown = await desk.shown()
        assert len(set(shown)) == len(shown) and shown[2:] == before
        assert await desk.heard() == [f"Có thông báo mới. Chưa đọc: {len(shown)}"]
        taken = line.taken
        line.cut()
        line.mend()
        async with asyncio.timeout(appears_ms_max / 1_000):
            while line.taken == taken:
                await asyncio.sleep(0.05)
        await desk.happens()
        await desk.appear(len(before) + 3)
        assert len(await desk.heard()) == 2, "coming back without news is no news"
        assert await desk.page.evaluate("window.kept")


async def test_without_scripts_the_page_says_as_much_when_it_is_loaded(sit_down: Callable[..., Any]) -> None:
    desk: Desk = await sit_down(java_script_enabled=False)
    before = await desk.page.locator("#notices article").count()
    await desk.happens()
    async with asyncio.timeout(appears_ms_max / 1_000):
        while await desk.page.locator("#notices article").count() == before:
            await asyncio.sleep(0.1)
            await desk.page.reload()
    assert await desk.page.locator("#notices article").count() == before + 1
    await desk.page.locator("#notices article").first.get_by_role("button", name="Đánh dấu đã đọc").click()
    assert await desk.page.locator("#notices article").count() == before
