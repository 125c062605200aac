"""A model's page: its life, its dossier, who monitors it, reviews, where it was replicated, what it may be confused with."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from chronicle.live_view import decode
from chronicle.service import Service
from contracts.envelope import Recorded
from contracts.fact import Identifier
from portal.access import Sight
from portal.api import Opened, Seeing
from portal.authority.roles import ROLES
from portal.exports import moment
from portal.freshness import freshness
from portal.languages import chosen
from portal.words import Words
from reference.papers import STAGES, Paper
from services.models.projections.inventory import replication_tree
from services.models.projections.papers import papers_of_model
from services.models.routes import model_or_refused, papers_on
from services.models.screens import wording
from services.models.screens.hinting import hints_of
from services.models.screens.life import details
from services.models.screens.listing import FINDINGS
from services.models.screens.shell import SHELL
from services.models.screens.tasks import TASKS, Offered, offered
from services.models.state import MODEL_FOLD

PAGES = APIRouter()


@dataclass(frozen=True, slots=True)
class Happened:
    """One fact of a model's life as the page tells it."""

    position: int
    said: str
    details: str
    day: date
    recorded_at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class OnTheList:
    """One line of the checklist: is it there, is it missed, is it not needed yet?"""

    paper: Paper
    filed: list[dict[str, Any]]
    state: str


@PAGES.get("/models/model/{model_id:path}", response_class=HTMLResponse)
async def model(request: Request, service: Opened, seen: Seeing, model_id: Identifier, done: str = "") -> HTMLResponse:
    words = Words(chosen(request))
    found = await model_or_refused(service, seen, model_id)
    filed = await papers_of_model(seen.connection, model_id)
    tree, fresh = seen.viewer.tree, await freshness(service, seen.connection)
    facts, tasks = await life_of(service, model_id), offered(seen.viewer, found, words.language, words)
    values: dict[str, Any] = {
        "model": found, "codes": wording, "tree": tree, "findings": FINDINGS,
        "life": [told(words, service, seen, fact) for fact in reversed(facts)],
        "reviews": [fact.fact for fact in reversed(facts) if fact.type == "models.model_reviewed"],
        "checklist": checklist_of(papers_on(service.clock.today()), filed, found),
        "replications": await replication_tree(seen.connection, seen.scope.named, model_id),
        "hints": await hints_of(seen, found["model_name"], found["model_kind"], found["unit_id"], model_id),
        "tasks": tasks, "shared_reason": _shared(tasks),
        "done": TASKS[done].title if done in TASKS else "",
        "freshness": fresh, "recorded_at": moment(service, fresh),
    }  # fmt: skip
    return SHELL.page(request, "model.html", **values)


def _shared(tasks: list[Offered]) -> str:
    """The reason that most tasks are refused for, said once; "" where there is no such reason."""
    [(reason, times)] = Counter(entry.why_not for entry in tasks).most_common(1)
    return reason if reason and times > 1 else ""


async def life_of(service: Service, model_id: str) -> list[Recorded[Any]]:
    """The stream of a model that is in sight, the oldest fact first: what was recorded is its life."""
    stream = MODEL_FOLD.stream(model_id)
    entries = (await service.log.read_streams([(stream, 0)]))[stream]
    return [decode(service.catalogue, entry) for entry in entries]


def told(words: Words, service: Service, seen: Sight, seen_fact: Recorded[Any]) -> Happened:
    """One fact as the page tells it."""
    zone = ZoneInfo(service.settings.time_zone)
    role = ROLES.get(seen_fact.role.replace("-", "_"))
    office = wording.unit_name(seen.viewer.tree, seen_fact.office)
    by = ", ".join(part for part in (role.words(words.language) if role else "", office) if part)
    return Happened(
        seen_fact.position, words(wording.FACTS[seen_fact.type]), details(words, seen.viewer.tree, seen_fact.fact),
        seen_fact.occurred_on, seen_fact.recorded_at.astimezone(zone), by or words("hệ thống"),
    )  # fmt: skip


def checklist_of(papers: Iterable[Paper], filed: list[dict[str, Any]], model: Mapping[str, Any]) -> list[OnTheList]:
    """Every paper of the list; `state` is filed, missing or later. A model that ended misses nothing any more."""
    found = []
    for paper in papers:
        own = [row for row in filed if row["paper"] == paper.code]
        missed = "missing" if paper.code in model["missing"] else "later"
        found.append(OnTheList(paper, own, "filed" if own else missed))
    return sorted(found, key=lambda line: STAGES.index(line.paper.needed_from))
