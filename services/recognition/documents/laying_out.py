"""From the fact of a numbered paper to its sheet: the content of its kind inside the head and foot every paper has."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from contracts.recognition import DocumentNumbered, PaperKind
from services.recognition.documents import (
    apology,
    appraisal,
    certificate,
    decision,
    minutes,
    slip,
    submission,
)
from services.recognition.documents.sheet import Content, place_and_day, sentence_ends

CONTENTS: Mapping[PaperKind, Callable[[DocumentNumbered], Content]] = {
    "submission": submission.content,
    "minutes": minutes.content,
    "appraisal": appraisal.content,
    "decision": decision.content,
    "certificate": certificate.content,
    "slip": slip.content,
    "apology": apology.content,
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A paper, whole: what is printed at its head, its content, who signs, and where it can be verified."""

    kind: PaperKind
    superior: tuple[str, ...]
    body: tuple[str, ...]
    number: str
    place_and_day: str
    content: Content
    signatures: tuple[tuple[str, ...], ...]
    recipients: tuple[str, ...]
    code: str
    verify_at: str


def sheet_of(fact: DocumentNumbered, public_address: str) -> Sheet:
    """`public_address` is where readers reach the verification page: https://antoan.example.vn."""
    printed = fact.printed
    content = CONTENTS[fact.kind](fact)
    return Sheet(
        kind=fact.kind,
        superior=printed.superior,
        body=printed.body,
        number=fact.number,
        place_and_day=place_and_day(fact) if content.has_place_and_day else "",
        content=content,
        signatures=(*content.signatures_before, printed.signature),
        recipients=sentence_ends(printed.recipients),
        code=fact.verification_code,
        verify_at=f"{public_address}/verify/{fact.verification_code}",
    )
