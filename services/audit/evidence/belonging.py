"""Which facts belong to a question, and by which rule: what it is about, what names it, what led to it, which rules held."""

import json
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from chronicle.ledger.leaf import entry_of, position_of
from chronicle.refusal import Refused
from chronicle.service import Service
from portal.sight import Sight
from services.audit.evidence.question import Question, drawn
from services.audit.screens.events import ABOUT, PLAIN, Names, facts_at, names_in_sight

Rule = Literal["about", "named", "dossier", "drawn", "cause", "rules"]

RULES: dict[Rule, str] = {
    "about": "the fact is about the unit, or one of the units below it",
    "named": "the fact is a paper that names the unit or the dossier among those it concerns",
    "dossier": "the fact is of the dossier's stream, or says the dossier's id",
    "drawn": "the position was drawn: see drawn() in verifier.py",
    "cause": "a fact of the bundle was recorded because of it",
    "rules": "it put in force a set of rules that a fact of the bundle says",
}
"""Written into every bundle."""

facts_max = 50_000
window_facts = 500_000
RULE_SET = "recognition.rule_set"

_NAMED = """type = 'recognition.document_numbered'
    AND EXISTS (SELECT FROM json_array_elements(data->'concerns') c WHERE c->>{key} = ANY($3::text[]))"""
_OF_UNITS = f"""
    SELECT position, CASE WHEN {ABOUT} = ANY($3::text[]) THEN 'about' ELSE 'named' END AS rule FROM {{events}}
     WHERE position BETWEEN $1 AND $2 AND ({ABOUT} = ANY($3::text[]) OR ({_NAMED.format(key="'unit_id'")}))"""
_OF_DOSSIER = f"""
    SELECT position, CASE WHEN {_NAMED.format(key="'dossier_id'")} THEN 'named' ELSE 'dossier' END AS rule FROM {{events}}
     WHERE position BETWEEN $1 AND $2
       AND (stream = 'recognition.dossier:' || ($3::text[])[1] OR data->>'dossier_id' = ANY($3::text[])
            OR ({_NAMED.format(key="'dossier_id'")}))"""
_IN_SIGHT = f"""
    SELECT position FROM {{events}} WHERE position BETWEEN $1 AND $2 AND ({ABOUT} IS NULL OR {ABOUT} = ANY($3::text[]))"""


@dataclass(slots=True)
class Belonging:
    """The leaves of the facts by position, with the rule by which each belongs; and those that the maker may not see."""

    leaves: dict[int, str] = field(default_factory=dict)
    rules: dict[int, Rule] = field(default_factory=dict)
    out_of_sight: dict[int, Rule] = field(default_factory=dict)
    rule_sets: list[int] = field(default_factory=list)
    """Positions of the facts that put the rules in force which facts of the bundle say."""

    @property
    def positions(self) -> list[int]:
        return sorted(self.leaves)


async def belonging(service: Service, seen: Sight, question: Question, size: int) -> Belonging:
    """Of the first `size` facts. Raises Refused where the question is about what is out of sight, or too large."""
    names = None if seen.viewer.is_the_installation else await names_in_sight(seen)
    found = Belonging()
    await _take(service, names, found, await _asked_for(service, seen, question, size))
    if not found.leaves and question.sample is None:
        raise Refused(
            "evidence.unknown",
            vi="Đến thời điểm đó chưa có sự kiện nào thuộc câu hỏi này, hoặc chúng ngoài phạm vi của bạn",
            en="No fact belongs to this question up to then, or they are out of your sight",
        )
    await _take_causes(service, names, found)
    await _take_rules(service, found, size)
    return found


async def _asked_for(service: Service, seen: Sight, question: Question, size: int) -> dict[int, Rule]:
    if question.sample is not None and question.seed is not None:
        return dict.fromkeys(drawn(question.seed, question.sample, size), "drawn")
    found: dict[int, Rule] = {}
    query = _OF_UNITS if question.dossier is None else _OF_DOSSIER
    async for rows in _looked_through(service, query, size, _ids(seen, question)):
        found.update({row["position"]: row["rule"] for row in rows})
        if len(found) > facts_max:
            raise Refused(
                "evidence.too_many_facts",
                vi=f"Câu hỏi này có hơn {facts_max} sự kiện; hãy lập gói cho từng đơn vị nhỏ hơn",
                en=f"More than {facts_max} facts belong to this; ask for smaller units one by one",
            )
    return found


def _ids(seen: Sight, question: Question) -> list[str]:
    if question.dossier is not None:
        return [question.dossier]
    unit = question.unit or question.district
    seen.must_see(unit)
    assert unit is not None
    return [unit] if question.district is None else sorted(seen.viewer.tree.below([unit]))


async def _looked_through(service: Service, query: str, size: int, ids: list[str]) -> AsyncIterator[list[Any]]:
    mentioning = [one for one in ids if PLAIN.fullmatch(one)] if len(ids) == 1 else []
    for first in range(1, size + 1, window_facts):
        last = min(first + window_facts - 1, size)
        async for *_, rows in service.log.find(query, first, last, ids, mentioning=mentioning):
            yield rows


async def _take(service: Service, names: Names | None, found: Belonging, wanted: dict[int, Rule]) -> None:
    """Adds those that are not there yet, as far as they are in sight (None: all)."""
    new = sorted({*wanted} - {*found.rules} - {*found.out_of_sight})
    seen = new
    if names is not None and new:
        seen = [row["position"] for row in await facts_at(service, _IN_SIGHT, new, [*names])]
    found.out_of_sight.update({at: wanted[at] for at in new if at not in {*seen}})
    for leaf in await service.log.leaves_at(sorted(seen)) if seen else ():
        position = position_of(leaf)
        found.leaves[position] = leaf
        found.rules[position] = wanted[position]


async def _take_causes(service: Service, names: Names | None, found: Belonging) -> None:
    """Because of what the facts were recorded, and because of what that was, to the first cause."""
    coming: Iterable[int] = found.positions
    while coming:
        causes = {entry_of(found.leaves[at]).causation for at in coming if at in found.leaves} - {None}
        new = {at for at in causes if at is not None} - {*found.rules} - {*found.out_of_sight}
        await _take(service, names, found, dict.fromkeys(new, "cause"))
        coming = new


async def _take_rules(service: Service, found: Belonging, size: int) -> None:
    """What put in force the sets of rules that the facts say, every edition up to the position; everybody may see rules."""
    said = {name for leaf in found.leaves.values() for name in _rule_sets_of(leaf)}
    streams = await service.log.read_streams([(f"{RULE_SET}:{name}", 0) for name in sorted(said)])
    held = [entry for entries in streams.values() for entry in entries if entry.position <= size]
    found.rule_sets = sorted(one.position for one in held if one.type == f"{RULE_SET}_put_in_force")
    await _take(service, None, found, dict.fromkeys(found.rule_sets, "rules"))


def _rule_sets_of(leaf: str) -> set[str]:
    entry = entry_of(leaf)
    told = json.loads(entry.data).get("rule_set")
    return {one for one in (entry.rule_set, told) if isinstance(one, str) and one}
