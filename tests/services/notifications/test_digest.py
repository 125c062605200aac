"""The daily digest: what gathered and what lies with the office, in one mail a working day, each notice once."""

from collections.abc import AsyncIterator, Callable
from datetime import date
from typing import Any

import pytest

from chronicle.host import RELAY
from contracts.calendar import DayBegan
from contracts.notifications import MailboxSet, PreferencesSet
from contracts.recognition import DossierSubmitted, Due
from services.notifications.channels import digests, sending
from services.notifications.component import COMPONENT
from services.notifications.notice import RaiseNotice, RetryNotice
from tests.reading import all_read
from tests.services.notifications.examples import DAY, OTHERS, list_units, listed, tell
from tests.services.notifications.played import context_of, play, province, stands, states, until
from tests.services.notifications.post_office import PostOffice, post_office

TOMORROW = date(2021, 3, 25)
PREFERS = PreferencesSet(
    unit_id="c1", modes={"dossier_returned": "digest", "dossier_recognised": "digest"}, previous_modes={}, hours=None,
    previous_hours=None, set_on=DAY,
)  # fmt: skip
SUBMITTED = DossierSubmitted(
    dossier_id="bt-2021/a1", unit_id="a1", year=2021, round=1, documents=(), submitted_on=DAY, submitted_to="c1",
    due=Due(step="check_completeness", on=date(2021, 3, 26), since=DAY, working_days=2, calendar=None, calendar_version=0),
)  # fmt: skip


@pytest.fixture
async def office(open_host: Callable[..., Any], settings: Any, monkeypatch: Any) -> AsyncIterator[Callable[..., Any]]:
    """`host = await office(post)`: the commune c1 with a mailbox, which wants what comes of dossiers once a day."""
    monkeypatch.setattr(sending, "pauses_seconds", (0,))
    clock = await play(settings)

    async def opened(post: PostOffice) -> Any:
        settings.smtp_host, settings.smtp_port = "127.0.0.1", post.port
        host = await open_host(RELAY, *OTHERS, COMPONENT, clock=clock)
        await list_units(host, listed("c1"), listed("a1", "residential_area"))
        await tell(
            host, "notifications.mailbox:c1", MailboxSet(unit_id="c1", address="c1@x.example", previous_address=None)
        )
        await tell(host, "notifications.preferences:c1", PREFERS)
        return host

    yield opened


async def told(host: Any, notice_id: str, template: Any, about: dict[str, str]) -> None:
    command = RaiseNotice(
        occurred_on=host.clock.today(), notice_id=notice_id, unit_id="c1", template=template, about=about,
        channels=("inbox", "mail"),
    )  # fmt: skip
    await host.services["notifications"].handle(command, context_of(host))


async def two_returned(host: Any) -> None:
    await told(host, "n1", "dossier_returned", {"year": "2021", "shortfalls": "2", "returned_on": "2021-03-24"})
    await told(host, "n2", "dossier_recognised", {"year": "2021", "decision_number": "12/QĐ-UBND"})
    for template in ("dossier_returned", "dossier_recognised"):
        waiting = await stands(host, "c1", template, "waiting_for_digest")
        assert waiting["due_at"] == province(2021, 3, 25, 7, 30)


async def test_notices_gather_and_leave_together_in_the_morning(office: Any) -> None:
    with post_office() as post:
        host = await office(post)
        await two_returned(host)
        assert post.offered == 0
        host.clock.instant = province(2021, 3, 25, 7, 31)
        for template in ("dossier_returned", "dossier_recognised"):
            await stands(host, "c1", template, "sent_in_digest")
        await stands(host, "c1", "daily_digest", "sent")
        host.clock.instant = province(2021, 3, 26, 7, 31)
        await all_read(host.services["notifications"])
    [mail] = post.mails
    assert "2 thông báo" in mail["Subject"]
    text = mail.get_content()
    assert "- Hồ sơ năm 2021 được trả lại để bổ sung" in text and "- Dossier for 2021 returned for correction" in text
    service = host.services["notifications"]
    assert await service.pool.fetchval("SELECT count(*) FROM notifications.delivery") == 0
    assert await service.pool.fetchval("SELECT count(*) FROM notifications.digest") == 0


