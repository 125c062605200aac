"""Delivery in plain words: the states a notice goes through outside the house, what each is called, and what may follow."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from string import Template
from typing import Any

from reference.vietnamese import Language
from services.notifications.channels.reasons import reason_words


@dataclass(frozen=True, slots=True)
class State:
    """One state; `vi` and `en` say it to a clerk, `then` names the states that may follow."""

    vi: str
    en: str
    then: frozenset[str] = frozenset()

    def words(self, language: Language) -> str:
        return self.en if language == "en" else self.vi


def _then(*names: str) -> frozenset[str]:
    return frozenset(names)


STATES: Mapping[str, State] = {
    "not_asked": State("Không gửi qua kênh này", "Not asked for by this channel"),
    "waiting": State("Đang chờ gửi", "Waiting to be sent", _then("trying")),
    "waiting_for_hours": State("Chờ đến giờ làm việc: $until", "Waiting until working hours: $until", _then("trying")),
    "waiting_for_digest": State(
        "Chờ bản tin hằng ngày: $until", "Waiting for the daily digest: $until", _then("in_digest")
    ),
    "waiting_for_resume": State(
        "Nơi nhận đang ngưng nhận; chờ đến khi nhận lại",
        "The outlet is paused: waiting until it is resumed",
        _then("waiting", "trying"),
    ),
    "in_digest": State(
        "Trong bản tin hằng ngày đang gửi", "In a daily digest on its way", _then("sent_in_digest", "parked_in_digest")
    ),
    "trying": State(
        "Đang gửi (lần $attempts)",
        "Trying ($attempts)",
        _then("sent", "waiting_to_retry", "waiting_for_resume", "parked"),
    ),
    "waiting_to_retry": State(
        "Đã thử $attempts lần, thử lại lúc $until ($error)", "Tried $attempts times, again at $until ($error)", _then("trying")
    ),
    "sent": State("Đã gửi ngày $day (lần $attempts)", "Sent on $day (attempt $attempts)"),
    "sent_in_digest": State("Đã gửi trong bản tin ngày $day", "Sent in the digest on $day"),
    "parked": State(
        "Tạm dừng từ ngày $day sau $attempts lần: $error",
        "Parked since $day after $attempts attempts: $error",
        _then("retried"),
    ),
    "parked_in_digest": State(
        "Tạm dừng cùng bản tin ngày $day", "Parked with the digest since $day", _then("sent_in_digest")
    ),
    "retried": State(
        "Đã yêu cầu gửi lại ngày $day", "To be tried again since $day", _then("waiting", "waiting_for_hours", "trying")
    ),
}  # fmt: skip
"""The state machine. A retry starts anew with its own waiting."""

WAITING = {
    "turn": "waiting",
    "hours": "waiting_for_hours",
    "digest": "waiting_for_digest",
    "bundle": "in_digest",
    "retry": "waiting_to_retry",
    "resume": "waiting_for_resume",
}
CHANNELS = {
    "inbox": ("Hộp thông báo", "Inbox"),
    "mail": ("Thư điện tử", "Mail"),
    "webhook": ("Phần mềm của cơ quan", "Webhook"),
    "gateway": ("Tin nhắn", "Messages"),
}
MODES = {
    "each": ("Từng thông báo", "Each notice"),
    "digest": ("Bản tin hằng ngày", "Daily digest"),
    "none": ("Chỉ trong hộp thông báo", "Inbox only"),
}


def state_of(delivery: Mapping[str, Any]) -> str:
    """The state of one row of `projections.deliveries.deliveries_of_notices`."""
    if delivery["waits_for"] is not None and delivery["state"] in (None, "retried"):
        return "trying" if delivery["trying"] else WAITING[delivery["waits_for"]]
    if delivery["state"] is None:
        return "not_asked"
    in_digest = delivery["digest_id"] is not None and delivery["state"] in ("sent", "parked")
    return f"{delivery['state']}_in_digest" if in_digest else str(delivery["state"])


def delivery_words(delivery: Mapping[str, Any], language: Language, zone: tzinfo) -> str:
    """What became of a notice by one channel, as a clerk reads it; instants in the time of the province."""
    until: datetime | None = delivery["due_at"]
    day = delivery["on_day"]
    shown = {
        "until": "" if until is None else f"{until.astimezone(zone):%H:%M %d/%m/%Y}",
        "day": "" if day is None else f"{day:%d/%m/%Y}",
        "attempts": delivery["attempts"],
        "error": reason_words(delivery["error"] or "", language),
    }
    return Template(STATES[state_of(delivery)].words(language)).substitute(shown)
