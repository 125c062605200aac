"""Every state a delivery can be in has its plain words, and follows only from those the table says."""

from datetime import date
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from services.notifications.channels.words import CHANNELS, STATES, WAITING, delivery_words, state_of
from tests.services.notifications.played import province

pytestmark = pytest.mark.fast

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def a_delivery(**known: Any) -> dict[str, Any]:
    nothing = dict.fromkeys(("state", "on_day", "error", "digest_id", "waits_for", "due_at", "trying"))
    return {**nothing, "channel": "mail", "attempts": 0, **known}


WAITS = {"due_at": province(2021, 3, 25, 7, 30)}


@pytest.mark.parametrize(
    ("known", "state", "vi"),
    [
        ({}, "not_asked", "Không gửi qua kênh này"),
        ({**WAITS, "waits_for": "turn"}, "waiting", "Đang chờ gửi"),
        ({**WAITS, "waits_for": "hours"}, "waiting_for_hours", "Chờ đến giờ làm việc: 07:30 25/03/2021"),
        ({**WAITS, "waits_for": "digest"}, "waiting_for_digest", "Chờ bản tin hằng ngày: 07:30 25/03/2021"),
        ({**WAITS, "waits_for": "turn", "trying": True, "attempts": 1}, "trying", "Đang gửi (lần 1)"),
        (
            {**WAITS, "waits_for": "retry", "attempts": 2, "error": "451 later"},
            "waiting_to_retry",
            "Đã thử 2 lần, thử lại lúc 07:30 25/03/2021 (Máy chủ thư chưa nhận, xin gửi lại sau (mã 451))",
        ),
        ({"state": "sent", "on_day": date(2021, 3, 24), "attempts": 2}, "sent", "Đã gửi ngày 24/03/2021 (lần 2)"),
        (
            {"state": "parked", "on_day": date(2021, 3, 24), "attempts": 7, "error": "it said $no"},
            "parked",
            "Tạm dừng từ ngày 24/03/2021 sau 7 lần: Bên nhận không nhận: it said $no",
        ),
        (
            {"state": "sent", "on_day": date(2021, 3, 25), "digest_id": "d1"},
            "sent_in_digest",
            "Đã gửi trong bản tin ngày 25/03/2021",
        ),
        ({"state": "retried", "on_day": date(2021, 3, 25)}, "retried", "Đã yêu cầu gửi lại ngày 25/03/2021"),
        ({"state": "retried", **WAITS, "waits_for": "turn"}, "waiting", "Đang chờ gửi"),
        ({"state": "sent", "on_day": date(2021, 3, 24), **WAITS, "waits_for": "turn"}, "sent", None),
    ],
)
def test_a_clerk_reads_how_it_stands(known: dict[str, Any], state: str, vi: str | None) -> None:
    delivery = a_delivery(**known)
    assert state_of(delivery) == state
    assert vi is None or delivery_words(delivery, "vi", ZONE) == vi
    assert "$" not in delivery_words({**delivery, "error": None}, "en", ZONE)


def test_whatever_is_known_of_a_delivery_it_is_in_a_state_that_has_words() -> None:
    kept = product((None, "sent", "parked", "retried"), (None, *WAITING), (None, "d1"), (False, True))
    found = {
        state_of(a_delivery(state=state, waits_for=waits_for, digest_id=digest_id, trying=trying))
        for state, waits_for, digest_id, trying in kept
    }
    assert found == STATES.keys()


def test_every_state_but_the_first_follows_from_another_and_all_lead_to_an_end() -> None:
    followed = set().union(*(state.then for state in STATES.values()))
    beginnings = {"not_asked", "waiting", "waiting_for_hours", "waiting_for_digest"}
    assert followed <= STATES.keys() and STATES.keys() - followed <= beginnings
    ends = {name for name, state in STATES.items() if not state.then}
    assert ends == {"not_asked", "sent", "sent_in_digest"}
    reaching = set(ends)
    while more := {name for name, state in STATES.items() if state.then & reaching} - reaching:
        reaching |= more
    assert reaching == STATES.keys()
    assert CHANNELS.keys() == {"inbox", "mail", "webhook", "gateway"}
