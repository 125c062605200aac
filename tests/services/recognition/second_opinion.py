"""The life of a dossier written a second time, independently: who must act, who may, which way it goes, by when."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

ONE_DAY = timedelta(days=1)
LAST_DAY_TO_DECIDE = date(2021, 11, 9)
WORKING_DAYS = {"check_completeness": 3, "correct": 5, "appraise": 5, "propose": 2, "decide": 4}

LIFE = {
    "recognition.dossier_opened": ({"unknown"}, "opened"),
    "recognition.dossier_discarded": ({"opened"}, "unknown"),
    "recognition.dossier_document_filed": ({"opened", "returned"}, None),
    "recognition.dossier_document_taken_back": ({"opened", "returned"}, None),
    "recognition.dossier_self_assessed": ({"opened", "returned"}, None),
    "recognition.dossier_submitted": ({"opened", "returned"}, "submitted"),
    "recognition.dossier_assigned": ({"submitted", "returned", "accepted", "appraised"}, None),
    "recognition.dossier_returned": ({"submitted"}, "returned"),
    "recognition.dossier_accepted": ({"submitted"}, "accepted"),
    "recognition.dossier_appraised": ({"accepted"}, "appraised"),
    "recognition.dossier_proposed": ({"appraised"}, "proposed"),
    "recognition.outcomes_counted": ({"proposed"}, None),
    "recognition.dossier_decided": ({"proposed"}, "decided"),
    "recognition.decision_corrected": ({"decided"}, None),
    "recognition.review_opened": ({"decided"}, None),
    "recognition.review_closed": ({"decided"}, None),
    "recognition.recognition_withdrawn": ({"decided"}, None),
    "recognition.due_date_moved": ({"submitted", "returned", "accepted", "appraised", "proposed", "decided"}, None),
}
"""From which state each fact may come, and where it leads; None: it stays where it is."""

TO_DO = {
    "opened": "unit", "submitted": "body", "returned": "unit", "accepted": "body", "appraised": "body", "proposed": "chair",
}  # fmt: skip
"""In whose work an open dossier stands; nobody else can bring it on. A decided one is in the chair's while it is reviewed."""

PEOPLE = {
    "head": {("residential_area_head", "a1")},
    "officer": {("commune_officer", "c1")},
    "chair": {("commune_chair", "c1")},
    "everything": {("residential_area_head", "a1"), ("commune_officer", "c1"), ("commune_chair", "c1")},
    "stranger": {("commune_officer", "c2"), ("commune_chair", "c2"), ("residential_area_head", "a2")},
    "province": {("provincial_officer", "p"), ("provincial_chair", "p"), ("auditor", "p")},
}
ENTERS = {("residential_area_head", "a1"), ("commune_officer", "c1"), ("provincial_officer", "p")}
WHO_MAY = {
    "OpenDossier": ENTERS,
    "FileDocument": ENTERS,
    "TakeDocumentBack": ENTERS,
    "AssessSelf": ENTERS,
    "SubmitDossier": ENTERS,
    "ReturnDossier": {("commune_officer", "c1")},
    "AcceptDossier": {("commune_officer", "c1")},
    "AppraiseDossier": {("commune_officer", "c1")},
    "ProposeOutcome": {("commune_officer", "c1")},
    "AssignDossier": {("commune_officer", "c1"), ("commune_chair", "c1")},
}
CHAIRS_OF = {"c1": {("commune_chair", "c1")}, "c2": {("commune_chair", "c2")}, "a1": set[tuple[str, str]]()}
NOT_BY_WHO_HANDED_IN = {"AppraiseDossier", "DecideDossier", "CorrectDecision", "WithdrawRecognition", "CloseReview"}
ONLY_THE_SYSTEM = {"DiscardDossier", "OpenReview", "ReprojectDue"}


def may(person: str, command: Any, unit_known: bool, handed_in: Iterable[str]) -> bool:
    """Whether somebody may ask it, by the tables above."""
    name = type(command).__name__
    if name in ONLY_THE_SYSTEM or (name in NOT_BY_WHO_HANDED_IN and person in set(handed_in)):
        return False
    if not unit_known and name in WHO_MAY and name != "OpenDossier":
        return person == "province" and name in {"FileDocument", "TakeDocumentBack", "AssessSelf", "SubmitDossier"}
    wanted = WHO_MAY[name] if name in WHO_MAY else CHAIRS_OF[command.decided_by]
    return bool(PEOPLE[person] & wanted)


@dataclass
class Clock:
    """Counts day by day what is due: the step, and the last day that is in time."""

    off: set[date] = field(default_factory=set)
    step: str | None = None
    since: date = date.min
    on: date | None = None
    left: int | None = None
    """Of the step that stood still at the last return."""

    def works(self, day: date) -> bool:
        return day.weekday() not in (5, 6) and day not in self.off

    def walk(self, day: date, days: int) -> date:
        """So many working days on, or back."""
        ahead = ONE_DAY if days > 0 else -ONE_DAY
        gone = 0
        while gone < abs(days):
            day += ahead
            gone += 1 if self.works(day) else 0
        return day

    def between(self, first: date, last: date) -> int:
        """Working days after the first up to the last; below 0 where the last lies before."""
        if last < first:
            return -self.between(last, first)
        count, day = 0, first
        while day < last:
            day += ONE_DAY
            count += 1 if self.works(day) else 0
        return count

    def begin(self, step: str, since: date, days: int | None = None, *, deadline: bool = True) -> None:
        counted = self.walk(since, WORKING_DAYS[step] if days is None else days)
        binds = deadline and step != "correct" and (step == "decide" or since <= LAST_DAY_TO_DECIDE)
        self.step, self.since = step, since
        self.on = min(counted, LAST_DAY_TO_DECIDE) if binds else counted

    def hear(self, fact: Any) -> None:
        """What a fact of the dossier means for what is due."""
        match fact.name.removeprefix("recognition."):
            case "dossier_submitted":
                self.begin("check_completeness", fact.submitted_on, self.left)
            case "dossier_returned":
                assert self.on is not None
                self.left = self.between(fact.returned_on, self.on)
                self.begin("correct", fact.returned_on)
            case "dossier_accepted":
                self.left = None
                self.begin("appraise", fact.accepted_on)
            case "dossier_appraised":
                self.begin("propose", fact.appraised_on)
            case "dossier_proposed":
                self.begin("decide", fact.proposed_on)
            case "review_opened" if self.on is None:
                self.begin("decide", fact.opened_on, deadline=False)
            case "dossier_decided" | "review_closed" | "recognition_withdrawn":
                self.step = self.on = None

    def calendar_changed(self, off: set[date], *, reviewed: bool) -> None:
        """Whatever is due is counted again from where it began."""
        self.off = off
        if self.step is not None:
            left = self.left if self.step == "check_completeness" else None
            self.begin(self.step, self.since, left, deadline=not reviewed)
