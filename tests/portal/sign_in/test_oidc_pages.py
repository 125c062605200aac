"""Through a provider and back: whose identity is bound to an account comes in, once, in the browser that began."""

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import httpx
import pytest

from chronicle.host import Host
from portal.sign_in import accounts, oidc_pages, sessions, tokens
from tests.portal.sign_in.browser import Browser
from tests.portal.sign_in.hostile_provider import CLIENT_ID, CLIENT_SECRET, CODE, HostileProvider, signed

Opens = Callable[..., Awaitable[Browser]]


@pytest.fixture
async def portal(portal: Host, hostile: HostileProvider) -> Host:
    """The portal with this provider."""
    service = portal.services["portal"]
    service.settings = service.settings.model_copy(update={"oidc_issuer": hostile.issuer, "oidc_client_id": CLIENT_ID})
    # the folder is the whole session's: the other tests have no issuer and do not look at it
    (service.settings.secrets / "oidc_client_secret").write_text(CLIENT_SECRET)
    return portal


@pytest.fixture
async def sso(owner: Any) -> UUID:
    return await accounts.create(owner, "sso", "Công an phường")


async def begin(one: Browser, path: str = "/sign-in/oidc?next=/account") -> dict[str, str]:
    answer = await one.open(path)
    assert answer.status_code == 303, answer.text
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["location"]).query).items()}


async def come_back(one: Browser, hostile: HostileProvider, asked: dict[str, str], **claims: Any) -> httpx.Response:
    hostile.gives(signed(hostile.claims(asked["nonce"], **claims)))
    query = {"state": asked["state"], "code": CODE, "iss": hostile.issuer}
    return await one.client.get("/sign-in/oidc/callback", params=query)


async def test_an_account_is_bound_at_the_first_sign_in_and_known_by_its_identity_afterwards(
    owner: Any, sso: UUID, hostile: HostileProvider, browser: Opens
) -> None:
    one = await browser()
    assert "/sign-in/oidc" in (await one.open("/sign-in")).text
    asked = await begin(one)
    assert asked["redirect_uri"] == "https://antoan/sign-in/oidc/callback"
    entered = await come_back(one, hostile, asked, preferred_username="SSO")
    assert (entered.status_code, entered.headers["location"], await one.is_in()) == (303, "/account", True)
    assert oidc_pages.COOKIE not in one.client.cookies
    again = await browser()
    assert (await come_back(again, hostile, await begin(again), preferred_username="renamed")).status_code == 303
    assert await again.is_in()
    other = await browser()
    refused = await come_back(other, hostile, await begin(other), sub="another", preferred_username="sso")
    assert (refused.status_code, await other.is_in()) == (409, False), "the name alone opens nothing any more"
    rows = await owner.fetch("SELECT kind, account_id, about FROM portal.audit ORDER BY audit_id")
    assert [tuple(row) for row in rows] == [
        ("signed_in", sso, "oidc"), ("signed_in", sso, "oidc"), ("sign_in_refused", None, "oidc"),
    ]  # fmt: skip


async def test_a_name_of_an_account_with_a_password_is_never_taken_over(
    owner: Any, officer: UUID, hostile: HostileProvider, browser: Opens
) -> None:
    one = await browser()
    refused = await come_back(one, hostile, await begin(one), preferred_username="can.bo")
    assert (refused.status_code, await one.is_in()) == (409, False)
    found = await accounts.by_id(owner, officer)
    assert found is not None and found.oidc_subject is None


@pytest.mark.parametrize("state", ["disabled", "program"])
async def test_neither_a_disabled_account_nor_a_program_comes_in(
    owner: Any, sso: UUID, hostile: HostileProvider, browser: Opens, state: str
) -> None:
    await accounts.bind(owner, sso, hostile.issuer, "anh")
    await owner.execute(
        "UPDATE portal.account SET disabled_at = clock_timestamp()"
        if state == "disabled" else "UPDATE portal.account SET kind = 'program'"
    )  # fmt: skip
    one = await browser()
    refused = await come_back(one, hostile, await begin(one))
    assert (refused.status_code, await one.is_in()) == (409, False)


async def test_only_the_browser_that_began_comes_back_and_only_once(
    owner: Any, sso: UUID, hostile: HostileProvider, browser: Opens
) -> None:
    await accounts.bind(owner, sso, hostile.issuer, "anh")
    one, stranger = await browser(), await browser()
    asked = await begin(one)
    assert (await come_back(stranger, hostile, asked)).status_code == 409, "a link sent by another signs nobody in"
    await begin(stranger)
    assert (await come_back(stranger, hostile, asked)).status_code == 409, "of two that were begun each is its own"
    assert (await come_back(one, hostile, asked)).status_code == 303
    token = one.client.cookies[sessions.COOKIE]
    assert (await come_back(one, hostile, asked)).status_code == 409
    assert one.client.cookies[sessions.COOKIE] == token


async def test_a_cookie_that_we_did_not_sign_for_this_is_none(
    sso: UUID, settings: Any, owner: Any, hostile: HostileProvider, browser: Opens
) -> None:
    one = await browser()
    asked = await begin(one)
    for planted in ("", "x.y.z", await tokens.issue(owner, settings.secrets, sso, "test", 1)):
        one.client.cookies.set(oidc_pages.COOKIE, planted, domain="antoan.local", path="/")
        assert (await come_back(one, hostile, asked)).status_code == 409


async def test_one_goes_on_to_no_other_site(owner: Any, sso: UUID, hostile: HostileProvider, browser: Opens) -> None:
    await accounts.bind(owner, sso, hostile.issuer, "anh")
    one = await browser()
    entered = await come_back(one, hostile, await begin(one, "/sign-in/oidc?next=//evil.example"))
    assert (entered.status_code, entered.headers["location"]) == (303, "/")


async def test_without_a_provider_there_is_no_such_way(portal: Host, browser: Opens) -> None:
    service = portal.services["portal"]
    service.settings = service.settings.model_copy(update={"oidc_issuer": None})
    one = await browser()
    assert (await one.open("/sign-in/oidc")).status_code == 404
    assert "/sign-in/oidc" not in (await one.open("/sign-in")).text
