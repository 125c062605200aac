"""Every page in both languages, looked at in every way one uses it; in one of them with axe, in the other without scripts."""

from collections.abc import Callable, Collection
from typing import Any

import pytest
from playwright.async_api import Page

from tests.browser.looking.checks import (
    DESK,
    PAPER,
    PHONE,
    TO_READ_AND_TO_DO,
    contrast,
    on_a_phone,
    on_paper,
    open_details,
    structure,
    violations,
)
from tests.browser.looking.conftest import Place
from tests.browser.watching import LANGUAGES, OF_AN_OFFICE, PAGES, complaints_of, in_language

pytestmark = pytest.mark.browser

parts = 6
"""A part of the pages a test: two workers share them, and none comes near the time limit."""
WAYS = ("axe", "without scripts")
"""What takes longest."""
CHECKS = {"structure", "contrast", "phone", "contrast on paper", "paper", *WAYS}
BROKEN = """() => {
    const add = (kind, text, style) => {
        const made = document.querySelector('main').appendChild(document.createElement(kind));
        made.textContent = text;
        for (const [name, value] of Object.entries(style)) made.style.setProperty(name, value, 'important');
    };
    add('h1', 'another', {});
    add('p', 'pale', {color: '#ccc'});
    add('button', 'wide and low', {display: 'block', height: '20px', width: '900px'});
    document.querySelector('label').remove();
}"""


async def looked_at(page: Page) -> dict[str, list[str]]:
    """What is wrong with the page that is loaded: as it came on the desk, on a phone, on paper.

    One load is enough: no page does anything by its width or its medium but by CSS.
    """
    found = {"structure": await structure(page), "contrast": await contrast(page)}
    await page.set_viewport_size(PHONE)
    found["phone"] = await on_a_phone(page)
    await page.emulate_media(media="print")
    await page.set_viewport_size(PAPER)
    found["paper"] = await on_paper(page)
    found["contrast on paper"] = await contrast(page)
    await page.emulate_media(media="screen")
    await page.set_viewport_size(DESK)
    return found


async def by_axe(page: Page, axe: str, language: str) -> list[str]:
    """With all details open, in Vietnamese on the desk and in English on a phone. What axe finds by the language (an empty
    name, a wrong `lang`) it finds at either width, and what it finds by the width (what scrolls, targets) in either language;
    only the room that words take depends on both, and that is measured on the phone and on paper in both languages."""
    await page.set_viewport_size(DESK if language == "vi" else PHONE)
    await open_details(page)
    found = await violations(page, axe)
    await page.set_viewport_size(DESK)
    return found


async def wrong(
    page: Page, without: Page, url: str, axe: str, language: str, ways: Collection[str] = WAYS, spoil: str = ""
) -> dict[str, list[str]]:
    """Loads the page and tells what is wrong with it."""
    await page.goto(url)
    if spoil:
        await page.evaluate(spoil)
    seen = await page.evaluate(TO_READ_AND_TO_DO)
    found = await looked_at(page)
    if "axe" in ways:
        found["axe"] = await by_axe(page, axe, language)
    if "without scripts" in ways:
        await without.goto(url)
        pairs = zip(seen, await without.evaluate(TO_READ_AND_TO_DO), strict=True)
        found["without scripts"] = [f"{one} / {other}" for one, other in pairs if one != other]
    return {check: what for check, what in found.items() if what}


def way(path: str, language: str) -> str:
    """Each page one way in one language and the other in the other; the pages of one kind take turns."""
    return WAYS[(PAGES.index(path) + LANGUAGES.index(language)) % 2]


@pytest.fixture
async def both(open_browser: Callable[..., Any]) -> tuple[Page, Page]:
    """A page that runs scripts, and one that runs none."""
    with_scripts = await (await open_browser(viewport=DESK)).new_page()
    return with_scripts, await (await open_browser(java_script_enabled=False)).new_page()


@pytest.fixture
async def both_of_an_office(open_browser: Callable[..., Any], place: Place) -> tuple[Page, Page]:
    """The same, signed in as somebody who acts for two offices."""
    found = [await open_browser(viewport=DESK, signed_in=False, java_script_enabled=runs) for runs in (True, False)]
    for context in found:
        await context.add_cookies([place.office])
    return await found[0].new_page(), await found[1].new_page()


@pytest.mark.parametrize("language", LANGUAGES)
async def test_nothing_is_wrong_with_the_pages_of_an_office(
    address: str, both_of_an_office: tuple[Page, Page], axe: str, language: str
) -> None:
    complaints = complaints_of(both_of_an_office[0])
    found = {
        path: await wrong(*both_of_an_office, address + in_language(path, language), axe, language)
        for path in OF_AN_OFFICE
    }
    assert {path: what for path, what in found.items() if what} == {}
    assert complaints == []


@pytest.mark.parametrize("part", range(parts))
@pytest.mark.parametrize("language", LANGUAGES)
async def test_nothing_is_wrong_with_any_page(
    address: str, both: tuple[Page, Page], axe: str, language: str, part: int
) -> None:
    complaints = complaints_of(both[0])
    asked: set[str] = set()
    both[0].on("request", lambda request: asked.add(request.url))
    found = {
        path: await wrong(*both, address + in_language(path, language), axe, language, (way(path, language),))
        for path in PAGES[part::parts]
    }
    assert {path: what for path, what in found.items() if what} == {}
    assert complaints == []
    assert len(asked) > len(PAGES[part::parts]), "style and scripts were asked for"
    assert [url for url in asked if not url.startswith(f"{address}/")] == [], "nothing comes from elsewhere"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_whatever_is_wrong_is_found(address: str, both: tuple[Page, Page], axe: str, language: str) -> None:
    """The control: a page with one of each."""
    found = await wrong(*both, address + in_language("/", language), axe, language, spoil=BROKEN)
    assert set(found) == CHECKS, found
    assert any(rule.startswith("label") for rule in found["axe"])
