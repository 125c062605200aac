"""Words, numbers and days for what is put together in Python: the same catalogue and the same formats as in templates."""

from datetime import date, datetime
from fractions import Fraction

from portal.formats import filters
from portal.languages import translations
from reference.vietnamese import Language


def message(text: str) -> str:
    """Marks Vietnamese text as a message, for tables of codes; it is translated where it is shown."""
    return text


class Words:
    """One language: `words("còn %(n)s", n=…)` translates a message, `several` one that knows one and many."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._translations = translations(language)
        self._formats = filters(language)

    def __call__(self, text: str, **blanks: object) -> str:
        return self._translations.gettext(text) % blanks

    def several(self, text: str, n: int, **blanks: object) -> str:
        """The message for so many; its blank `shown` is the number itself."""
        return self._translations.ngettext(text, text, n) % {"shown": self.number(n), **blanks}

    def number(self, value: int) -> str:
        return str(self._formats["number"](value))

    def percent(self, share: Fraction | None) -> str:
        return str(self._formats["percent"](share))

    def day(self, value: date) -> str:
        return str(self._formats["day"](value))

    def moment(self, value: datetime) -> str:
        return str(self._formats["moment"](value))
