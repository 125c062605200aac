"""A document of the year (plan, resolution, guidance): known by its issuer, its number and symbol, and its date."""

from dataclasses import dataclass, replace
from datetime import date

from chronicle.aggregate import Aggregate, Fold, Knowledge
from chronicle.command import Command, derived_id
from chronicle.refusal import Refused
from contracts.fact import Fact, Identifier, Sha256, Text, UnitId
from contracts.registration import DocumentCorrected, DocumentIssued, DocumentKind, DocumentStruck
from services.registration.campaign import CAMPAIGN_STREAM, Campaign, must_be_open
from services.registration.unit import UNIT_STREAM, Unit, must_stand


class DocumentCommand(Command):
    """Every command names the campaign and the document: who issued it, its number and symbol, its date."""

    campaign_id: Identifier
    issuer_id: UnitId
    number: Text
    dated: date


class IssueDocument(DocumentCommand):
    """Records a resolution, plan or guidance that was issued."""

    document_kind: DocumentKind
    subject: Text
    signer_title: Text
    file_sha256: Sha256 | None = None


class CorrectDocument(DocumentCommand):
    """Puts right what was recorded wrongly of a document; another issuer, number or date makes it another document."""

    document_kind: DocumentKind
    subject: Text
    signer_title: Text
    file_sha256: Sha256 | None = None
    reason: Text


class StrikeDocument(DocumentCommand):
    """Takes a document off the record that there is not."""

    reason: Text


@dataclass(frozen=True)
class Document:
    """What decisions need to know of it: how it was issued, with every correction; whether it was struck off."""

    issue: DocumentIssued | None = None
    struck: bool = False


def document_id(issuer_id: str, number: str, dated: date) -> str:
    """Returns the same id for the same document, however the number is spaced or written in capitals.

    Numbers restart each year and carry no year, so the date is part of it.
    """
    return str(derived_id(f"document {issuer_id} {''.join(number.split()).casefold()} {dated.isoformat()}"))


def evolve(document: Document, fact: Fact) -> Document:
    match fact:
        case DocumentIssued():
            return replace(document, issue=fact)
        case DocumentCorrected() if document.issue is not None:
            named = ("document_kind", "subject", "signer_title", "file_sha256")
            return replace(
                document, issue=document.issue.model_copy(update={name: getattr(fact, name) for name in named})
            )
        case DocumentStruck():
            return Document(struck=True)
    return document


def issue(command: IssueDocument, document: Document, campaign: Campaign, issuer: Unit) -> list[Fact]:
    launched = must_be_open(campaign, command.dated)
    issued = DocumentIssued(year=launched.year, **command.model_dump(exclude={"occurred_on"}))
    if document.issue == issued:
        return []
    if document.issue is not None:
        raise Refused(
            "document.issued_otherwise",
            vi="Văn bản có cơ quan, số và ngày này đã ghi nhận với nội dung khác",
            en="A document of this issuer, number and date is already recorded, with other particulars",
        )
    must_stand(issuer, command.dated)
    if command.dated > command.occurred_on:
        raise Refused(
            "document.dated_later",
            vi=f"Văn bản ghi ngày {command.dated:%d/%m/%Y}, sau ngày ghi nhận",
            en=f"The document bears the date {command.dated}, after the day it is recorded for",
        )
    return [issued]


def correct(command: CorrectDocument, document: Document, campaign: Campaign, issuer: Unit) -> list[Fact]:
    issued = _must_be_recorded(document, command.campaign_id)
    wanted = command.model_dump(exclude={"occurred_on", "reason", "number"})
    if all(getattr(issued, name) == value for name, value in wanted.items()):
        return []
    must_be_open(campaign, command.dated)
    return [
        DocumentCorrected(
            **wanted,
            number=issued.number,
            year=issued.year,
            previous_kind=issued.document_kind,
            reason=command.reason,
        )
    ]


def strike(command: StrikeDocument, document: Document, campaign: Campaign, issuer: Unit) -> list[Fact]:
    if document.issue is None and document.struck:
        return []
    issued = _must_be_recorded(document, command.campaign_id)
    return [
        DocumentStruck(
            campaign_id=issued.campaign_id,
            year=issued.year,
            issuer_id=issued.issuer_id,
            number=issued.number,
            dated=issued.dated,
            document_kind=issued.document_kind,
            reason=command.reason,
        )
    ]


def _must_be_recorded(document: Document, campaign_id: str) -> DocumentIssued:
    if document.issue is None or document.issue.campaign_id != campaign_id:
        raise Refused(
            "document.unknown",
            vi="Chưa ghi nhận văn bản có cơ quan, số và ngày này trong đợt phát động này",
            en="No document of this issuer, number and date is recorded in this campaign",
        )
    return document.issue


DOCUMENT: Aggregate[Document] = Aggregate(
    fold=Fold(category="registration.document", initial=Document(), evolve=evolve),
    identity=lambda command: document_id(command.issuer_id, command.number, command.dated),
    knows={
        "campaign": Knowledge(CAMPAIGN_STREAM, lambda command, document: command.campaign_id),
        "issuer": Knowledge(UNIT_STREAM, lambda command, document: command.issuer_id),
    },
    decisions={IssueDocument: issue, CorrectDocument: correct, StrikeDocument: strike},
)
