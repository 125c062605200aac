"""A year played through the real gateway over TLS, and what the gateway keeps to itself."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable

import httpx
import pytest
from typer.testing import CliRunner

from chronicle.component import Component
from deploy.cli import app
from deploy.components import COMPONENTS
from reference.rule_sets import load_rule_set, rule_set_file
from tests.system.doors import Doors
from tests.system.gateway import Gateway, caddy, open_gateway
from tests.system.installation import Installation
from tests.system.overview import must_show_the_year
from tests.system.year import Year, play

pytestmark = pytest.mark.system

YEAR = Year(load_rule_set(rule_set_file("tt124-2021-year-2022")))
SERVED = [component for component in COMPONENTS if component.web is not None]


@pytest.fixture(scope="module")
async def gateway(installation: Installation, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Gateway]:
    upstreams = {component.name: f"127.0.0.1:{installation.ports[component.name]}" for component in SERVED}
    async with open_gateway(upstreams, tmp_path_factory.mktemp("gateway")) as opened:
        yield opened


@pytest.fixture(scope="module")
async def front(gateway: Gateway, installation: Installation) -> AsyncIterator[Doors]:
    """The one door for every service, its certificate checked."""
    address = f"https://localhost:{gateway.https_port}"
    async with Doors(lambda service: address, installation.header, verify=gateway.trust()) as opened:
        yield opened


async def test_a_year_goes_through_the_gateway_and_the_overview_shows_it(front: Doors) -> None:
    await play(YEAR, front)
    await must_show_the_year(YEAR, front)
    head = await front.of("residential_area_head", YEAR.unit("area"))
    notices = await head.until(lambda found: found["unread"] >= 3, "notifications", f"units/{YEAR.unit('area')}")
    assert {notice["template"] for notice in notices["notices"]} == {
        "dossier_returned", "dossier_accepted", "dossier_recognised",
    }  # fmt: skip


async def test_only_who_trusts_its_authority_speaks_with_it_and_nobody_in_the_clear(gateway: Gateway) -> None:
    async with httpx.AsyncClient() as stranger:
        with pytest.raises(httpx.ConnectError, match="certificate verify failed"):
            await stranger.get(f"https://localhost:{gateway.https_port}/")
        sent_on = await stranger.get(f"http://localhost:{gateway.http_port}/?unit=x")
    assert sent_on.status_code == 308
    # without a port: compose publishes whatever it listens on as 443
    assert sent_on.headers["location"] == "https://localhost/?unit=x"


@pytest.mark.parametrize("component", SERVED, ids=lambda component: component.name)
async def test_each_path_reaches_its_own_service(front: Doors, doors: Doors, component: Component) -> None:
    described = await front.page(component.name, f"/api/{component.name}/openapi.json")
    assert described.json()["info"]["title"] == f"An Toàn: {component.name}"
    for path in component.paths:
        through, direct = await front.page(component.name, path), await doors.page(component.name, path)
        assert (through.status_code, through.headers.get("content-type")) == (
            direct.status_code, direct.headers.get("content-type"),
        )  # fmt: skip


async def test_pages_come_with_their_style_and_their_guards(front: Doors) -> None:
    page = await front.page("dashboards", f"/?unit={YEAR.unit('province')}&year={YEAR.number}")
    assert page.status_code == 200
    assert page.headers["strict-transport-security"] == "max-age=31536000"
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "server" not in page.headers
    [style] = re.findall(r'<link rel="stylesheet" href="([^"]+)"', page.text)
    answer = await front.page("dashboards", style)
    assert (answer.status_code, answer.headers["content-type"].split(";")[0]) == (200, "text/css")


async def test_the_services_know_that_the_gateway_was_asked_over_tls_and_answer_to_no_other_name(
    front: Doors, doors: Doors
) -> None:
    for tried, https in ((front, True), (doors, False)):
        answer = await tried.page("dashboards", "/api/models/nothing")
        assert ("strict-transport-security" in answer.headers) == https
    told = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example"}
    refused = await doors.post("models", "close", {}, **told)
    assert (refused.status_code, refused.json()["code"]) == (400, "host.unknown")
    assert "strict-transport-security" in refused.headers, "this test's peer is a trusted one"
    # what a stranger claims to have forwarded is replaced by the gateway
    assert (await front.post("models", "close", {}, **told)).status_code == 422


async def test_the_first_operator_signs_in_through_the_gateway_and_out_again(
    gateway: Gateway, installation: Installation
) -> None:
    password = "gió nam thổi mát rượi bến thuyền"
    told = installation.programs["migrations"].environment
    made = await asyncio.to_thread(
        lambda: CliRunner().invoke(app, ["operator", "quan.tri"], env=told, input=f"{password}\n")
    )
    assert made.exit_code == 0, made.output
    here = f"https://localhost:{gateway.https_port}"
    origin = {"Origin": here, "Sec-Fetch-Site": "same-origin"}
    async with httpx.AsyncClient(base_url=here, verify=gateway.trust()) as browser:

        async def send(page: str, path: str, **fields: str) -> httpx.Response:
            [form, *_] = re.findall(r'name="form" value="([^"]+)"', (await browser.get(page)).text)
            return await browser.post(path, data={"form": form, **fields}, headers=origin)

        sent_away = await browser.get("/accounts")
        assert (sent_away.status_code, sent_away.headers["location"]) == (303, "/sign-in?next=%2Faccounts")
        entered = await send(
            "/sign-in?next=/accounts", "/sign-in", name="Quan.Tri", password=password, next="/accounts"
        )
        assert (entered.status_code, entered.headers["location"]) == (303, "/accounts")
        assert (await browser.get("/accounts")).status_code == 200
        # one session for all processes
        assert (await browser.get("/api/models/units/nowhere")).status_code != 401
        assert (await browser.get("/")).status_code == 200
        stolen = browser.cookies["__Host-antoan"]
        assert (await send("/account", "/sign-out")).status_code == 303
        assert (await browser.get("/", headers={"Cookie": f"__Host-antoan={stolen}"})).status_code == 303


async def test_health_and_measures_are_for_inside(front: Doors, doors: Doors) -> None:
    for path in ("/health/ready", "/health/metrics", "/health/live", "//health/metrics", "/%68ealth/metrics"):
        assert (await front.page("dashboards", path)).status_code == 404, path
    assert (await doors.page("dashboards", "/health/metrics")).status_code == 200


async def test_a_stranger_is_told_so_in_a_problem_document(front: Doors) -> None:
    answer = await front.post("models", "close", {}, Authorization="Bearer wrong")
    assert (answer.status_code, answer.headers["content-type"]) == (401, "application/problem+json")


async def test_what_is_too_large_for_a_service_is_its_own_problem_and_what_is_larger_stops_at_the_door(
    front: Doors,
) -> None:
    answer = await front.post("models", "close", {"reason": "x" * 400_000})
    assert (answer.status_code, answer.headers["content-type"]) == (413, "application/problem+json")
    assert await stopped_at_the_door(front.post("models", "close", {"reason": "x" * 3_000_000}))


async def test_a_file_larger_than_any_form_reaches_the_portal_and_comes_back_whole(front: Doors) -> None:
    content = b"%PDF-1.7\n" + b"x" * 3_000_000
    answer = await front.upload(YEAR.unit("province"), "kế hoạch.pdf", content)
    # before the year is played through this gateway there is no unit yet: the portal says so, and not the gateway
    assert answer.status_code in (201, 404), answer.text
    if answer.status_code == 201:
        assert (await front.page("portal", f"/attachments/{answer.json()['sha256']}")).content == content
    assert await stopped_at_the_door(front.upload("nowhere", "x.pdf", b"x" * 30_000_000))


async def stopped_at_the_door(asked: Awaitable[httpx.Response]) -> bool:
    """Told so, or cut off while still sending: then the answer may be lost in the reset. Debian's Caddy calls it a bad gateway."""
    try:
        return (await asked).status_code in (413, 502)
    except (httpx.ReadError, httpx.WriteError, httpx.RemoteProtocolError):
        return True


def test_where_there_is_no_caddy_it_is_skipped_with_the_command_and_in_ci_it_fails(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="apt-get install"):
        caddy()
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="apt-get install"):
        caddy()
