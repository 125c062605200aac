"""One dossier before somebody who looks: its row, its story, the rules it goes by, and who its unit was and is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from fastapi import Request

from chronicle.refusal import Refused
from chronicle.service import Service
from contracts.recognition import Criterion, KindRules, RequiredDocument
from portal.authority.tree import Tree
from portal.languages import chosen
from portal.life import life_of
from portal.sight import Sight
from portal.words import Words
from services.recognition.dossier_state import DOSSIER_FOLD
from services.recognition.projections.delegations import delegations
from services.recognition.projections.rules import kind_rules
from services.recognition.projections.unit_standings import called_on
from services.recognition.screens import wording
from services.recognition.screens.answered import Answer
from services.recognition.screens.evidence import answers_of
from services.recognition.screens.story import Story, story_of

_CIRCULAR = "SELECT circular FROM recognition.rules WHERE rule_set = $1 LIMIT 1"


@dataclass(frozen=True, slots=True)
class Looked:
    """`rules` is None while the rule set is not in force; `then` is what the unit was called when the year was judged."""

    dossier_id: str
    row: Mapping[str, Any]
    story: Story
    rules: KindRules | None
    circular: str
    then: str
    seen: Sight
    words: Words
    today: date
    delegated: Mapping[str, str] = field(default_factory=dict)
    """Units whose chairs may decide it today in the place of the one above, each with the number of the document."""

    @property
    def unit_id(self) -> str:
        return str(self.row["unit_id"])

    @property
    def tree(self) -> Tree:
        return self.seen.viewer.tree

    @property
    def now(self) -> str:
        """What the unit is called today."""
        return wording.unit_name(self.tree, self.unit_id)

    @property
    def body(self) -> str | None:
        """The unit right above: its standing body checks and appraises, its chair decides."""
        return self.tree.parent(self.unit_id)

    def name_of(self, unit_id: str | None) -> str:
        """What a unit is called, where it is in sight: names above are not everybody's."""
        if unit_id and self.seen.scope.sees_dossier(unit_id):
            return wording.unit_name(self.tree, unit_id)
        return self.words("cấp trên trực tiếp")

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        return () if self.rules is None else self.rules.criteria

    @property
    def documents(self) -> tuple[str, ...]:
        """What the rules ask for, and what lies in it beside."""
        asked = () if self.rules is None else self.rules.document_codes
        return (*asked, *(document for document in self.story.documents if document not in asked))

    @property
    def shown(self) -> str:
        """Its state as it is called: a decided one by its outcome."""
        if self.story.withdrawal is not None:
            return "withdrawn"
        return self.story.state if self.story.decision is None else self.story.decision.outcome

    def text_of(self, asked: Criterion | RequiredDocument) -> str:
        """The legal text in the language of who reads."""
        return asked.text_en if self.words.language == "en" else asked.text_vi

    def title_of(self, item: str) -> str:
        """What an item is called: a document, a criterion, or as it stands."""
        asked: list[Criterion | RequiredDocument] = [*self.criteria, *(self.rules.documents if self.rules else ())]
        known = next((each for each in asked if each.code == item), None)
        return self.text_of(known) if known else wording.named(self.words, wording.DOCUMENTS, item)

    async def answers(self) -> dict[str, Answer]:
        """What the facts say about the criteria, as of now."""
        return await answers_of(self.seen.connection, self.row, self.criteria, self.today)


async def look(request: Request, service: Service, seen: Sight, dossier_id: str) -> Looked:
    """Raises Refused for a dossier there is none of in sight."""
    row = await seen.connection.fetchrow("SELECT * FROM recognition.dossiers WHERE dossier_id = $1", dossier_id)
    if row is None or not seen.scope.sees_dossier(row["unit_id"]):
        raise Refused("dossier.unknown", vi="Chưa có hồ sơ này", en="There is no such dossier")
    story = story_of(await life_of(service, seen, DOSSIER_FOLD.stream(dossier_id)))
    rules = await kind_rules(seen.connection, row["rule_set"], row["unit_kind"])
    circular = await seen.connection.fetchval(_CIRCULAR, row["rule_set"]) or ""
    today = seen.today
    day = judged_on(row["year"], rules, story, today)
    then = await called_on(seen.connection, row["unit_id"], day) or wording.unit_name(seen.viewer.tree, row["unit_id"])
    delegated = await _delegated(seen, row, today)
    return Looked(dossier_id, dict(row), story, rules, circular, then, seen, Words(chosen(request)), today, delegated)


async def _delegated(seen: Sight, row: Mapping[str, Any], today: date) -> dict[str, str]:
    body = seen.viewer.tree.parent(row["unit_id"])
    known = await delegations(seen.connection, body) if body else []
    holding = [
        each
        for each in known
        if each.from_unit == body and row["unit_kind"] in each.unit_kinds and each.holds_on(today)
    ]
    return {each.to_unit: each.document_number for each in reversed(holding)}


def judged_on(year: int, rules: KindRules | None, story: Story, today: date) -> date:
    """The day whose names a dossier speaks in: of the decision, else of today, at most the last one to be judged in."""
    if story.decision is not None:
        return story.decision.decided_on
    return min(today, rules.window_to if rules else date(year, 12, 31))
