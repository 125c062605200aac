"""A document of the year (plan, resolution, guidance): known by its issuer, its number and symbol, and its date."""

from dataclasses import dataclass, replace
from datetime import date

from chronicle.aggregate import Aggregate, Fold, Knowledge
from chronicle.command import Command, derived_id
from chronicle.refusal import Refused
from contracts.fact import Fact, Identifier, Sha256, Text, UnitId
from contracts.registration import DocumentIssued, DocumentKind
from services.registration.campaign import CAMPAIGN_STREAM, Campaign, must_be_open
from services.registration.unit import UNIT_STREAM, Unit, must_stand


class IssueDocument(Command):
    """Records a resolution, plan or guidance that was issued."""

    campaign_id: Identifier
    issuer_id: UnitId
    document_kind: DocumentKind
    number: Text
    dated: date
    subject: Text
    signer_title: Text
    file_sha256: Sha256 | None = None


@dataclass(frozen=True)
class Document:
    """What decisions need to know of it: how it was issued."""

    issue: DocumentIssued | None = None


def document_id(issuer_id: str, number: str, dated: date) -> str:
    """Returns the same id for the same document, however the number is spaced or written in capitals.

    Numbers restart each year and carry no year, so the date is part of it.
    """
    return str(derived_id(f"document {issuer_id} {''.join(number.split()).casefold()} {dated.isoformat()}"))


def evolve(document: Document, fact: Fact) -> Document:
    match fact:
        case DocumentIssued():
            return replace(document, issue=fact)
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


DOCUMENT: Aggregate[Document] = Aggregate(
    fold=Fold(category="registration.document", initial=Document(), evolve=evolve),
    identity=lambda command: document_id(command.issuer_id, command.number, command.dated),
    knows={
        "campaign": Knowledge(CAMPAIGN_STREAM, lambda command, document: command.campaign_id),
        "issuer": Knowledge(UNIT_STREAM, lambda command, document: command.issuer_id),
    },
    decisions={IssueDocument: issue},
)
