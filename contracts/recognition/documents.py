"""Papers that recognition prints: numbered in a register without gaps, with all that stands on them, and voided."""

from datetime import date
from typing import ClassVar, Literal

from pydantic import Field

from contracts.fact import Count, Fact, Identifier, Text, UnitId, Value, Year, items_max
from contracts.recognition.dossiers import Points
from contracts.recognition.judging import Outcome, Sitting
from contracts.registration import UnitKind

PaperKind = Literal["submission", "minutes", "appraisal", "decision", "certificate", "slip", "apology"]
Series = Literal["submission", "record", "decision", "certificate", "slip", "letter"]
"""Each is numbered by itself, per issuer and calendar year (Decree 30/2020/NĐ-CP, article 15)."""

SERIES_OF: dict[PaperKind, Series] = {
    "submission": "submission",
    "minutes": "record",
    "appraisal": "record",
    "decision": "decision",
    "certificate": "certificate",
    "slip": "slip",
    "apology": "letter",
}
lines_max = 40


class Concern(Value):
    """A unit as it stands on the paper: called and placed as it was, whatever becomes of it."""

    dossier_id: Identifier
    unit_id: UnitId
    unit_kind: UnitKind
    unit_name: Text = Field(description="with the word for its kind: Khu phố 3")
    place: Text | None = Field(description="what it stands in: Phường Mũi Né, Thành phố Phan Thiết")
    outcome: Outcome | None = Field(description="null where the paper says none")


class PrintedCriterion(Value):
    """One line of an appraisal record."""

    text: Text
    met: bool
    numerator: Count | None
    denominator: Count | None
    document_number: Text | None
    points: Points | None


class PrintedStep(Value):
    """One line of a control slip: a step, by when it is due, and when it was done."""

    text: Text
    due_on: date | None
    done_on: date | None


class Printed(Value):
    """What else stands on the paper. A signer is a title, never a name."""

    superior: tuple[Text, ...] = Field(max_length=3, description="lines above the issuing body; none of some bodies")
    body: tuple[Text, ...] = Field(min_length=1, max_length=3, description="the issuing body, in lines as printed")
    issuer_name: Text = Field(description="the issuing body within a sentence")
    place: Text = Field(description="where it was signed")
    subject: Text = Field(description="trích yếu")
    year: Year
    addressee: Text | None
    bases: tuple[Text, ...] = Field(max_length=lines_max, description="căn cứ, without the punctuation behind")
    signature: tuple[Text, ...] = Field(min_length=1, max_length=4, description="authority lines and the title")
    recipients: tuple[Text, ...] = Field(max_length=lines_max)
    criteria: tuple[PrintedCriterion, ...] = Field(max_length=items_max)
    steps: tuple[PrintedStep, ...] = Field(max_length=lines_max)
    sitting: Sitting | None
    refers_to: Text | None = Field(description="the number of the decision or submission it goes with")
    refers_to_day: date | None
    received_on: date | None
    due_on: date | None
    new_due_on: date | None
    reason: Text | None


class DocumentNumbered(Fact):
    """A paper was drawn up and has its number: the next of its series, or one from the book of the issuing office."""

    name: ClassVar[str] = "recognition.document_numbered"
    version: ClassVar[int] = 1
    document_id: Identifier
    kind: PaperKind
    series: Series
    issuer_id: UnitId = Field(description="the unit whose body issues it")
    year: Year = Field(description="the calendar year of the register, in which the paper is signed")
    serial: Count | None = Field(description="null: the number is of the office's own book and is not counted here")
    number: Text = Field(description="as it is written: 12/QĐ-UBND")
    signed_on: date
    signer_title: Text
    concerns: tuple[Concern, ...] = Field(min_length=1, max_length=items_max)
    printed: Printed
    verification_code: Identifier = Field(description="Crockford base32 in groups, from what stands on the paper")


class DocumentVoided(Fact):
    """A paper is not valid any more. Its number stays used."""

    name: ClassVar[str] = "recognition.document_voided"
    version: ClassVar[int] = 1
    document_id: Identifier
    kind: PaperKind
    issuer_id: UnitId
    year: Year
    campaign_year: Year
    number: Text
    units: tuple[UnitId, ...] = Field(max_length=items_max, description="whom it concerned")
    reason: Text
    voided_on: date


FACTS: tuple[type[Fact], ...] = (DocumentNumbered, DocumentVoided)
