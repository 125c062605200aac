"""The page of what notices say: each kind, in both languages, by every channel, with values made up; nothing is sent."""

import html
from collections.abc import Callable
from typing import Any, get_args

import pytest

from chronicle.host import Host
from chronicle.settings import Settings
from services.notifications.channels.previews import preview
from services.notifications.notice import Preferable
from tests import signed_in
from tests.services.notifications.paged import OFFICER, a_province, send

PATH = "/notifications/preview"


@pytest.fixture
async def host(open_host: Callable[..., Any], settings: Settings) -> Host:
    return await a_province(open_host, settings)


async def test_every_kind_is_shown_in_both_languages_and_nothing_is_recorded(host: Host, settings: Settings) -> None:
    head = await host.services["notifications"].log.head()
    account = await signed_in.account(settings, (OFFICER,))
    async with signed_in.browser(host, await signed_in.session_of(settings, account)) as client:
        for template in (*get_args(Preferable), "daily_digest"):
            for words in ("vi", "en"):
                answer = await client.get(PATH, params={"kind": template, "words": words})
                assert answer.status_code == 200
                shown = html.unescape(answer.text)
                assert preview(template, words).subject in shown  # type: ignore[arg-type]
                assert preview("dossier_returned", "en").subject in shown or template != "dossier_returned"
                assert "không gửi gì cho ai" in shown
        assert (await client.get(PATH, params={"kind": "unheard_of"})).status_code == 422
    assert await host.services["notifications"].log.head() == head


async def test_it_is_shown_as_each_channel_would_say_it(host: Host, settings: Settings) -> None:
    page = html.unescape((await send(host, settings, f"{PATH}?kind=review_to_do&language=en", OFFICER)).text)
    vietnamese, english = preview("review_to_do", "vi"), preview("review_to_do", "en")
    assert f"{vietnamese.subject} · {english.subject}" in page, "one mail in both languages"
    assert f'<pre class="sample" lang="en">{english.text}</pre>' in page
    assert f"{vietnamese.subject}\n{vietnamese.text}</pre>" in page, "messages are in Vietnamese"
    assert '"type": "notice.review_to_do"' in page
    digest = html.unescape((await send(host, settings, f"{PATH}?kind=daily_digest", OFFICER)).text)
    assert "chỉ gửi bằng thư" in digest and '"type"' not in digest
