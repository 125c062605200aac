"""Which language a page speaks, and where its words come from: msgids are Vietnamese, antoan.po translates them."""

import gettext
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from fastapi import Request

from chronicle.refusal import Refused
from portal.problems import Rejected
from reference.vietnamese import Language

DEFAULT: Language = "vi"
LANGUAGES: dict[Language, str] = {"vi": "Tiếng Việt", "en": "English"}
TRANSLATIONS = Path(__file__).with_name("translations")


def chosen(request: Request) -> Language:
    """The language the address asks for; Vietnamese where it asks for none or for one that does not exist."""
    return "en" if request.query_params.get("language") == "en" else DEFAULT


def said(refusal: Refused | Rejected | None, language: Language) -> str | None:
    """What a refusal says to whoever reads this language; None where nothing was refused."""
    if refusal is None:
        return None
    return refusal.en if language == "en" else refusal.vi


@cache
def translations(language: Language) -> gettext.NullTranslations:
    """Read from the .po when first needed, so that what is committed is what is shown, with nothing to compile."""
    if language == DEFAULT:
        return gettext.NullTranslations()
    compiled = BytesIO()
    with (TRANSLATIONS / language / "LC_MESSAGES" / "antoan.po").open("rb") as source:
        write_mo(compiled, read_po(source, locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
