"""The operator's page: accounts opened, authority given and ended, the vacant told; everybody else is sent away."""

import json
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from chronicle.host import Host
from portal.sign_in import accounts
from tests.portal.sign_in.browser import PASSWORD, Browser
from tests.services.dashboards.page_reading import Page
from tests.sheets import as_csv, csv_of, files_are, sheet_of
from tests.signed_in import ALWAYS

Opens = Callable[..., Awaitable[Browser]]


@pytest.fixture
async def operating(owner: Any, kept: str, browser: Opens) -> Browser:
    made = await accounts.create(owner, "quan.tri", "Quản trị hệ thống", password_hash=kept)
    await accounts.give(owner, made, "operator", None, ALWAYS)
    return await browser("quan.tri")


async def refusal_of(answer: Any) -> str:
    assert answer.status_code == 422, answer.text
    return str(answer.text.partition('role="alert"')[2].partition("</div>")[0])


async def test_only_an_operator_of_everything_comes_in(owner: Any, officer: UUID, browser: Opens) -> None:
    one = await browser("can.bo")
    for role, unit in (("provincial_officer", None), ("auditor", None), ("operator", "p")):
        await accounts.give(owner, officer, role, unit, ALWAYS)
        assert (await one.open("/accounts")).status_code == (200 if role == "operator" else 403)
    for path in ("/accounts", f"/accounts/{officer}/authority", f"/accounts/{officer}/state"):
        assert (await (await browser()).client.post(path)).status_code == 303


async def test_an_account_is_opened_and_signs_in(owner: Any, operating: Browser, browser: Opens) -> None:
    fields = {"name": "Phường.Phú-Thủy", "title": "Công an phường Phú Thủy", "password": PASSWORD}
    answer = await operating.send("/accounts", "/accounts", **fields)
    assert answer.status_code == 303
    found = await accounts.by_name(owner, "phường.phú-thủy")
    assert found is not None and (found.kind, found.title) == ("officer", fields["title"])
    assert await (await browser("phường.phú-thủy")).is_in()
    assert "đã có người dùng" in await refusal_of(await operating.send("/accounts", "/accounts", **fields))
    for password in ("", "ngắn quá", "Phường.Phú-Thủy"):
        answer = await operating.send("/accounts", "/accounts", **{**fields, "name": "other", "password": password})
        assert await refusal_of(answer)
    kinds = await owner.fetch("SELECT kind, about FROM portal.audit WHERE kind = 'account_opened'")
    assert [(row["kind"], row["about"]) for row in kinds] == [("account_opened", str(found.account_id))]


async def test_where_there_is_a_provider_an_account_may_be_opened_without_a_password(
    owner: Any, operating: Browser, portal: Host, browser: Opens
) -> None:
    service = portal.services["portal"]
    service.settings = service.settings.model_copy(update={"oidc_issuer": "https://sso.example"})
    assert (await operating.send("/accounts", "/accounts", name="sso", title="x", password="")).status_code == 303
    found = await accounts.by_name(owner, "sso")
    assert found is not None and found.password_hash is None
    assert await refusal_of(await (await browser()).sign_in("sso", ""))
    assert await refusal_of(await operating.send("/accounts", "/accounts", name="o", title="x", password="ngắn"))


async def holding(owner: Any, account_id: UUID, day: date) -> list[str]:
    """The roles an account holds on a day, as every request is told of them; and whether it then sees anything."""
    row = await owner.fetchrow("SELECT authorities FROM portal.held_by($1, $2)", account_id, day)
    async with owner.transaction():
        await owner.execute("SELECT portal.look_as($1, $2)", account_id, day)
        sees = await owner.fetchval("SELECT current_setting('antoan.everything')")
    roles = [found["role"] for found in json.loads(row["authorities"])]
    assert (sees == "on") == bool(roles)
    return roles


async def test_authority_is_given_to_a_deputy_and_ended(
    owner: Any, officer: UUID, operating: Browser, portal: Host
) -> None:
    principal = await accounts.create(owner, "truong.phong", "Trưởng phòng")
    today = portal.services["portal"].clock.today()
    day = today.isoformat()
    give, fields = f"/accounts/{officer}/authority", {"role": "auditor", "valid_from": day, "deputy_of": "Truong.Phong"}
    refused = await operating.send("/accounts", give, **fields)
    assert refused.status_code == 422 and "không giữ vai trò ấy" in refused.text
    office = await accounts.give(owner, principal, "auditor", None, today - timedelta(days=3))
    assert (await operating.send("/accounts", give, **fields)).status_code == 303
    [held] = (await accounts.authorities_of(owner, [officer]))[officer]
    assert (held.role, held.unit_id, held.on_behalf_of) == ("auditor", None, principal)
    assert "thay mặt" in (await operating.open("/accounts")).text
    assert await holding(owner, officer, today) == ["auditor"]
    await accounts.end_authority(owner, office, today - timedelta(days=1))
    assert await holding(owner, officer, today) == [], "a deputy holds what the one acted for holds, and no longer"
    ended = await operating.send("/accounts", f"/accounts/authority/{held.authority_id}/end", last_day=day)
    assert ended.status_code == 303
    [held] = (await accounts.authorities_of(owner, [officer]))[officer]
    assert held.valid_to is not None and held.valid_to.isoformat() == day


