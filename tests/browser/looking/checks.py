"""What every page has to be, as questions to one that is loaded. Each answers with what is wrong; nothing is."""

from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from playwright.async_api import Page, ViewportSize

target_px_min = 24
DESK: ViewportSize = {"width": 1280, "height": 720}
PHONE: ViewportSize = {"width": 360, "height": 740}
PAPER: ViewportSize = {"width": 718, "height": 1047}
"""A4 with margins of 10 mm, in CSS pixels."""
AXE = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
    # what passes is not told in full: that takes longer than finding it
    "resultTypes": ["violations"],
}
SMALL = """min => [...document.querySelectorAll('a, summary, button, input:not([type=hidden])')]
    .filter(e => !e.closest('svg') && !e.matches('.skip, [hidden]') && e.checkVisibility())
    .filter(e => e.getBoundingClientRect().height < min).map(e => e.textContent)"""
STRUCTURE = """() => {
    const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
    return {
        repeated: ids.filter((id, n) => ids.indexOf(id) !== n),
        bare: [...document.querySelectorAll('table')]
            .filter(t => !t.caption || [...t.querySelectorAll('th')].some(h => !h.scope)).map(t => t.id),
        levels: [...document.querySelectorAll('h1,h2,h3')].map(h => +h.tagName[1]),
        title: document.title,
    };
}"""
PRESSABLE = """() => [...document.querySelectorAll('button, input, summary, .files')]
    .filter(e => e.checkVisibility()).map(e => e.outerHTML.slice(0, 80))"""
TO_READ_AND_TO_DO = """() => { const words = element => {
    const told = element.cloneNode(true);
    // how many notices are unread: a script asks for it, without one the inbox says it
    told.querySelectorAll('[data-unread-from]').forEach(one => one.remove());
    return told.textContent;
}; return [
    document.querySelector('main').textContent.split(/\\s+/).filter(word => word),
    [...document.querySelectorAll('a[href], form, summary, button:not([data-print])')]
        .map(e => [e.getAttribute('href'), e.getAttribute('action'), words(e)]),
]; }"""


async def violations(page: Page, axe: str) -> list[str]:
    """What axe holds against the page, as rule: the first element."""
    await page.evaluate(axe)
    result = await page.evaluate("async asked => await axe.run(document, asked)", AXE)
    return [f"{found['id']}: {found['nodes'][0]['html'][:200]}" for found in result["violations"]]


async def open_details(page: Page) -> None:
    await page.eval_on_selector_all("details", "all => all.forEach(d => { d.open = true; })")


async def structure(page: Page) -> list[str]:
    """Landmarks, headings in order, a title, tables with captions and scopes, no id twice."""
    found = [
        f"{count} of {role}"
        for role, count in [
            *[(role, await page.get_by_role(role).count()) for role in ("banner", "main", "contentinfo")],  # type: ignore[arg-type]
            ("heading 1", await page.get_by_role("heading", level=1).count()),
        ]
        if count != 1
    ]
    seen: dict[str, Any] = await page.evaluate(STRUCTURE)
    found += [f"id twice: {name}" for name in seen["repeated"]]
    found += [f"a table without caption or scope: {name}" for name in seen["bare"]]
    found += [f"h{before} before h{after}" for before, after in pairwise(seen["levels"]) if after > before + 1]
    return found if seen["title"] else [*found, "no title"]


@cache
def _contrast_script() -> str:
    return Path(__file__).with_name("contrast.js").read_text(encoding="utf-8")


async def contrast(page: Page) -> list[str]:
    """WCAG 2.2, 1.4.3: at least 4.5 to 1 for every text there is."""
    found: list[str] = await page.evaluate(_contrast_script())
    return found


async def on_a_phone(page: Page) -> list[str]:
    """Nothing to scroll sideways, nothing too small for a finger."""
    width = await page.evaluate("document.documentElement.scrollWidth")
    small = await page.evaluate(SMALL, target_px_min)
    return [*([f"{width} px wide"] if width != PHONE["width"] else []), *(f"small: {text}" for text in small)]


async def on_paper(page: Page) -> list[str]:
    """Nothing cut, nothing left to press, and the foot says what it is."""
    width = await page.evaluate("document.documentElement.scrollWidth")
    found = [f"{width} px wide"] if width > PAPER["width"] else []
    found += [f"to press: {html}" for html in await page.evaluate(PRESSABLE)]
    foot = page.get_by_role("contentinfo")
    return found if await foot.count() == 1 and await foot.is_visible() else [*found, "no foot"]
