"""What each fact of a dossier says beyond its name, and in whose office it was recorded: a role and a place, never a person."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from contracts.envelope import Recorded
from contracts.recognition import (
    DecisionCorrected,
    DossierAccepted,
    DossierAppraised,
    DossierAssigned,
    DossierDecided,
    DossierDocumentFiled,
    DossierDocumentTakenBack,
    DossierLapsed,
    DossierOpened,
    DossierProposed,
    DossierReturned,
    DossierSelfAssessed,
    DossierSubmitted,
    DueDateMoved,
    OutcomesCounted,
    RecognitionWithdrawn,
    ReviewClosed,
    ReviewOpened,
    Shortfall,
)
from portal.authority.roles import ROLES
from services.recognition.clock import why
from services.recognition.screens import wording
from services.recognition.screens.looking import Looked


@dataclass(frozen=True, slots=True)
class Happened:
    """One entry of the timeline; `items` are those of a return, each with its note."""

    position: int
    said: str
    details: str
    day: date
    recorded_at: datetime
    by: str
    items: tuple[tuple[str, str], ...] = ()


def happened(looked: Looked, zone: ZoneInfo) -> list[Happened]:
    """Newest first."""
    return [_told(looked, zone, seen) for seen in reversed(looked.story.facts)]


def by(looked: Looked, seen: Recorded[Any]) -> str:
    """E.g. "Cán bộ cấp xã (Xã Phong Phú)"; the system itself where nobody asked for it."""
    role = ROLES.get(seen.role)
    office = looked.name_of(seen.office) if looked.seen.scope.sees(seen.office or None) else ""
    said = role.words(looked.words.language) if role else ""
    if said and office:
        return f"{said} ({office})"
    return said or office or looked.words("hệ thống")


def _told(looked: Looked, zone: ZoneInfo, seen: Recorded[Any]) -> Happened:
    items = seen.fact.shortfalls if isinstance(seen.fact, DossierReturned) else ()
    return Happened(
        seen.position, looked.words(wording.FACTS[seen.type]) if seen.type in wording.FACTS else seen.type,
        _compiled(looked, seen.fact), seen.occurred_on, seen.recorded_at.astimezone(zone), by(looked, seen),
        tuple(_item(looked, item) for item in items),
    )  # fmt: skip


def _item(looked: Looked, shortfall: Shortfall) -> tuple[str, str]:
    return looked.title_of(shortfall.item), shortfall.note


def _compiled(looked: Looked, fact: Any) -> str:
    words = looked.words
    match fact:
        case DossierOpened():
            return words("bộ quy định %(rule_set)s", rule_set=fact.rule_set)
        case DossierDocumentFiled():
            title = looked.title_of(fact.document)
            return title if fact.file_sha256 else words("%(document)s, bản giấy", document=title)
        case DossierDocumentTakenBack():
            return looked.title_of(fact.document)
        case DossierSelfAssessed():
            met = sum(answer.met for answer in fact.answers)
            return words(
                "tự chấm đạt %(met)s/%(all)s tiêu chí", met=words.number(met), all=words.number(len(fact.answers))
            )
        case DossierSubmitted():
            return words(
                "lần %(round)s, %(documents)s giấy tờ", round=words.number(fact.round),
                documents=words.number(len(fact.documents)),
            )  # fmt: skip
        case DossierReturned():
            return words.several("%(shown)s mục phải sửa", len(fact.shortfalls))
        case DossierAssigned():
            return words("có người nhận") if fact.holder else words("trả lại hàng chờ")
        case DossierAccepted():
            return ""
    return _judged(looked, fact)


def _judged(looked: Looked, fact: Any) -> str:
    words = looked.words
    match fact:
        case DossierAppraised():
            met = sum(result.met for result in fact.results)
            outcome = words("đạt") if fact.met else words("chưa đạt")
            counts = words("%(met)s/%(all)s tiêu chí đạt", met=words.number(met), all=words.number(len(fact.results)))
            return f"{outcome}: {counts}"
        case DossierProposed():
            return f"{words(wording.OUTCOMES[fact.outcome])}, {fact.proposal_number}"
        case DossierDecided():
            said = f"{words(wording.OUTCOMES[fact.outcome])}, {fact.decision_number}"
            reason = f": {fact.reason}" if fact.reason else ""
            return said + reason + (f" ({words('muộn')})" if fact.late else "")
    return _after(looked, fact)


def _after(looked: Looked, fact: Any) -> str:
    words = looked.words
    match fact:
        case DecisionCorrected():
            item = words(wording.CORRECTED[fact.item])
            return f"{item}: {fact.before} → {fact.after}; {fact.correction_number}: {fact.reason}"
        case RecognitionWithdrawn():
            return f"{fact.decision_number}: {fact.reason}"
        case ReviewOpened():
            return str(fact.reason)
        case ReviewClosed():
            outcome = words("quyết định giữ nguyên") if fact.upheld else words("thu hồi công nhận")
            return f"{outcome}, {fact.document_number}: {fact.reason}"
        case DossierLapsed():
            return str(fact.reason)
        case OutcomesCounted():
            counts = (f"{looked.title_of(each.criterion)}: {each.recognised}/{each.in_all}" for each in fact.counts)
            return "; ".join(counts)
        case DueDateMoved():
            days = " → ".join(words.day(due.on) if due else words("không có hạn") for due in (fact.previous, fact.due))
            explained = why(fact.due)[words.language == "en"] if fact.due else ""
            return f"{days}; {fact.reason}" + (f" ({explained})" if explained else "")
    return ""
