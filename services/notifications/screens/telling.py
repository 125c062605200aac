"""A notice in the words of whoever reads it, and what became of it outside: a sentence a channel."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

from reference.vietnamese import Language
from services.notifications.channels.wording import NoWording, wording
from services.notifications.channels.words import delivery_words


@dataclass(frozen=True, slots=True)
class Told:
    """A row of the inbox in words; `deliveries` are (channel, what became of it)."""

    notice: Mapping[str, Any]
    subject: str
    text: str
    deliveries: Sequence[tuple[str, str]]


def units_in(rows: Iterable[Mapping[str, Any]]) -> set[str]:
    """Whatever may be a unit's id in what notices tell, and the offices they are for."""
    return {value for row in rows for value in (row["unit_id"], *row["about"].values())}


def told(
    row: Mapping[str, Any],
    deliveries: Sequence[Mapping[str, Any]],
    names: Mapping[str, str],
    language: Language,
    zone: tzinfo,
) -> Told:
    """A notice this program has no words for is called by its template."""
    try:
        both = wording(row["template"], row["about"], row["due_on"], names)
        said = both[1] if language == "en" else both[0]
        subject, text = said.subject, said.text
    except NoWording:
        subject, text = row["template"], ""
    carried = [(one["channel"], delivery_words(one, language, zone)) for one in deliveries]
    return Told(row, subject, text, carried)
