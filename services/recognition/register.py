"""The register of an office's papers in a year: each series is numbered on without a gap; a number once used stays used."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from chronicle.aggregate import Aggregate, Fold
from chronicle.command import Command
from chronicle.refusal import Refused
from contracts.fact import Count, Fact, Identifier, Text, UnitId, Year, items_max
from contracts.recognition import (
    SERIES_OF,
    Concern,
    DocumentNumbered,
    DocumentVoided,
    PaperKind,
    Printed,
    Series,
)
from services.recognition.verification_code import verification_code


class Paper(BaseModel):
    """One paper to be numbered. `symbol` is what stands behind the stroke: QĐ-UBND."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    document_id: Identifier
    kind: PaperKind
    symbol: Text
    signer_title: Text
    concerns: tuple[Concern, ...] = Field(min_length=1, max_length=items_max)
    printed: Printed
    foreign_number: Text | None = Field(default=None, description="of a decision: from the office's own book, whole")


class RegisterCommand(Command):
    """Every command names the register: whose, and of which calendar year."""

    issuer_id: UnitId
    year: Year


class NumberDocuments(RegisterCommand):
    """Gives papers their numbers, in this order, all or none. `occurred_on` is the day they are signed."""

    papers: tuple[Paper, ...] = Field(min_length=1, max_length=items_max)
    first_serial: Count | None = Field(
        default=None, description="what whoever asks was shown as next; null: whichever is"
    )


class VoidDocument(RegisterCommand):
    """Says that a paper is not valid. Its number is not given again."""

    document_id: Identifier
    reason: Text


@dataclass(frozen=True)
class Entry:
    """A paper of the register, as far as decisions look at it."""

    kind: PaperKind
    number: str
    campaign_year: int
    concerns: tuple[tuple[str, str], ...]
    voided: bool = False


@dataclass(frozen=True)
class Register:
    """`last` is the last serial and its day of each series; `numbers` are all that were ever used, by series."""

    entries: Mapping[str, Entry] = field(default_factory=dict)
    last: Mapping[Series, tuple[int, date]] = field(default_factory=dict)
    numbers: frozenset[tuple[Series, str]] = frozenset()
    certified: Mapping[str, str] = field(default_factory=dict)
    """Which paper is the valid certificate of a dossier."""


def evolve(register: Register, fact: Fact) -> Register:
    match fact:
        case DocumentNumbered():
            concerns = tuple((concern.dossier_id, concern.unit_id) for concern in fact.concerns)
            entry = Entry(fact.kind, fact.number, fact.printed.year, concerns)
            certified = {fact.concerns[0].dossier_id: fact.document_id} if fact.kind == "certificate" else {}
            last = {} if fact.serial is None else {fact.series: (fact.serial, fact.signed_on)}
            return Register(
                {**register.entries, fact.document_id: entry},
                {**register.last, **last},
                register.numbers | {(fact.series, fact.number)},
                {**register.certified, **certified},
            )
        case DocumentVoided(document_id=document_id):
            entry = replace(register.entries[document_id], voided=True)
            kept = {dossier: paper for dossier, paper in register.certified.items() if paper != document_id}
            return replace(register, entries={**register.entries, document_id: entry}, certified=kept)
    return register


def number_documents(command: NumberDocuments, register: Register) -> list[Fact]:
    """A paper that has its number is passed over, so that what was asked for twice is there once."""
    if command.occurred_on.year != command.year:
        raise Refused(
            "register.another_year",
            vi=f"Sổ năm {command.year} chỉ ghi văn bản ký trong năm đó",
            en=f"The register of {command.year} holds only papers signed in that year",
        )
    facts: list[Fact] = []
    for paper in command.papers:
        if paper.document_id not in register.entries:
            facts.append(_numbered(command, paper, register, is_first=not facts))
            register = evolve(register, facts[-1])
    return facts


