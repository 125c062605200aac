"""A model's page: its life, its dossier, who monitors it, reviews, where it was replicated, what it may be confused with."""

from collections import Counter
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from contracts.fact import Identifier
from portal.api import Opened, Seeing
from portal.exports import moment
from portal.freshness import freshness
from portal.languages import chosen
from portal.life import life_of
from portal.words import Words
from services.models.projections.inventory import gone_into, replication_tree
from services.models.projections.papers import papers_of_model
from services.models.routes import model_or_refused, papers_on
from services.models.screens import wording
from services.models.screens.dossier import checklist_of, told
from services.models.screens.hinting import hints_of
from services.models.screens.listing import FINDINGS
from services.models.screens.page_tables import life_table
from services.models.screens.shell import SHELL
from services.models.screens.tasks import TASKS, Offered, offered
from services.models.state import MODEL_FOLD

PAGES = APIRouter()


@PAGES.get("/models/model/{model_id:path}", response_class=HTMLResponse)
async def model(request: Request, service: Opened, seen: Seeing, model_id: Identifier, done: str = "") -> HTMLResponse:
    words = Words(chosen(request))
    found = await model_or_refused(service, seen, model_id)
    filed = await papers_of_model(seen.connection, model_id)
    tree, fresh = seen.viewer.tree, await freshness(service, seen.connection)
    facts, tasks = (
        await life_of(service, seen, MODEL_FOLD.stream(model_id)),
        offered(seen.viewer, found, words.language, words),
    )
    values: dict[str, Any] = {
        "model": found, "codes": wording, "tree": tree, "findings": FINDINGS,
        "life": life_table(words, [told(words, service, seen, fact) for fact in reversed(facts)]),
        "reviews": [fact.fact for fact in reversed(facts) if fact.type == "models.model_reviewed"],
        "checklist": checklist_of(papers_on(seen.today), filed, found),
        "replications": await replication_tree(seen.connection, seen.scope.named, model_id),
        "kin": await gone_into(seen.connection, seen.scope.named, model_id),
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
