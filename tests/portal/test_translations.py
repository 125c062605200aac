"""Every word of the pages exists in English, with the same blanks, and no English word is left over."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from jinja2.ext import babel_extract

from portal.languages import DEFAULT, LANGUAGES, TRANSLATIONS, translations
from portal.words import Words
from tests.architecture.sources import sources
from tests.portal.python_messages import messages_of

pytestmark = pytest.mark.fast

REPOSITORY = Path(__file__).resolve().parents[2]
TEMPLATES = [*REPOSITORY.glob("portal/templates/*.html"), *REPOSITORY.glob("services/*/templates/*.html")]
OPTIONS = {"trim_blocks": "true", "lstrip_blocks": "true", "extensions": "jinja2.ext.i18n", "silent": "false"}
BLANK = re.compile(r"%\((\w+)\)s")


def messages(template: bytes) -> Iterator[tuple[str, ...]]:
    """What a template says: (text,) or (text for one, text for several)."""
    for _, function, found, _ in babel_extract(BytesIO(template), ("_", "gettext", "ngettext"), [], OPTIONS):
        if found is None:
            continue  # what a table of codes holds is found in Python
        texts = [found] if isinstance(found, str) else [text for text in found if text is not None]
        yield tuple(texts[:2] if function == "ngettext" else texts[:1])


def said() -> dict[tuple[str, ...], str]:
    """Every message of every template and of the code that fills tables, and one place where it stands."""
    spoken = {found: path for path, text in sources("portal", "services").items() for found in messages_of(text)}
    return spoken | {
        found: template.relative_to(REPOSITORY).as_posix()
        for template in TEMPLATES
        for found in messages(template.read_bytes())
    }


def catalogue(language: str) -> Catalog:
    with (TRANSLATIONS / language / "LC_MESSAGES" / "antoan.po").open("rb") as source:
        return read_po(source, locale=language, abort_invalid=True)


def faults(found: tuple[str, ...], words: Catalog) -> list[str]:
    """What is wrong with the translation of one message."""
    entry = words.get(found[0])
    if entry is None or (len(found) == 2) != isinstance(entry.id, tuple):
        return ["is not translated"]
    texts = [entry.string] if isinstance(entry.string, str) else list(entry.string)
    if not all(texts):
        return ["has an empty translation"]
    if entry.fuzzy:
        return ["is marked as uncertain"]
    allowed = set(BLANK.findall(" ".join(found)))
    return [f"has the blanks {sorted(extra)}" for text in texts if (extra := set(BLANK.findall(text)) - allowed)]


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != DEFAULT])
def test_nothing_is_left_untranslated(language: str) -> None:
    words = catalogue(language)
    broken = {found: (place, wrong) for found, place in said().items() if (wrong := faults(found, words))}
    assert len(said()) > 100
    assert not broken


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != DEFAULT])
def test_no_translation_is_left_over(language: str) -> None:
    used = {found[0] for found in said()}
    texts = (entry.id if isinstance(entry.id, str) else entry.id[0] for entry in catalogue(language) if entry.id)
    assert [text for text in texts if text not in used] == []


def test_no_template_says_a_vietnamese_word_outside_the_catalogue() -> None:
    """Text outside {{ }} and {% %} would stand on the English page too."""
    own_letters = re.compile(r"[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]", re.IGNORECASE)
    found = {}
    for template in TEMPLATES:
        text = re.sub(r"\{[#{%].*?[#}%]\}", "", template.read_text(encoding="utf-8"), flags=re.DOTALL)
        if words := [word for word in text.replace("An Toàn", "").split() if own_letters.search(word)]:
            found[template.name] = words
    assert not found


def test_a_missing_empty_or_wrongly_filled_translation_is_caught() -> None:
    words = Catalog(locale="en")
    words.add("có", "yes")
    words.add("rỗng", "")
    words.add("%(n)s xã", "%(m)s communes")
    words.add(("%(n)s hộ", "%(n)s hộ"), ("%(n)s household", "%(n)s households"))
    assert faults(("có",), words) == []
    assert faults(("%(n)s hộ", "%(n)s hộ"), words) == []
    assert faults(("%(n)s hộ",), words) == ["is not translated"]
    assert faults(("không",), words) == ["is not translated"]
    assert faults(("rỗng",), words) == ["has an empty translation"]
    assert faults(("%(n)s xã",), words) == ["has the blanks ['m']"]


def test_english_knows_one_and_several_and_vietnamese_does_not_mind() -> None:
    one, several = "còn %(shown)s hộ", "còn %(shown)s hộ"
    assert translations("en").ngettext(one, several, 1) == "%(shown)s household to go"
    assert translations("en").ngettext(one, several, 2) == "%(shown)s households to go"
    assert translations("vi").ngettext(one, several, 2) == several


def test_a_message_in_python_is_found() -> None:
    source = 'x = message("Một")\ny = words("Hai %(n)s", n=1)\nz = self.words("Ba")\nw = words.several("Bốn", 4)\nv = f("Năm")'
    assert sorted(messages_of(source)) == [("Ba",), ("Bốn", "Bốn"), ("Hai %(n)s",), ("Một",)]


def test_words_of_python_are_those_of_the_catalogue() -> None:
    assert Words("en")("Trang %(page)s/%(pages)s", page=1, pages=2) == "Page 1 of 2"
    assert Words("vi").several("%(shown)s hộ", 1_500) == "1.500 hộ"
    assert [Words("en").several("%(shown)s hộ", n) for n in (1, 1_500)] == ["1 household", "1,500 households"]
