"""What a model's page tells of one model: its life, fact by fact, and its checklist of papers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from chronicle.service import Service
from contracts.envelope import Recorded
from portal.authority.roles import ROLES
from portal.sight import Sight
from portal.words import Words
from reference.papers import STAGES, Paper
from services.models.screens import wording
from services.models.screens.life import details


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


def told(words: Words, service: Service, seen: Sight, seen_fact: Recorded[Any]) -> Happened:
    """One fact as the page tells it."""
    zone = ZoneInfo(service.settings.time_zone)
    role = ROLES.get(seen_fact.role)
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
