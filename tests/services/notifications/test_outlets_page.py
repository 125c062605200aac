"""The pages of where offices are told: set, tried, paused, resumed and ended by form; no secret stands on any of them again."""

import re
from collections.abc import Callable
from ipaddress import ip_network
from typing import Any

import asyncpg
import pytest

from chronicle.host import Host
from chronicle.settings import Settings
from tests import signed_in
from tests.services.dashboards.page_reading import Page
from tests.services.notifications.paged import NEIGHBOUR, OFFICER, OPERATOR, a_province, read, send
from tests.services.notifications.post_office import post_office
from tests.services.notifications.receiver import receiver
from tests.sheets import files_are

PATH = "/notifications/outlets"
OF_C = f"{PATH}?unit=c"
TELEGRAM = "tgram://123456789:abcdefg_hijklmnop-qrstuvwxyz/12315544/"


def form(channel: str, do: str, address: str = "", **more: str) -> dict[str, str]:
    return {"unit_id": "c", "channel": channel, "do": do, f"address-{channel}": address, **more}


@pytest.fixture
async def host(open_host: Callable[..., Any], settings: Settings) -> Host:
    settings.webhook_networks = (ip_network("127.0.0.1/32"),)  # type: ignore[assignment]
    return await a_province(open_host, settings)


async def audited(host: Host, settings: Settings) -> list[str]:
    owner = await asyncpg.connect(settings.owner_url)
    try:
        return [row["about"] for row in await owner.fetch("SELECT about FROM portal.audit WHERE kind = 'outlet_tried'")]
    finally:
        await owner.close()


async def test_a_program_is_set_tried_paused_resumed_and_ended(host: Host, settings: Settings) -> None:
    async with receiver(204, 404) as program:
        kept = await send(host, settings, PATH, OPERATOR, form("webhook", "set", program.address))
        [key] = re.findall(r"whsec_[A-Za-z0-9+/=]+", kept.text)
        assert "127.0.0.1" in kept.text and "secret-path" not in kept.text
        later = (await send(host, settings, OF_C, OPERATOR)).text
        assert "127.0.0.1" in later
        assert key not in later and "secret-path" not in later, "told once"
        assert "Bên nhận đã nhận tin thử." in (await send(host, settings, PATH, OFFICER, form("webhook", "try"))).text
        assert b'"type":"trial"' in program.messages[0].body
        assert program.messages[0].headers["webhook-signature"].startswith("v1,")
        failed = await send(host, settings, PATH, OFFICER, form("webhook", "try"))
        assert "Tin thử không gửi được: Địa chỉ nhận không còn (mã 404)" in failed.text
        assert await audited(host, settings) == ["c webhook"] * 2, "that something left the house is in the audit"
    paused = await send(host, settings, PATH, OPERATOR, form("webhook", "pause"))
    assert "Ngưng nhận từ ngày 08/11/2021" in paused.text
    assert "không có gì thay đổi" in (await send(host, settings, PATH, OPERATOR, form("webhook", "pause"))).text
    assert "Ngưng nhận từ" not in (await send(host, settings, PATH, OPERATOR, form("webhook", "resume"))).text
    asked = await send(host, settings, PATH, OPERATOR, form("webhook", "end"))
    assert "Bỏ nơi nhận “Phần mềm của cơ quan” của Phường Mũi Né?" in asked.text
    assert "127.0.0.1" in (await send(host, settings, OF_C, OPERATOR)).text, "only asked so far"
    ended = await send(host, settings, PATH, OPERATOR, form("webhook", "end", confirmed="yes"))
    assert "127.0.0.1" not in ended.text
    service = host.services["notifications"]
    assert await service.pool.fetchval("SELECT count(*) FROM notifications.endpoint") == 0


@pytest.mark.parametrize(
    ("channel", "address", "what"),
    [
        ("webhook", "https://192.168.1.1/x", "Không gọi địa chỉ trong mạng nội bộ"),
        ("webhook", "ftp://hook.example/", "Địa chỉ phải bắt đầu bằng https://"),
        ("webhook", "https://hook.example/có dấu", "Hãy ghi trọn địa chỉ"),
        ("webhook", "", "Hãy ghi trọn địa chỉ"),
        ("gateway", "pigeon://loft/7", "Không dùng được loại cổng “pigeon”"),
        ("gateway", "json://10.0.0.9/sms", "chưa được quản trị hệ thống cho phép"),
        ("gateway", "tgram://nothing", "không đúng dạng"),
        ("mail", "Nguyễn Văn An", "Hãy ghi địa chỉ thư của cơ quan"),
    ],
)
async def test_an_address_that_cannot_be_is_refused_beside_its_box(
    host: Host, settings: Settings, channel: str, address: str, what: str
) -> None:
    wrong = await send(host, settings, PATH, OFFICER, form(channel, "set", address))
    assert wrong.status_code == 422
    assert re.search(rf'<span class="wrong" id="address-{channel}-wrong">[^<]*{re.escape(what)}', wrong.text)
    assert f'href="#address-{channel}"' in wrong.text
    assert "Chưa có địa chỉ" in (await send(host, settings, OF_C, OFFICER)).text
    assert wrong.text.count("Chưa có địa chỉ") == 3, "nothing was set"


