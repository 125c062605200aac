"""The page on which an office says what it wants outside its inbox: filled in, already so, wrong, and by whom."""

import re
from collections.abc import Callable
from typing import Any, get_args

import pytest

from chronicle.host import Host
from chronicle.settings import Settings
from portal.component import COMPONENT as PORTAL
from services.notifications.component import COMPONENT
from services.notifications.notice import Preferable
from services.notifications.preferences import usual_mode
from services.notifications.screens.kinds import GROUPS
from tests.services.notifications.paged import NEIGHBOUR, OFFICER, OPERATOR, a_province, send

PATH = "/notifications/preferences"
FILLED = {
    "unit_id": "c", "mode-not_registered": "digest", "mode-review_opened": "none", "opens": "07:00", "closes": "16:30",
}  # fmt: skip
USUAL = {template: usual_mode(template) for template in get_args(Preferable)}


@pytest.fixture
async def host(open_host: Callable[..., Any], settings: Settings) -> Host:
    return await a_province(open_host, settings)


def chosen(page: str) -> dict[str, str]:
    """By kind, what its box says."""
    boxes = re.findall(r'<select id="mode-(\w+)"(.*?)</select>', page, re.S)
    marked = {template: re.search(r'<option value="(\w+)" selected>', options) for template, options in boxes}
    return {template: "" if found is None else found[1] for template, found in marked.items()}


async def test_an_office_says_what_it_wants_and_is_told_what_always_arrives(host: Host, settings: Settings) -> None:
    empty = await send(host, settings, PATH, OFFICER)
    assert "Phường Mũi Né" in empty.text
    assert "mọi thông báo đều vào hộp thông báo" in empty.text
    assert chosen(empty.text) == USUAL
    answer = await send(host, settings, PATH, OFFICER, FILLED)
    assert "Đã ghi." in answer.text
    said = chosen(answer.text)
    assert (said["not_registered"], said["review_opened"], said["dossier_returned"]) == ("digest", "none", "each")
    assert 'value="07:00"' in answer.text
    again = await send(host, settings, PATH, OFFICER, FILLED)
    assert "không có gì thay đổi" in again.text
    english = await send(host, settings, f"{PATH}?language=en", OFFICER)
    assert "every notice goes into the office" in english.text
    assert "Daily digest" in english.text


async def test_who_may_not_is_told_who_may(host: Host, settings: Settings) -> None:
    refused = await send(host, settings, PATH, ("auditor", "c"), FILLED)
    assert refused.status_code == 403
    assert "Ngoài thẩm quyền" in refused.text
    page = await send(host, settings, f"{PATH}?unit=c", ("auditor", "c"))
    assert 'disabled aria-describedby="lacking"' in page.text
    assert "Cán bộ cấp xã" in page.text, "who can"
    neighbour = await send(host, settings, f"{PATH}?unit=c", NEIGHBOUR)
    assert neighbour.status_code == 404
    assert "Mũi Né" not in neighbour.text
    assert (await send(host, settings, PATH, NEIGHBOUR, FILLED)).status_code in {403, 404}
    operator = await send(host, settings, PATH, OPERATOR, FILLED)
    assert "Đã ghi." in operator.text, "on an office's behalf"


@pytest.mark.parametrize(
    ("fields", "field", "what"),
    [
        ({"opens": "7 giờ"}, "opens", "Hãy ghi giờ và phút"),
        ({"closes": ""}, "closes", "Hãy ghi giờ và phút"),
        ({"opens": "17:00"}, "opens", "Giờ bắt đầu phải trước giờ kết thúc"),
        ({"mode-review_opened": "never"}, "modes", "Hãy chọn cách gửi"),
    ],
)
async def test_what_is_wrong_is_said_beside_its_box_and_changes_nothing(
    host: Host, settings: Settings, fields: dict[str, str], field: str, what: str
) -> None:
    wrong = await send(host, settings, PATH, OFFICER, {**FILLED, **fields})
    assert wrong.status_code == 422
    assert re.search(rf'href="#{field}">[^<]*{what}', wrong.text)
    assert chosen(wrong.text)["not_registered"] == "digest", "what was chosen is still there"
    assert chosen((await send(host, settings, PATH, OFFICER)).text) == USUAL


@pytest.mark.fast
def test_every_kind_an_office_may_choose_has_a_name_in_one_group() -> None:
    named = [template for kinds in GROUPS.values() for template in kinds]
    assert sorted(named) == sorted(get_args(Preferable))


async def test_who_has_no_unit_at_all_is_told_so(open_host: Callable[..., Any], settings: Settings) -> None:
    empty: Host = await open_host(PORTAL, COMPONENT)
    assert "Danh bạ chưa có đơn vị nào." in (await send(empty, settings, PATH, OPERATOR)).text
