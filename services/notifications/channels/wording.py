"""What a notice says, in Vietnamese and in English: subject and text, from `templates/notices/`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from string import Template

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


def wording(template: str, about: Mapping[str, str], due_on: date | None) -> tuple[Wording, Wording]:
    """The Vietnamese and the English words of a notice. Raises NoWording."""
    written = {**about} if due_on is None else {**about, "due_on": due_on.isoformat()}
    vietnamese, english = _templates(template)
    return (
        _filled(vietnamese, {key: _said(key, value)[0] for key, value in written.items()}),
        _filled(english, {key: _said(key, value)[1] for key, value in written.items()}),
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


def _said(key: str, value: str) -> tuple[str, str]:
    """A value as a Vietnamese and as an English reader expects it."""
    if key == "unit_kind":
        return _UNIT_KINDS.get(value, (value, value))
    try:
        day = date.fromisoformat(value) if key.endswith("_on") else None
    except ValueError:
        day = None
    if day is None:
        return value, value
    return f"{day:%d/%m/%Y}", f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