async def test_a_gateway_and_a_mailbox_are_set_and_what_cannot_be_tried_says_why(
    host: Host, settings: Settings
) -> None:
    kept = await send(host, settings, PATH, OFFICER, form("gateway", "set", TELEGRAM))
    assert "tgram" in kept.text and "abcdefg" not in kept.text
    mailed = await send(host, settings, PATH, OFFICER, form("mail", "set", "mui-ne@tinh.example"))
    assert "mui-ne@tinh.example" in mailed.text
    assert "Máy chủ thư chưa được cài đặt" in mailed.text
    nowhere = await send(host, settings, PATH, OFFICER, form("mail", "try"))
    assert "Tin thử không gửi được: Hệ thống chưa được cài đặt máy chủ thư" in nowhere.text
    assert "Cơ quan chưa có phần mềm" in (await send(host, settings, PATH, OFFICER, form("webhook", "pause"))).text
    for wrong in (form("pigeon", "set", "x"), form("mail", "pause"), form("mail", "end", confirmed="yes")):
        assert (await send(host, settings, PATH, OFFICER, wrong)).status_code == 422


async def test_a_mailbox_is_tried_over_smtp(open_host: Callable[..., Any], settings: Settings) -> None:
    with post_office() as office:
        settings.smtp_host, settings.smtp_port = "127.0.0.1", office.port
        host = await a_province(open_host, settings)
        await send(host, settings, PATH, OFFICER, form("mail", "set", "mui-ne@tinh.example"))
        tried = await send(host, settings, PATH, OFFICER, form("mail", "try"))
        assert "Bên nhận đã nhận tin thử." in tried.text
        [mail] = office.mails
        assert "Tin thử" in str(mail["Subject"])


async def test_who_may_not_is_told_who_may_and_nothing_is_kept_or_sent(host: Host, settings: Settings) -> None:
    page = (await send(host, settings, OF_C, ("auditor", "c"))).text
    assert 'disabled aria-describedby="lacking"' in page and "Cán bộ cấp xã" in page
    for do in ("set", "try"):
        refused = await send(host, settings, PATH, ("auditor", "c"), form("webhook", do, "https://hook.example/a"))
        assert refused.status_code == 403
        assert "Ngoài thẩm quyền" in refused.text
    assert (
        await send(host, settings, PATH, NEIGHBOUR, form("webhook", "set", "https://hook.example/a"))
    ).status_code == 404
    assert (await send(host, settings, OF_C, NEIGHBOUR)).status_code == 404
    service = host.services["notifications"]
    assert await service.pool.fetchval("SELECT count(*) FROM notifications.endpoint") == 0
    assert await audited(host, settings) == []


async def test_all_that_is_in_sight_is_listed_and_leaves_as_a_file(host: Host, settings: Settings) -> None:
    assert "Chưa có cơ quan nào nhận thông báo ngoài" in (await send(host, settings, PATH, OPERATOR)).text
    await send(host, settings, PATH, OPERATOR, form("mail", "set", "mui-ne@tinh.example"))
    await send(host, settings, PATH, OPERATOR, form("gateway", "set", TELEGRAM))
    await send(host, settings, PATH, OPERATOR, form("gateway", "pause"))
    await read(host)
    account = await signed_in.account(settings, (OPERATOR,))
    async with signed_in.browser(host, await signed_in.session_of(settings, account)) as client:
        for query, channels in (({}, ["Thư điện tử", "Tin nhắn"]), ({"channel": "gateway"}, ["Tin nhắn"])):
            [table] = Page((await client.get(PATH, params=query)).text).tables
            assert [row[1] for row in table.rows if row] == channels
            await files_are(client, table, PATH, **query)
        assert "ngưng nhận" in (await client.get(PATH)).text
        assert "paused" in (await client.get(PATH, params={"language": "en"})).text
    assert "Tin nhắn" not in "".join(map(str, Page((await send(host, settings, PATH, NEIGHBOUR)).text).tables))