async def test_authority_that_cannot_be_is_refused_with_its_reason(officer: UUID, operating: Browser) -> None:
    give = f"/accounts/{officer}/authority"
    good = {"role": "auditor", "unit": "", "valid_from": "2021-01-01"}
    for changed, word in (
        ({"role": "king"}, "vai trò"), ({"role": "commune_chair"}, "đơn vị"), ({"unit": "nowhere"}, "danh bạ"),
        ({"valid_from": "01/01/2021"}, "Ngày"), ({"valid_to": "2020-01-01"}, "kết thúc"),
        ({"deputy_of": "nobody"}, "thay mặt"),
    ):  # fmt: skip
        assert word in await refusal_of(await operating.send("/accounts", give, **{**good, **changed}))
    assert "Không có tài khoản" in await refusal_of(
        await operating.send("/accounts", f"/accounts/{uuid4()}/authority", **good)
    )


async def test_an_account_is_stopped_and_opened_again_but_never_ones_own(
    owner: Any, officer: UUID, operating: Browser, browser: Opens
) -> None:
    one = await browser("can.bo")
    state = f"/accounts/{officer}/state"
    assert (await operating.send("/accounts", state, wanted="disabled")).status_code == 303
    assert not await one.is_in()
    assert (await operating.send("/accounts", state, wanted="enabled")).status_code == 303
    await owner.execute("UPDATE portal.account SET failures = 100, last_failure_at = clock_timestamp()")
    assert (await operating.send("/accounts", state, wanted="forgiven")).status_code == 303
    assert await (await browser("can.bo")).is_in()
    own = (await operating.open("/api/portal/me")).json()["account_id"]
    assert (await operating.send("/accounts", f"/accounts/{own}/state", wanted="disabled")).status_code == 409
    assert (await operating.send("/accounts", state, wanted="deleted")).status_code == 409


async def test_everybodys_authority_and_ones_own_leave_as_they_are_shown(
    owner: Any, officer: UUID, operating: Browser, browser: Opens
) -> None:
    await accounts.give(owner, officer, "auditor", None, ALWAYS, date(2099, 1, 31))
    nobody = await accounts.create(owner, "chua.giao", "Chưa được giao")
    await accounts.disable(owner, nobody, disabled=True)
    about, titles, rows = sheet_of((await operating.open("/accounts/list.xlsx")).content)
    assert csv_of((await operating.open("/accounts/list.csv")).content) == (
        about, titles, [[as_csv(value) for value in row] for row in rows],
    )  # fmt: skip
    by_name = {row[0]: dict(zip(titles, row, strict=True)) for row in rows}
    assert set(by_name) == {"quan.tri", "can.bo", "chua.giao"}
    assert (by_name["chua.giao"]["Tình trạng"], by_name["chua.giao"]["Từ ngày"]) == ("Đã ngừng", "")
    assert by_name["quan.tri"]["Đến hết ngày"] == "không hạn"
    assert by_name["can.bo"]["Đến hết ngày"] == date(2099, 1, 31)
    one = await browser("can.bo")
    page = Page((await one.open("/account")).text)
    await files_are(one.client, page.table("held"), "/account/authority")
    assert (await one.open("/accounts/list.csv")).status_code == 403
    kept = await owner.fetch("SELECT about FROM portal.audit WHERE kind = 'exported' ORDER BY at")
    assert [row["about"].split()[0] for row in kept] == [
        "/accounts/list.xlsx", "/accounts/list.csv", "/account/authority.xlsx", "/account/authority.csv",
    ]  # fmt: skip


async def test_an_office_nobody_holds_is_told_of(owner: Any, officer: UUID, operating: Browser) -> None:
    number = await accounts.give(owner, officer, "commune_officer", "phu-thuy", ALWAYS)
    assert "phu-thuy" not in (await operating.open("/accounts")).text.partition('id="all"')[0]
    await accounts.end_authority(owner, number, ALWAYS)
    assert "phu-thuy" in (await operating.open("/accounts")).text.partition('id="all"')[0]


async def test_a_form_of_another_browser_changes_nothing(owner: Any, officer: UUID, operating: Browser) -> None:
    before = dict(operating.client.cookies)
    answer = await operating.client.post(f"/accounts/{officer}/state", data={"wanted": "disabled", "form": "x" * 43})
    assert (answer.status_code, dict(operating.client.cookies)) == (403, before)
    found = await accounts.by_id(owner, officer)
    assert found is not None and found.disabled_at is None
