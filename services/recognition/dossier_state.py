"""What decisions about a dossier need to know of it: where it stands, what lies in it, what was found and decided."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType

from chronicle.aggregate import Fold
from chronicle.command import Command
from contracts.fact import Fact, Identifier
from contracts.recognition import (
    CriterionResult,
    DecisionCorrected,
    DossierAccepted,
    DossierAppraised,
    DossierAssigned,
    DossierDecided,
    DossierDiscarded,
    DossierDocumentFiled,
    DossierDocumentTakenBack,
    DossierLapsed,
    DossierOpened,
    DossierProposed,
    DossierReturned,
    DossierSelfAssessed,
    DossierSubmitted,
    Due,
    DueDateMoved,
    Pause,
    RecognitionWithdrawn,
    ReviewClosed,
    ReviewOpened,
    SelfAnswer,
    Shortfall,
    Sitting,
)
from contracts.registration import UnitKind
from services.recognition.turns import DossierState


class DossierCommand(Command):
    """Every command names the dossier: the campaign, a slash, the unit."""

    dossier_id: Identifier


@dataclass(frozen=True)
class Dossier:
    """One dossier, as far as decisions ask. `last_day` is the day of its last step."""

    state: DossierState = "unknown"
    unit_id: str = ""
    unit_kind: UnitKind = "residential_area"
    year: int = 0
    rule_set: str = ""
    last_day: date = date.min
    since: date = date.min
    """The day on which it came to where it stands now."""
    filed: Mapping[str, str | None] = field(default_factory=lambda: MappingProxyType({}))
    """The documents that lie in it now, with the hash of the file; None: on paper."""
    answers: tuple[SelfAnswer, ...] = ()
    round: int = 0
    documents: tuple[str, ...] = ()
    """As they were handed in last."""
    shortfalls: tuple[Shortfall, ...] = ()
    accepted: bool = False
    holder: str | None = None
    due: Due | None = None
    paused: Pause | None = None
    """Where the clock stood still at the last return; it went on from there when the dossier came back."""
    results: tuple[CriterionResult, ...] = ()
    sitting: Sitting | None = None
    met: bool = False
    proposal: tuple[str, str] | None = None
    decision: DossierDecided | None = None
    corrected: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """What the decision is to be read as, by the item that was a slip."""
    withdrawal: str | None = None
    """The number of the decision that withdrew the recognition."""
    looked_into: frozenset[str] = frozenset()
    """Other dossiers because of which a review was ever opened."""
    review_open: bool = False
    reviewed: tuple[bool, str] | None = None
    """How the last review was closed, and by which document."""

    @property
    def recognised(self) -> bool:
        return self.decision is not None and self.decision.outcome == "recognised" and self.withdrawal is None


def evolve(dossier: Dossier, fact: Fact) -> Dossier:
    match fact:
        case DossierOpened(unit_id=unit_id, unit_kind=unit_kind, year=year, rule_set=rule_set, opened_on=day):
            return Dossier("opened", unit_id, unit_kind, year, rule_set, day, day)
        case DossierDiscarded():
            return Dossier()
        case DossierLapsed(lapsed_on=day):
            return _came_to(dossier, "lapsed", day, None)
        case DossierDocumentFiled(document=document, file_sha256=file, filed_on=day):
            return replace(dossier, filed={**dossier.filed, document: file}, last_day=day)
        case DossierDocumentTakenBack(document=document, taken_back_on=day):
            left = {name: file for name, file in dossier.filed.items() if name != document}
            return replace(dossier, filed=left, last_day=day)
        case DossierSelfAssessed(answers=answers, assessed_on=day):
            return replace(dossier, answers=answers, last_day=day)
        case DossierSubmitted():
            return _submitted(dossier, fact)
        case DossierAssigned(holder=holder):
            return replace(dossier, holder=holder)
        case DueDateMoved(due=due):
            return replace(dossier, due=due)
    return _evolve_judging(dossier, fact)


def _submitted(dossier: Dossier, fact: DossierSubmitted) -> Dossier:
    files = {file.document: file.file_sha256 for file in fact.files}
    return replace(
        dossier,
        state="submitted",
        round=fact.round,
        documents=fact.documents,
        filed={**dossier.filed, **{document: files.get(document) for document in fact.documents}},
        answers=fact.answers or dossier.answers,
        last_day=fact.submitted_on,
        since=fact.submitted_on,
        due=fact.due,
    )


def _came_to(dossier: Dossier, state: DossierState, day: date, due: Due | None) -> Dossier:
    return replace(dossier, state=state, last_day=day, since=day, due=due)


def _evolve_judging(dossier: Dossier, fact: Fact) -> Dossier:
    match fact:
        case DossierReturned(shortfalls=shortfalls, returned_on=day, due=due, pause=pause):
            dossier = _came_to(dossier, "returned", day, due)
            return replace(dossier, shortfalls=shortfalls, paused=pause)
        case DossierAccepted(accepted_on=day, due=due):
            return replace(_came_to(dossier, "accepted", day, due), accepted=True, paused=None)
        case DossierAppraised(results=results, sitting=sitting, met=met, appraised_on=day, due=due):
            dossier = _came_to(dossier, "appraised", day, due)
            return replace(dossier, results=results, sitting=sitting, met=met)
        case DossierProposed(outcome=outcome, proposal_number=number, proposed_on=day, due=due):
            return replace(_came_to(dossier, "proposed", day, due), proposal=(outcome, number))
        case DossierDecided(decided_on=day):
            return replace(_came_to(dossier, "decided", day, None), decision=fact)
    return _evolve_aftermath(dossier, fact)


def _evolve_aftermath(dossier: Dossier, fact: Fact) -> Dossier:
    match fact:
        case DecisionCorrected(item=item, after=after, corrected_on=day):
            return replace(dossier, corrected={**dossier.corrected, item: after}, last_day=day)
        case RecognitionWithdrawn(decision_number=number, withdrawn_on=day):
            return replace(dossier, withdrawal=number, last_day=day, due=None)
        case ReviewOpened(because_of=other, opened_on=day, due=due):
            first = replace(dossier, review_open=True, since=day, due=due) if not dossier.review_open else dossier
            return replace(first, looked_into=dossier.looked_into | {other}, last_day=max(dossier.last_day, day))
        case ReviewClosed(upheld=upheld, document_number=number, closed_on=day):
            return replace(dossier, review_open=False, reviewed=(upheld, number), last_day=day, due=None)
    return dossier


DOSSIER_FOLD: Fold[Dossier] = Fold(category="recognition.dossier", initial=Dossier(), evolve=evolve)


def about(dossier: Dossier, command: DossierCommand) -> Mapping[str, object]:
    """What every fact of a dossier says first."""
    return {"dossier_id": command.dossier_id, "unit_id": dossier.unit_id, "year": dossier.year}
