"""The life of a dossier as long as it is compiled, handed in, returned and accepted."""

from datetime import date
from typing import Annotated, Any, ClassVar

from pydantic import Field, StringConstraints

from contracts.fact import Count, Fact, Identifier, Sha256, Text, UnitId, Value, Year, items_max
from contracts.recognition.clock import Due, Pause
from contracts.registration import UnitKind

Points = Annotated[
    str,
    StringConstraints(pattern=r"^(0|[1-9]\d{0,3})(\.\d{1,2})?$"),
    Field(description="exact, with at most two places"),
]
Officer = Annotated[Identifier, Field(description="the opaque id of an account, as the envelope's actor")]


class DossierOpened(Fact):
    """A unit that registered has a dossier to compile."""

    name: ClassVar[str] = "recognition.dossier_opened"
    version: ClassVar[int] = 1
    dossier_id: Identifier
    unit_id: UnitId
    unit_kind: UnitKind
    campaign_id: Identifier
    year: Year
    rule_set: Identifier
    opened_on: date


class DossierDiscarded(Fact):
    """A dossier nobody had begun was put away, because the registration that opened it was undone."""

    name: ClassVar[str] = "recognition.dossier_discarded"
    version: ClassVar[int] = 1
    dossier_id: Identifier
    unit_id: UnitId
    year: Year
    discarded_on: date


class DossierLapsed(Fact):
    """The unit ended before its dossier was decided: nobody decides it any more. Who took its place begins anew."""

    name: ClassVar[str] = "recognition.dossier_lapsed"
    version: ClassVar[int] = 1
    dossier_id: Identifier
    unit_id: UnitId
    year: Year
    reason: Text = Field(description="why the unit ended, as the register has it")
    lapsed_on: date


class DossierDocumentFiled(Fact):
    """The unit put a document of the checklist with its dossier, or another file in the place of the one before."""

    name: ClassVar[str] = "recognition.dossier_document_filed"
    version: ClassVar[int] = 1
    dossier_id: Identifier
    unit_id: UnitId
    year: Year
    document: Identifier
    file_sha256: Sha256 | None = Field(description="null: it lies there on paper")
    filed_on: date


class DossierDocumentTakenBack(Fact):
    """The unit took a document out of its dossier again."""

    name: ClassVar[str] = "recognition.dossier_document_taken_back"
    version: ClassVar[int] = 1
    dossier_id: Identifier
    unit_id: UnitId
    year: Year
    document: Identifier
    taken_back_on: date


class SelfAnswer(Value):
    """What the unit says of itself about one criterion."""

    criterion: Identifier
    met: bool
    points: Points | None
    document_number: Text | None


class DossierSelfAssessed(Fact):
    """The unit assessed itself by the rule set's criteria (bảng tự chấm điểm); the last one counts."""

    name: ClassVar[str] = "recognition.dossier_self_assessed"
    version: ClassVar[int] = 1
    dossier_id: Identifier
    unit_id: UnitId
    year: Year
    answers: tuple[SelfAnswer, ...] = Field(max_length=items_max)
    assessed_on: date


class DossierFile(Value):
    """A document of the dossier as it was handed in."""

    document: Identifier
    file_sha256: Sha256


class DossierSubmitted(Fact):
    """The unit handed its dossier to the standing body; round 2 and later answer a return.

    Since v2 with its files, what the unit says of itself, to whom it went, and by when it is checked.
    """

    name: ClassVar[str] = "recognition.dossier_submitted"
    version: ClassVar[int] = 2
    dossier_id: Identifier
    unit_id: UnitId
    year: Year
    round: Count
    documents: tuple[Identifier, ...] = Field(max_length=items_max)
    submitted_on: date
    files: tuple[DossierFile, ...] = Field(default=(), max_length=items_max)
    answers: tuple[SelfAnswer, ...] = Field(default=(), max_length=items_max)
    submitted_to: UnitId | None = None
    due: Due | None = None


class Shortfall(Value):
    """One item of a return for correction."""

    item: Identifier
    note: Text


class DossierReturned(Fact):
    """The standing body returned the dossier with an itemised list; its clock stands still meanwhile.

    Since v2 with the day by which it is to be corrected, and where the clock stands still.
    """

    name: ClassVar[str] = "recognition.dossier_returned"
    version: ClassVar[int] = 2
    dossier_id: Identifier
    unit_id: UnitId
    year: Year
    shortfalls: tuple[Shortfall, ...] = Field(min_length=1, max_length=items_max)
    returned_on: date
    due: Due | None = None
    pause: Pause | None = None


class DossierAccepted(Fact):
    """The standing body found the dossier complete. Since v2 with the day by which it is appraised."""

    name: ClassVar[str] = "recognition.dossier_accepted"
    version: ClassVar[int] = 2
    dossier_id: Identifier
    unit_id: UnitId
    year: Year
    accepted_on: date
    due: Due | None = None


class DossierAssigned(Fact):
    """An officer took the dossier on, gave it back, or it was handed to another: who has it at hand."""

    name: ClassVar[str] = "recognition.dossier_assigned"
    version: ClassVar[int] = 1
    dossier_id: Identifier
    unit_id: UnitId
    year: Year
    holder: Officer | None = Field(description="null: nobody, whoever is free takes it")
    previous_holder: Officer | None
    assigned_on: date


FACTS: tuple[type[Fact], ...] = (
    DossierOpened,
    DossierDiscarded,
    DossierLapsed,
    DossierDocumentFiled,
    DossierDocumentTakenBack,
    DossierSelfAssessed,
    DossierSubmitted,
    DossierReturned,
    DossierAccepted,
    DossierAssigned,
)


def _submitted_1_to_2(shape: dict[str, Any]) -> dict[str, Any]:
    """v1 named the documents only."""
    return {**shape, "files": [], "answers": [], "submitted_to": None, "due": None}


def _returned_1_to_2(shape: dict[str, Any]) -> dict[str, Any]:
    """v1 kept no clock."""
    return {**shape, "due": None, "pause": None}


def without_due(shape: dict[str, Any]) -> dict[str, Any]:
    """v1 kept no clock."""
    return {**shape, "due": None}


UPCASTS = {
    ("recognition.dossier_submitted", 1): _submitted_1_to_2,
    ("recognition.dossier_returned", 1): _returned_1_to_2,
    ("recognition.dossier_accepted", 1): without_due,
}