def _numbered(command: NumberDocuments, paper: Paper, register: Register, *, is_first: bool) -> DocumentNumbered:
    series = SERIES_OF[paper.kind]
    _must_be_of_one_recognised_unit(paper, register)
    serial = (
        None if paper.foreign_number else _next(command, series, register, command.first_serial if is_first else None)
    )
    number = paper.foreign_number or written(serial or 0, paper.symbol)
    _must_be_free(paper, series, number, register)
    said = {
        "document_id": paper.document_id, "kind": paper.kind, "issuer_id": command.issuer_id, "number": number,
        "signed_on": command.occurred_on, "signer_title": paper.signer_title,
        "concerns": [concern.model_dump(mode="json") for concern in paper.concerns],
        "printed": paper.printed.model_dump(mode="json"),
    }  # fmt: skip
    return DocumentNumbered(
        document_id=paper.document_id, kind=paper.kind, series=series, issuer_id=command.issuer_id, year=command.year,
        serial=serial, number=number, signed_on=command.occurred_on, signer_title=paper.signer_title,
        concerns=paper.concerns, printed=paper.printed, verification_code=verification_code(said),
    )  # fmt: skip


def written(serial: int, symbol: str) -> str:
    """“05/QĐ-UBND”: a zero before the numbers below ten (Decree 30/2020/NĐ-CP, appendix I)."""
    return f"{serial:02}/{symbol}"


def next_serial(register: Register, series: Series) -> int:
    return register.last.get(series, (0, date.min))[0] + 1


def _next(command: NumberDocuments, series: Series, register: Register, expected: int | None) -> int:
    """The next number of the series. Raises Refused where another was expected, or where the day goes back."""
    serial, (_, last_day) = next_serial(register, series), register.last.get(series, (0, date.min))
    if expected is not None and expected != serial:
        raise Refused(
            "register.another_was_first",
            vi=f"Số {expected:02} vừa được dùng; số tiếp theo là {serial:02}",
            en=f"Number {expected:02} was just used; the next one is {serial:02}",
        )
    if command.occurred_on < last_day:
        raise Refused(
            "register.day_before_last_number",
            vi=f"Số trước đã ký ngày {last_day:%d/%m/%Y}; số văn bản theo thứ tự ngày ký",
            en=f"The number before was signed on {last_day}; numbers follow the days of signing",
        )
    return serial


def _must_be_free(paper: Paper, series: Series, number: str, register: Register) -> None:
    if paper.foreign_number and paper.kind != "decision":
        raise Refused(
            "register.number_of_another_book",
            vi="Chỉ quyết định được mang số của sổ văn thư; loại này lấy số của sổ này",
            en="Only a decision may carry a number of the office's own book; this kind is numbered here",
        )
    if (series, number) in register.numbers:
        raise Refused(
            "register.number_taken",
            vi=f"Số {number} đã có trong sổ",
            en=f"Number {number} is in the register already",
        )


def _must_be_of_one_recognised_unit(paper: Paper, register: Register) -> None:
    """Of a certificate only."""
    if paper.kind != "certificate":
        return
    [concern, *others] = paper.concerns
    if others or concern.outcome != "recognised":
        raise Refused(
            "certificate.of_one_recognised_unit",
            vi="Giấy công nhận cấp cho một đơn vị đã được công nhận",
            en="A certificate is of one unit that was recognised",
        )
    if concern.dossier_id in register.certified:
        raise Refused(
            "certificate.given_already",
            vi=f"{concern.unit_name} đã có giấy công nhận; hãy hủy giấy cũ trước",
            en=f"{concern.unit_name} has its certificate; void that one first",
        )


def void(command: VoidDocument, register: Register) -> list[Fact]:
    entry = register.entries.get(command.document_id)
    if entry is None:
        raise Refused("document.unknown", vi="Không có văn bản này trong sổ", en="The register holds no such paper")
    if entry.voided:
        return []
    return [
        DocumentVoided(
            document_id=command.document_id, kind=entry.kind, issuer_id=command.issuer_id, year=command.year,
            campaign_year=entry.campaign_year, number=entry.number, units=tuple(unit for _, unit in entry.concerns),
            reason=command.reason, voided_on=command.occurred_on,
        )
    ]  # fmt: skip


REGISTER: Aggregate[Register] = Aggregate(
    fold=Fold(category="recognition.register", initial=Register(), evolve=evolve),
    identity=lambda command: f"{command.issuer_id}/{command.year}",
    decisions={NumberDocuments: number_documents, VoidDocument: void},
)
