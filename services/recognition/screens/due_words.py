"""By when a dossier's next step is due, and why, in words: every date can explain itself. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from contracts.recognition import Due, Pause
from portal.share import Standing
from portal.words import Words
from services.recognition.clock import days_not_worked, why
from services.recognition.screens import wording


@dataclass(frozen=True, slots=True)
class DueTold:
    """The step, its day, how near it is, and how the day was found."""

    step: str
    on: date
    standing: Standing
    left: str
    why: str
    not_worked: Sequence[tuple[date, str]] = ()
    """The holidays that were passed over, with their reasons."""


def due_told(words: Words, due: Due, today: date, off: Mapping[date, str]) -> DueTold:
    """How a due day reads on a day. `off` are the days off of the calendar it was counted by."""
    standing, left = standing_of(words, due.on, today)
    reason = why(due)[words.language == "en"]
    return DueTold(words(wording.STEPS[due.step]), due.on, standing, left, reason, days_not_worked(due, off))


def standing_of(words: Words, on: date, today: date) -> tuple[Standing, str]:
    """How near a last day is, as a sign and in words."""
    days = (on - today).days
    if days < 0:
        return "overdue", words.several("quá hạn %(shown)s ngày", -days)
    if days == 0:
        return "behind", words("hết hôm nay")
    return "not_started", words.several("còn %(shown)s ngày", days)


def paused(words: Words, pause: Pause) -> str:
    """What is said while the clock stands still."""
    step, left = words(wording.STEPS[pause.step]), pause.working_days_left
    if left < 0:
        return words.several(
            "Đồng hồ đang dừng ở bước “%(step)s”, khi ấy đã quá hạn %(shown)s ngày làm việc.", -left, step=step
        )
    return words.several(
        "Đồng hồ đang dừng ở bước “%(step)s”, khi nộp lại còn %(shown)s ngày làm việc.", left, step=step
    )
