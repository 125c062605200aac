"""What a notice says, in Vietnamese and in English: subject and text, from `templates/notices/`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from string import Template
from types import MappingProxyType

FOLDER = Path(__file__).parents[1] / "templates" / "notices"

_UNIT_KINDS = {
    "province": ("tỉnh", "the province"),
    "district": ("cấp huyện", "districts"),
    "commune": ("xã, phường, thị trấn", "communes"),
    "residential_area": ("khu dân cư", "residential areas"),
    "agency": ("cơ quan", "agencies"),
    "enterprise": ("doanh nghiệp", "enterprises"),
    "school": ("nhà trường", "schools"),
    "all": ("các đơn vị", "all units"),
}
_STEPS = {
    "check_completeness": ("kiểm tra thành phần hồ sơ", "check of completeness"),
    "correct": ("bổ sung hồ sơ", "correction"),
    "appraise": ("thẩm định", "appraisal"),
    "propose": ("đề nghị công nhận", "proposal"),
    "decide": ("quyết định công nhận", "decision"),
}
_DOCUMENTS = {
    "resolution": ("nghị quyết chuyên đề", "thematic resolution"),
    "plan": ("kế hoạch", "plan"),
    "guidance": ("hướng dẫn", "guidance"),
}
_RESULTS = {
    "upheld": ("giữ nguyên quyết định", "the decision stands"),
    "not_upheld": ("không giữ nguyên quyết định", "the decision does not stand"),
}
_WORDS = {"unit_kind": _UNIT_KINDS, "step": _STEPS, "document": _DOCUMENTS, "result": _RESULTS}
"""What stands under these keys of a notice is one of so many words."""
_UNITS = ("unit", "holder")
"""What stands under these is a unit's id, shown by the name it bears today."""
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


class NoWording(Exception):
    """A notice of an older or newer program asks for words that are not here."""


@dataclass(frozen=True, slots=True)
class Wording:
    """One notice in one language. The subject is one line."""

    subject: str
    text: str


class _Shown(dict[str, str]):
    """What is not known is shown as a dash, so that one missing number does not keep a notice from its office."""

    def __missing__(self, key: str) -> str:
        return "—"


def wording(
    template: str, about: Mapping[str, str], due_on: date | None, names: Mapping[str, str] = MappingProxyType({})
) -> tuple[Wording, Wording]:
    """The Vietnamese and the English words of a notice; `names` tells of unit ids. Raises NoWording."""
    written = {**about} if due_on is None else {**about, "due_on": due_on.isoformat()}
    vietnamese, english = _templates(template)
    said = {key: _said(key, value, names) for key, value in written.items()}
    return (
        _filled(vietnamese, {key: words for key, (words, _) in said.items()}),
        _filled(english, {key: words for key, (_, words) in said.items()}),
    )


@cache
def _templates(template: str) -> tuple[str, str]:
    path = FOLDER / f"{template}.txt"
    # an identifier may hold dots and slashes; what is not a file right here is nobody's words
    if path.parent != FOLDER or "/" in template or not path.is_file():
        raise NoWording(template)
    vietnamese, _, english = path.read_text(encoding="utf-8").partition("\n---\n")
    return vietnamese, english


def _filled(template: str, shown: Mapping[str, str]) -> Wording:
    subject, _, text = Template(template).substitute(_Shown(shown)).partition("\n\n")
    return Wording(subject.strip(), text.strip())


def _said(key: str, value: str, names: Mapping[str, str]) -> tuple[str, str]:
    """A value as a Vietnamese and as an English reader expects it."""
    if key in _WORDS:
        return _WORDS[key].get(value, (value, value))
    if key in _UNITS:
        return (names.get(value, value),) * 2
    try:
        day = date.fromisoformat(value) if key.endswith("_on") else None
    except ValueError:
        day = None
    if day is None:
        return value, value
    return f"{day:%d/%m/%Y}", f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
