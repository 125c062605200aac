"""One dossier: where it stands, until when and why, its checklist, its criteria with their evidence, its life, what is next."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from chronicle.service import Service
from contracts.fact import Identifier
from contracts.recognition import CriterionResult, SelfAnswer
from portal.api import Opened, Seeing
from portal.attachments.register import attached
from portal.exports import moment
from portal.freshness import freshness
from portal.share import Standing
from portal.sight import Sight
from services.recognition.projections.working_calendars import days_off
from services.recognition.screens import wording
from services.recognition.screens.answered import Answer
from services.recognition.screens.due_words import DueTold, due_told, paused
from services.recognition.screens.evidence_words import EvidenceTold, Teller
from services.recognition.screens.looking import Looked, look
from services.recognition.screens.shell import LIST, SHELL
from services.recognition.screens.story import Filed, changed_since_return
from services.recognition.screens.tasks import TASKS, offered
from services.recognition.screens.timeline import happened

PAGES = APIRouter()


@dataclass(frozen=True, slots=True)
class OnTheList:
    """One document of the checklist: what it is called, whether it lies there, what a return said of it."""

    code: str
    title: str
    is_asked: bool
    filed: Filed | None
    label: str
    note: str

    @property
    def standing(self) -> Standing:
        if self.note:
            return "overdue"
        return "done" if self.filed else "not_started"


@dataclass(frozen=True, slots=True)
class Judged:
    """One criterion: its text, what the unit says, what the committee found, what the facts say by themselves."""

    code: str
    text: str
    source: str
    is_confirmed: bool
    self_answer: SelfAnswer | None
    result: CriterionResult | None
    evidence: EvidenceTold | None
    note: str


@PAGES.get(f"{LIST}/{{dossier_id:path}}", response_class=HTMLResponse)
async def dossier(
    request: Request, service: Opened, seen: Seeing, dossier_id: Identifier, done: str = ""
) -> HTMLResponse:
    looked = await look(request, service, seen, dossier_id)
    words, story, fresh = looked.words, looked.story, await freshness(service, seen.connection)
    tasks = offered(looked)
    values: dict[str, Any] = {
        "looked": looked, "codes": wording, "documents": await checklist(service, looked), "criteria": await criteria(looked),
        "due": await due_of(looked), "pause": story.pause and paused(words, story.pause),
        "holder": holder(looked), "body": looked.name_of(looked.body),
        "changed": changed_since_return(story) if story.state in ("submitted", "accepted") else None,
        "life": happened(looked, ZoneInfo(service.settings.time_zone)),
        "now": [task for task in tasks if task.is_due], "later": [task for task in tasks if not task.is_due],
        "done": TASKS[done].title if done in TASKS else "",
        "freshness": fresh, "recorded_at": moment(service, fresh),
    }  # fmt: skip
    return SHELL.page(request, "dossier.html", **values)


async def due_of(looked: Looked) -> DueTold | None:
    """What is due next, with the days off of the calendar by which it was counted."""
    due = looked.story.due
    if due is None:
        return None
    off = await days_off(looked.seen.connection, due.calendar, due.calendar_version) if due.calendar else {}
    return due_told(looked.words, due, looked.today, off)


def holder(looked: Looked) -> str:
    """Who has it at hand, without naming anybody."""
    words, story = looked.words, looked.story
    if story.state in ("decided", "lapsed"):
        return words("không ai, hồ sơ đã xong")
    if story.state in ("opened", "returned"):
        return looked.now
    place = looked.name_of(looked.body)
    if story.state == "proposed":
        return words("Chủ tịch UBND, %(unit)s", unit=place)
    if story.holder is None:
        return words("Thường trực BCĐ, %(unit)s: chưa ai nhận", unit=place)
    if story.holder == str(looked.seen.viewer.account_id):
        return words("Thường trực BCĐ, %(unit)s: bạn", unit=place)
    return words("Thường trực BCĐ, %(unit)s: một cán bộ đã nhận", unit=place)


async def checklist(service: Service, looked: Looked) -> list[OnTheList]:
    """The documents the rules ask for, and what lies in the dossier beside."""
    story, asked = looked.story, looked.rules.document_codes if looked.rules else ()
    labels = await _labels(service, looked.seen, [filed.file_sha256 for filed in story.documents.values()])
    return [
        OnTheList(
            code, looked.title_of(code), code in asked, filed := story.documents.get(code),
            labels.get((filed and filed.file_sha256) or "", ""), story.shortfalls.get(code, ""),
        )
        for code in looked.documents
    ]  # fmt: skip


async def _labels(service: Service, seen: Sight, hashes: list[str | None]) -> Mapping[str, str]:
    """What files were called when they were uploaded, of those in sight."""
    found = await attached(service.pool, [each for each in hashes if each], seen.scope.of_dossiers)
    return {sha256: file.label for sha256, file in found.items()}


async def criteria(looked: Looked) -> list[Judged]:
    """The criteria of the rules with everything that is known of each."""
    answers: Mapping[str, Answer] = await looked.answers()
    teller = Teller(looked.words, str(looked.row["campaign_id"]), looked.unit_id, looked.row["year"])
    return [
        Judged(
            each.code, looked.text_of(each), each.source or "", each.confirmed,
            looked.story.answers.get(each.code), looked.story.results.get(each.code),
            teller.told(answers[each.code]) if each.code in answers else None,
            looked.story.shortfalls.get(each.code, ""),
        )
        for each in looked.criteria
    ]  # fmt: skip
