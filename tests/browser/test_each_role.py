"""Each role of the demonstration signs in through the form, sees its area and only it, and signs out again."""

import io
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from playwright.async_api import Page
from rich.console import Console

from chronicle.settings import Settings
from deploy.demo.accounts import settle_accounts
from tests.browser.looking.checks import violations
from tests.browser.watching import LANGUAGES, complaints_of, in_language

pytestmark = pytest.mark.browser

AREAS = {
    "residential_area_head": ("Khu phố 1", "/?unit=tam-thanh-2"),
    "commune_officer": ("Xã Tam Thanh", "/?unit=mui-ne"),
    "commune_chair": ("Xã Tam Thanh", "/?unit=phu-quy"),
    "district_officer": ("Huyện Phú Quý", "/?unit=lien-huong"),
    "district_chair": ("Huyện Phú Quý", "/?unit=binh-thuan"),
    "provincial_officer": ("Tỉnh Bình Thuận", "/?unit=nowhere"),
    "provincial_chair": ("Tỉnh Bình Thuận", "/?unit=nowhere"),
    "auditor": ("Tỉnh Bình Thuận", "/?unit=nowhere"),
    "operator": ("Tỉnh Bình Thuận", "/?unit=nowhere"),
}
"""Role → what the page is about that it begins with, and a page that is not there for it."""


@pytest.fixture
async def password(address: str, settings: Settings) -> str:
    """Of all accounts of the demonstration, as it prints it."""
    console = Console(file=io.StringIO(), width=200)
    await settle_accounts(str(settings.database_url), date(2020, 1, 1), console)
    printed = console.file.getvalue()  # type: ignore[attr-defined]
    assert all(role in printed for role in AREAS)
    return re.search(r"password of all: (.+)", printed)[1].strip()  # type: ignore[index]


async def sign_in(page: Page, address: str, role: str, password: str, path: str = "/") -> None:
    await page.goto(address + path)
    assert page.url.startswith(f"{address}/sign-in?next=")
    await page.fill("#name", role)
    await page.fill("#password", password)
    await page.click("main form button")
    await page.wait_for_url(address + path)


async def test_each_role_sees_its_area_and_only_it(
    address: str, open_browser: Callable[..., Any], password: str
) -> None:
    for role, (area, beyond) in AREAS.items():
        page = await (await open_browser(signed_in=False, java_script_enabled=role != "commune_officer")).new_page()
        complaints = complaints_of(page)
        await sign_in(page, address, role, password)
        assert area in await page.inner_text("h1"), role
        assert (await page.locator(".crumbs a").count()) == 0, "nothing stands above where a role begins"
        answer = await page.goto(address + beyond)
        assert answer is not None and answer.status == 404, role
        assert await page.locator('.who a[href^="/accounts"]').count() == (role == "operator"), role
        await page.click(".who button")
        await page.wait_for_url(f"{address}/sign-in")
        await page.goto(address + "/account")
        assert "/sign-in?next=%2Faccount" in page.url
        assert complaints == [], role


async def test_a_wrong_password_is_said_first_on_the_page_and_leads_to_the_field(
    address: str, open_browser: Callable[..., Any], password: str
) -> None:
    page = await (await open_browser(signed_in=False)).new_page()
    await page.goto(address + "/sign-in")
    await page.fill("#name", "auditor")
    await page.fill("#password", password + "!")
    await page.keyboard.press("Enter")
    await page.click('[role="alert"] a')
    assert await page.evaluate("document.activeElement.id") == "name"
    assert await page.input_value("#password") == "", "a password is never sent back"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_axe_finds_nothing_on_the_way_in(
    address: str, open_browser: Callable[..., Any], axe: str, language: str
) -> None:
    page = await (await open_browser(signed_in=False)).new_page()
    await page.goto(address + in_language("/sign-in", language))
    assert await violations(page, axe) == []
    await page.fill("#name", "nobody")
    await page.fill("#password", "wrong wrong wrong")
    await page.keyboard.press("Enter")
    await page.wait_for_selector('[role="alert"]')
    assert await violations(page, axe) == []
    assert await page.get_attribute("html", "lang") == language
