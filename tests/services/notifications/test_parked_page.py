"""The page of what channels gave up: why in plain words, filtered, as a file, tried again by whom, and what became of it."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from chronicle.host import Host
from chronicle.settings import Settings
from contracts.notifications import NoticeFailed, NoticeRaised
from services.notifications.channels.reasons import REASONS, reason_words
from tests import signed_in
from tests.services.dashboards.page_reading import Page
from tests.services.notifications.examples import tell
from tests.services.notifications.paged import NEIGHBOUR, OFFICER, OPERATOR, a_province, read, send
from tests.sheets import files_are

PATH = "/notifications/parked"
DAY = date(2021, 11, 8)


def raised(name: str, unit: str, channel: Any, template: str = "dossier_returned") -> NoticeRaised:
    about = {"year": "2021", "returned_on": "2021-11-08", "shortfalls": "2"}
    return NoticeRaised(
        notice_id=name, unit_id=unit, template=template, about=about, due_on=None, channels=("inbox", channel), raised_on=DAY,
    )  # fmt: skip


def failed(name: str, unit: str, channel: Any, error: str) -> NoticeFailed:
    return NoticeFailed(notice_id=name, unit_id=unit, channel=channel, attempts=7, error=error, failed_on=DAY)


@pytest.fixture
async def host(open_host: Callable[..., Any], settings: Settings) -> Host:
    host = await a_province(open_host, settings)
    for name, unit, channel, template, error in (
        ("n1", "c", "mail", "dossier_returned", "550 no such user"),
        ("n2", "c", "webhook", "review_opened", "answered 404"),
        ("n3", "d", "mail", "dossier_returned", "ConnectionRefusedError: [Errno 111]"),
    ):
        await tell(
            host,
            f"notifications.notice:{name}",
            raised(name, unit, channel, template),
            failed(name, unit, channel, error),
        )
    await read(host)
    return host


def offices(text: str) -> list[str]:
    [table] = Page(text).tables
    return [row[1] for row in table.rows if row]


async def test_what_was_given_up_stands_there_with_its_reason_and_within_sight_only(
    host: Host, settings: Settings
) -> None:
    page = (await send(host, settings, PATH, OPERATOR)).text
    assert offices(page) == ["Xã Tiến Lợi", "Phường Mũi Né", "Phường Mũi Né"], "the newest first"
    assert "Máy chủ thư không nhận thư cho hộp thư này (mã 550)" in page
    assert "550 no such user" in page, "and what was said"
    assert "Không kết nối được với bên nhận" in page
    own = (await send(host, settings, PATH, OFFICER)).text
    assert offices(own) == ["Phường Mũi Né"] * 2
    assert "Tiến Lợi" not in own
    beyond = await send(host, settings, f"{PATH}?unit=d", OFFICER)
    assert beyond.status_code == 404 and "Tiến Lợi" not in beyond.text
    english = (await send(host, settings, f"{PATH}?language=en", OPERATOR)).text
    assert "There is nothing at the address any more (code 404)" in english


async def test_filters_stand_in_the_address_and_the_files_have_the_same_rows(host: Host, settings: Settings) -> None:
    account = await signed_in.account(settings, (OPERATOR,))
    async with signed_in.browser(host, await signed_in.session_of(settings, account)) as client:
        for query, units in (
            ({"unit": "c"}, ["Phường Mũi Né"] * 2),
            ({"channel": "mail"}, ["Xã Tiến Lợi", "Phường Mũi Né"]),
            ({"kind": "review_opened", "unit": ""}, ["Phường Mũi Né"]),
        ):
            page = await client.get(PATH, params=query)
            assert offices(page.text) == units
            [table] = Page(page.text).tables
            about, _, _ = await files_are(client, table, PATH, {"Gửi lại"}, **query)
            assert about["Đơn vị"] == "Trong phạm vi của bạn"
        nothing = await client.get(PATH, params={"unit": "d", "channel": "webhook"})
        assert "Không có mục nào khớp với bộ lọc." in nothing.text
        assert (await client.get(PATH, params={"channel": "pigeon"})).status_code == 422


async def test_one_is_tried_again_and_then_it_stands_under_what_became_of_it(host: Host, settings: Settings) -> None:
    answer = await send(host, settings, f"{PATH}/retry?language=vi", OPERATOR, {"only": "n1~mail"})
    assert "Đã yêu cầu gửi lại 1 thông báo." in answer.text
    assert len(offices(answer.text)) == 2
    again = (await send(host, settings, f"{PATH}?which=again", OFFICER)).text
    assert offices(again) == ["Phường Mũi Né"]
    assert re.search(r"Đang chờ gửi|Đang gửi|Đã thử 1 lần|Đã yêu cầu gửi lại ngày", again)
    twice = await send(host, settings, f"{PATH}/retry", OPERATOR, {"only": "n1~mail"})
    assert "Đã được yêu cầu gửi lại từ trước." in twice.text


async def test_those_that_are_ticked_or_all_that_match_are_tried_again(host: Host, settings: Settings) -> None:
    nothing = await send(host, settings, f"{PATH}/retry", OPERATOR, {"what": "chosen"})
    assert nothing.status_code == 422
    assert "Hãy chọn ít nhất một thông báo" in nothing.text
    asked = await send(host, settings, f"{PATH}/retry?channel=mail", OPERATOR, {"all": "yes"})
    assert "Gửi lại 2 thông báo?" in asked.text
    assert "/notifications/parked/retry?channel=mail" in asked.text, "the filters stay"
    ticked = await send(host, settings, f"{PATH}/retry", OPERATOR, {"what": "chosen", "chosen": ["n1~mail", "n3~mail"]})
    assert "Đã yêu cầu gửi lại 2 thông báo." in ticked.text
    sent = await send(host, settings, f"{PATH}/retry?kind=review_opened", OPERATOR, {"all": "yes", "confirmed": "yes"})
    assert "Đã yêu cầu gửi lại 1 thông báo." in sent.text


async def test_who_may_not_is_told_who_may_and_nothing_is_tried(host: Host, settings: Settings) -> None:
    page = (await send(host, settings, PATH, ("auditor", "c"))).text
    assert 'disabled aria-describedby="lacking"' in page
    assert "Cán bộ cấp xã" in page, "who can"
    assert 'name="only"' not in page
    for held in (("auditor", None), NEIGHBOUR):
        refused = await send(host, settings, f"{PATH}/retry", held, {"only": "n1~mail"})
        assert refused.status_code == 403
        assert "Ngoài thẩm quyền" in refused.text
    for key in ("n404~mail", "no key at all"):
        assert (await send(host, settings, f"{PATH}/retry", OPERATOR, {"only": key})).status_code in {403, 422}
    assert "(3)" in (await send(host, settings, PATH, OPERATOR)).text


@pytest.mark.fast
@pytest.mark.parametrize(
    ("error", "vi"),
    [
        ("the office has no address for this channel any more", "Cơ quan không còn địa chỉ cho kênh này"),
        ("no answer within 10 s", "Bên nhận không trả lời trong 10 giây"),
        ("answered 403", "Phần mềm nhận từ chối vì không có quyền (mã 403)"),
        ("answered 503", "Phần mềm nhận đang lỗi (mã 503)"),
        ("answered 302", "Phần mềm nhận không nhận (mã 302)"),
        ("552 5.2.2 mailbox full", "Hộp thư đầy (mã 552)"),
        ("554 5.7.1 refused", "Máy chủ thư từ chối thư (mã 554)"),
        ("an address inside our own network is not called: x is 10.0.0.1", "Địa chỉ dẫn vào mạng nội bộ nên không được gọi"),
        ("ConnectError: x cannot be resolved: ", "Không tìm thấy máy chủ của bên nhận"),
        ("SMTPServerDisconnected: Connection lost", "Bên nhận ngắt kết nối giữa chừng"),
        ("there is no gateway of the kind “x”", "Địa chỉ không dùng được; hãy ghi lại địa chỉ"),
        ("something else", "Bên nhận không nhận: something else"),
    ],
)  # fmt: skip
def test_a_reason_is_said_so_that_a_clerk_understands_it(error: str, vi: str) -> None:
    assert reason_words(error, "vi") == vi
    assert reason_words(error, "en") != vi


@pytest.mark.fast
def test_no_reason_leaves_a_blank_unfilled() -> None:
    blanks = [reason for reason in REASONS if "$code" in reason.vi + reason.en]
    assert blanks and all(
        reason.pattern.groups == 1 and "$code" in reason.vi and "$code" in reason.en for reason in blanks
    )