async def test_what_is_due_is_told_even_where_nothing_gathered_and_nothing_where_nothing_is(office: Any) -> None:
    with post_office() as post:
        host = await office(post)
        host.clock.instant = province(2021, 3, 25, 0, 5)
        await tell(host, "calendar.day:province", DayBegan(day=TOMORROW), day=TOMORROW)
        await all_read(host.services["notifications"])
        host.clock.instant = province(2021, 3, 25, 8)
        service = host.services["notifications"]

        async def none_expected() -> bool:
            return not await service.pool.fetchval("SELECT count(*) FROM notifications.digest")

        await until(none_expected)
        assert post.offered == 0
        await tell(host, "recognition.dossier:bt-2021/a1", SUBMITTED, day=TOMORROW)
        host.clock.instant = province(2021, 3, 26, 0, 5)
        await tell(host, "calendar.day:province", DayBegan(day=date(2021, 3, 26)), day=date(2021, 3, 26))
        await all_read(service)
        host.clock.instant = province(2021, 3, 26, 7, 30)
        await stands(host, "c1", "daily_digest", "sent")
    digest = next(mail for mail in post.mails if "Việc trong ngày" in mail["Subject"])
    assert "kiểm tra thành phần hồ sơ, Xã Tân Hà năm 2021" in digest.get_content()


async def test_a_digest_that_is_refused_is_parked_and_with_it_what_it_brought(office: Any) -> None:
    with post_office("550 no such mailbox") as post:
        host = await office(post)
        await two_returned(host)
        host.clock.instant = province(2021, 3, 25, 7, 31)
        await stands(host, "c1", "dossier_returned", "parked_in_digest")
        await stands(host, "c1", "dossier_recognised", "parked_in_digest")
        digest = await stands(host, "c1", "daily_digest", "parked")
        assert "no such mailbox" in digest["error"]
        again = RetryNotice(occurred_on=TOMORROW, notice_id=digest["notice_id"], channel="mail")
        await host.services["notifications"].handle(again, context_of(host))
        await stands(host, "c1", "dossier_recognised", "sent_in_digest")
        await stands(host, "c1", "dossier_returned", "sent_in_digest")
        assert (await states(host, "c1"))["daily_digest"][0] == "sent"
    assert len(post.mails) == 1


async def test_a_digest_under_way_for_a_day_is_not_gathered_again_by_the_next(office: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(sending, "pauses_seconds", (3_600 * 24, 60))
    with post_office("451 later") as post:
        host = await office(post)
        await two_returned(host)
        host.clock.instant = province(2021, 3, 25, 7, 31)
        await stands(host, "c1", "daily_digest", "waiting_to_retry")
        await told(host, "n3", "dossier_returned", {"year": "2020", "shortfalls": "1", "returned_on": "2021-03-25"})
        await all_read(host.services["notifications"])
        host.clock.instant = province(2021, 3, 26, 9)

        async def both_sent() -> bool:
            return len(post.mails) == 2 and not await host.services["notifications"].pool.fetchval(
                "SELECT count(*) FROM notifications.delivery"
            )

        await until(both_sent)
    texts = [mail.get_content() for mail in post.mails]
    assert sorted(text.count("Hồ sơ năm 2021 được trả lại để bổ sung") for text in texts) == [0, 1]
    assert sorted(text.count("Hồ sơ năm 2020 được trả lại để bổ sung") for text in texts) == [0, 1]


async def test_what_one_digest_cannot_name_goes_in_the_next(office: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(digests, "items_max", 1)
    with post_office() as post:
        host = await office(post)
        await two_returned(host)
        for day in (25, 26):
            host.clock.instant = province(2021, 3, day, 7, 31)

            async def so_many(number: int = day - 24) -> bool:
                return len(post.mails) == number

            await until(so_many)
        await stands(host, "c1", "dossier_returned", "sent_in_digest")
        await stands(host, "c1", "dossier_recognised", "sent_in_digest")
    texts = [mail.get_content() for mail in post.mails]
    assert [text.count("Hồ sơ năm 2021 được trả lại để bổ sung") for text in texts] == [1, 0]
