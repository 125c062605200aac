"""A dossier as its facts tell it, oldest first: what lies in it, what was said and found, where it stands. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from contracts.envelope import Recorded
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
)


@dataclass(frozen=True, slots=True)
class Filed:
    """A document that lies in the dossier; `file_sha256` is None where it does on paper."""

    file_sha256: str | None
    on: date


@dataclass(slots=True)
class Story:
    """Grows fact by fact; the facts themselves stay with it."""

    facts: list[Recorded[Any]] = field(default_factory=list)
    state: str = "unknown"
    documents: dict[str, Filed] = field(default_factory=dict)
    answers: dict[str, SelfAnswer] = field(default_factory=dict)
    submissions: list[DossierSubmitted] = field(default_factory=list)
    returns: list[DossierReturned] = field(default_factory=list)
    appraisal: DossierAppraised | None = None
    proposal: DossierProposed | None = None
    decision: DossierDecided | None = None
    corrections: list[DecisionCorrected] = field(default_factory=list)
    withdrawal: RecognitionWithdrawn | None = None
    review: ReviewOpened | None = None
    """One that is open."""
    holder: str | None = None
    due: Due | None = None
    pause: Pause | None = None

    @property
    def results(self) -> Mapping[str, CriterionResult]:
        return {} if self.appraisal is None else {result.criterion: result for result in self.appraisal.results}

    @property
    def shortfalls(self) -> Mapping[str, str]:
        """Items of the last return with its notes; empty again once the dossier came back."""
        if self.state != "returned":
            return {}
        return {shortfall.item: shortfall.note for shortfall in self.returns[-1].shortfalls}

    def take(self, seen: Recorded[Any]) -> None:
        self.facts.append(seen)
        _compiled(self, seen.fact)
        _decided(self, seen.fact)


def story_of(facts: Iterable[Recorded[Any]]) -> Story:
    """The whole story, or the one up to some fact."""
    story = Story()
    for seen in facts:
        story.take(seen)
    return story


def _compiled(story: Story, fact: Any) -> None:
    match fact:
        case DossierOpened():
            story.state = "opened"
        case DossierDiscarded():
            story.state = "unknown"
        case DossierDocumentFiled():
            story.documents[fact.document] = Filed(fact.file_sha256, fact.filed_on)
        case DossierDocumentTakenBack():
            story.documents.pop(fact.document, None)
        case DossierSelfAssessed():
            story.answers = {answer.criterion: answer for answer in fact.answers}
        case DossierSubmitted():
            story.state, story.due, story.pause = "submitted", fact.due, None
            story.submissions.append(fact)
            files = {file.document: file.file_sha256 for file in fact.files}
            before = story.documents
            story.documents = {
                document: Filed(files.get(document), before[document].on if document in before else fact.submitted_on)
                for document in fact.documents
            }
            if fact.answers:
                story.answers = {answer.criterion: answer for answer in fact.answers}
        case DossierReturned():
            story.state, story.due, story.pause = "returned", fact.due, fact.pause
            story.returns.append(fact)
        case DossierAssigned():
            story.holder = fact.holder
        case DueDateMoved():
            story.due = fact.due


def _decided(story: Story, fact: Any) -> None:
    match fact:
        case DossierAccepted():
            story.state, story.due = "accepted", fact.due
        case DossierAppraised():
            story.state, story.due, story.appraisal = "appraised", fact.due, fact
        case DossierProposed():
            story.state, story.due, story.proposal = "proposed", fact.due, fact
        case DossierDecided():
            story.state, story.due, story.decision, story.holder = "decided", None, fact, None
        case DossierLapsed():
            story.state, story.due, story.holder = "lapsed", None, None
        case DecisionCorrected():
            story.corrections.append(fact)
        case RecognitionWithdrawn():
            story.withdrawal = fact
        case ReviewOpened():
            story.review, story.due = fact, fact.due
        case ReviewClosed():
            story.review, story.due = None, None


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the checklist or of the self-assessment before and after a return: what the body looks at first."""

    item: str
    note: str
    """What the return said about it; "" where it said nothing."""
    before: Any
    after: Any

    @property
    def is_changed(self) -> bool:
        return bool(self.before != self.after)


@dataclass(frozen=True, slots=True)
class Changed:
    """What is different from what was returned, item by item."""

    returned_on: date
    documents: Sequence[Item]
    answers: Sequence[Item]
    others: Sequence[Item]
    """Items of the return that are neither a document nor a criterion."""


def changed_since_return(story: Story) -> Changed | None:
    """What a resubmission changed; None where the dossier was never returned, or did not come back yet."""
    at = [number for number, seen in enumerate(story.facts) if isinstance(seen.fact, DossierReturned)]
    if not at or story.state == "returned":
        return None
    before, back = story_of(story.facts[: at[-1]]), story.submissions[-1]
    notes = {shortfall.item: shortfall.note for shortfall in story.returns[-1].shortfalls}
    after = {document: story.documents.get(document) for document in back.documents}
    was = {document: before.documents.get(document) for document in before.submissions[-1].documents}
    answers = {answer.criterion: answer for answer in back.answers}
    said = {answer.criterion: answer for answer in before.submissions[-1].answers}
    papers = _items(notes, {name: (filed and filed.file_sha256) or "" for name, filed in was.items()},
                    {name: (filed and filed.file_sha256) or "" for name, filed in after.items()})  # fmt: skip
    judged = _items(notes, said, answers)
    named = {item.item for item in (*papers, *judged)}
    others = [Item(item, note, None, None) for item, note in notes.items() if item not in named]
    return Changed(story.returns[-1].returned_on, papers, judged, others)


def _items(notes: Mapping[str, str], before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Item]:
    items = [Item(name, notes.get(name, ""), before.get(name), after.get(name)) for name in {**before, **after}]
    return [item for item in items if item.is_changed or item.note]
