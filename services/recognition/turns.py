"""In which state of a dossier each step may be taken, and what is said to whoever comes out of turn."""

from datetime import date
from typing import Literal

from chronicle.refusal import Refused

DossierState = Literal[
    "unknown", "opened", "submitted", "returned", "accepted", "appraised", "proposed", "decided", "lapsed"
]  # fmt: skip

WORDS: dict[DossierState, tuple[str, str]] = {
    "unknown": ("chưa mở", "unknown"),
    "opened": ("đã mở", "opened"),
    "submitted": ("đã nộp", "submitted"),
    "returned": ("đã trả lại", "returned"),
    "accepted": ("đã tiếp nhận", "accepted"),
    "appraised": ("đã thẩm định", "appraised"),
    "proposed": ("đã trình", "proposed"),
    "decided": ("đã quyết định", "decided"),
    "lapsed": ("hết hiệu lực", "lapsed"),
}


def must_be_in_turn(state: DossierState, last_day: date, day: date, *allowed: DossierState) -> None:
    """Raises Refused unless the dossier is in an allowed state and its last step was not taken on a later day."""
    if state == "unknown":
        raise _unknown()
    if state == "decided":
        raise Refused("dossier.decided", vi="Hồ sơ đã được quyết định", en="The dossier has been decided")
    if state == "lapsed":
        raise Refused(
            "dossier.lapsed",
            vi="Đơn vị đã kết thúc, hồ sơ không còn hiệu lực; đơn vị kế tục đăng ký và lập hồ sơ của mình",
            en="The unit has ended and its dossier with it; its successor registers and compiles its own",
        )
    if state not in allowed:
        needed_vi, needed_en = (" / ".join(WORDS[name][language] for name in allowed) for language in (0, 1))
        raise Refused(
            "dossier.out_of_turn",
            vi=f"Hồ sơ đang ở trạng thái {WORDS[state][0]}; bước này cần trạng thái {needed_vi}",
            en=f"The dossier is {WORDS[state][1]}; this step needs it to be {needed_en}",
        )
    _must_not_be_before(last_day, day)


def must_be_decided(state: DossierState, last_day: date, day: date) -> None:
    """Raises Refused for what only a decided dossier can be asked, and for a day before its last step."""
    if state == "unknown":
        raise _unknown()
    if state != "decided":
        raise Refused(
            "dossier.undecided",
            vi=f"Hồ sơ đang ở trạng thái {WORDS[state][0]}, chưa được quyết định",
            en=f"The dossier is {WORDS[state][1]}, nothing was decided yet",
        )
    _must_not_be_before(last_day, day)


def must_be_untouched(state: DossierState, begun: bool) -> None:
    """Raises Refused for a dossier that was submitted already, or in which something lies."""
    if state != "opened" or begun:
        raise Refused(
            "dossier.begun",
            vi="Hồ sơ đã có tài liệu, tự chấm hoặc đã được nộp, nên không bỏ đi được",
            en="Something was filed or assessed in the dossier, or it was submitted: it cannot be put away",
        )


def _unknown() -> Refused:
    return Refused("dossier.unknown", vi="Chưa có hồ sơ này", en="There is no such dossier")


def _must_not_be_before(last_day: date, day: date) -> None:
    if day < last_day:
        raise Refused(
            "dossier.day_before_last_step",
            vi=f"Bước trước đã làm ngày {last_day:%d/%m/%Y}, sau ngày {day:%d/%m/%Y}",
            en=f"The step before was taken on {last_day}, after {day}",
        )
