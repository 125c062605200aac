"""A joint programme or resolution of organisations: signed, reviewed each year, renewed, ended. Parties are never persons."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from pydantic import Field

from chronicle.aggregate import Aggregate, Fold, Knowledge
from chronicle.command import Command, derived_id
from chronicle.refusal import Refused
from contracts.fact import Fact, Identifier, Sha256, Text, UnitId, Year
from contracts.mobilisation import (
    ProgrammeEnded,
    ProgrammeKind,
    ProgrammeRenewed,
    ProgrammeReviewed,
    ProgrammeSigned,
    ReviewGrade,
    parties_max,
)
from services.mobilisation.reporting_unit import UNIT, KnownUnit, must_stand


class SignProgramme(Command):
    """Records a joint programme or resolution with its parties, term and file."""

    unit_id: UnitId = Field(description="the unit of whose level it is")
    programme_kind: ProgrammeKind
    parties: tuple[Text, ...] = Field(min_length=2, max_length=parties_max, description="organisations, never persons")
    number: Text
    dated: date
    subject: Text
    first_day: date
    last_day: date | None = None
    file_sha256: Sha256 | None = None


class ProgrammeCommand(Command):
    """About a programme that was recorded."""

    programme_id: Identifier


class ReviewProgramme(ProgrammeCommand):
    """Records the yearly review; a later one of the same year replaces the earlier one."""

    year: Year
    grade: ReviewGrade
    result: Text = Field(description="in words, without naming persons")
    document_number: Text
    file_sha256: Sha256 | None = None


class RenewProgramme(ProgrammeCommand):
    """Prolongs a programme by another document."""

    document_number: Text
    last_day: date | None = None


class EndProgramme(ProgrammeCommand):
    """Ends a programme on the day the command holds for."""

    reason: Text


@dataclass(frozen=True)
class Programme:
    """What decisions need to know of it."""

    signed: ProgrammeSigned | None = None
    last_day: date | None = None
    ended_on: date | None = None
    renewed_by: str | None = None
    reviews: Mapping[int, ProgrammeReviewed] = field(default_factory=dict)

    @property
    def unit_id(self) -> str | None:
        return self.signed.unit_id if self.signed else None


def programme_id(unit_id: str, number: str, dated: date) -> str:
    """The same id for the same document, however its number is spaced or written in capitals."""
    return str(derived_id(f"programme {unit_id} {''.join(number.split()).casefold()} {dated.isoformat()}"))


def identity(command: Command) -> str:
    if isinstance(command, SignProgramme):
        return programme_id(command.unit_id, command.number, command.dated)
    assert isinstance(command, ProgrammeCommand)
    return command.programme_id


def evolve(programme: Programme, fact: Fact) -> Programme:
    match fact:
        case ProgrammeSigned():
            return replace(programme, signed=fact, last_day=fact.last_day)
        case ProgrammeReviewed():
            return replace(programme, reviews={**programme.reviews, fact.year: fact})
        case ProgrammeRenewed():
            return replace(programme, last_day=fact.last_day, renewed_by=fact.document_number)
        case ProgrammeEnded():
            return replace(programme, ended_on=fact.ended_on)
    return programme


def sign(command: SignProgramme, programme: Programme, unit: KnownUnit) -> list[Fact]:
    signed = ProgrammeSigned(programme_id=identity(command), **command.model_dump(exclude={"occurred_on"}))
    if programme.signed == signed:
        return []
    if programme.signed is not None:
        raise Refused(
            "programme.signed_otherwise",
            vi="Văn bản có đơn vị, số và ngày này đã ghi nhận với nội dung khác",
            en="A document of this unit, number and date is already recorded, with other particulars",
        )
    must_stand(unit, command.dated)
    if len({party.casefold() for party in command.parties}) < len(command.parties):
        raise Refused("programme.party_twice", vi="Một bên được ghi hai lần", en="A party is named twice")
    if command.last_day is not None and command.last_day < command.first_day:
        raise _term_ends_early()
    if command.dated > command.occurred_on:
        raise Refused(
            "programme.dated_later",
            vi=f"Văn bản ghi ngày {command.dated:%d/%m/%Y}, sau ngày ghi nhận",
            en=f"The document bears the date {command.dated}, after the day it is recorded for",
        )
    return [signed]


def review(command: ReviewProgramme, programme: Programme, unit: KnownUnit) -> list[Fact]:
    signed = _known(programme)
    before = programme.reviews.get(command.year)
    reviewed = ProgrammeReviewed(
        unit_id=signed.unit_id,
        previous_grade=before.grade if before else None,
        reviewed_on=command.occurred_on,
        **command.model_dump(exclude={"occurred_on"}),
    )
    told = {"reviewed_on", "previous_grade"}
    if before is not None and before.model_dump(exclude=told) == reviewed.model_dump(exclude=told):
        return []
    ends = min(day for day in (programme.last_day, programme.ended_on, date.max) if day is not None)
    if not signed.first_day.year <= command.year <= ends.year:
        raise Refused(
            "programme.not_in_force",
            vi=f"Chương trình không có hiệu lực trong năm {command.year}",
            en=f"The programme is not in force in {command.year}",
        )
    return [reviewed]


def renew(command: RenewProgramme, programme: Programme, unit: KnownUnit) -> list[Fact]:
    signed = _known(programme)
    if (programme.renewed_by, programme.last_day) == (command.document_number, command.last_day):
        return []
    _must_not_have_ended(programme)
    if command.last_day is not None and command.last_day <= max(signed.first_day, programme.last_day or date.min):
        raise _term_ends_early()
    return [
        ProgrammeRenewed(
            programme_id=command.programme_id,
            unit_id=signed.unit_id,
            document_number=command.document_number,
            dated=command.occurred_on,
            last_day=command.last_day,
            previous_last_day=programme.last_day,
        )
    ]


def end(command: EndProgramme, programme: Programme, unit: KnownUnit) -> list[Fact]:
    signed = _known(programme)
    if programme.ended_on == command.occurred_on:
        return []
    _must_not_have_ended(programme)
    if command.occurred_on < signed.first_day:
        raise _term_ends_early()
    return [
        ProgrammeEnded(
            programme_id=command.programme_id,
            unit_id=signed.unit_id,
            ended_on=command.occurred_on,
            reason=command.reason,
        )
    ]


def _known(programme: Programme) -> ProgrammeSigned:
    if programme.signed is None:
        raise Refused("programme.unknown", vi="Không có chương trình này", en="There is no such programme")
    return programme.signed


def _must_not_have_ended(programme: Programme) -> None:
    if programme.ended_on is not None:
        raise Refused(
            "programme.ended",
            vi=f"Chương trình đã kết thúc ngày {programme.ended_on:%d/%m/%Y}",
            en=f"The programme ended on {programme.ended_on}",
        )


def _term_ends_early() -> Refused:
    return Refused(
        "programme.term_ends_early",
        vi="Ngày kết thúc phải sau ngày bắt đầu và sau thời hạn cũ",
        en="The last day has to be after the first day and after the term there was",
    )


PROGRAMME: Aggregate[Programme] = Aggregate(
    fold=Fold(category="mobilisation.programme", initial=Programme(), evolve=evolve),
    identity=identity,
    knows={"unit": Knowledge(UNIT, lambda command, programme: getattr(command, "unit_id", None) or programme.unit_id)},
    decisions={SignProgramme: sign, ReviewProgramme: review, RenewProgramme: renew, EndProgramme: end},
)
