"""What does each rule set ask of each kind of unit, by when is it decided, and by whom?"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from chronicle.projection import Change, Projection, Put
from contracts.envelope import Seen
from contracts.recognition import KindRules, RuleSetPutInForce


@dataclass(frozen=True, slots=True)
class RulesRow:
    rule_set: str
    unit_kind: str
    circular: str = ""
    year: int = 0
    in_force_on: date | None = None
    window_from: date | None = None
    window_to: date | None = None
    decide_before: date | None = None
    before_excludes_the_day: bool = False
    decided_by: str = ""
    documents: tuple[str, ...] = ()
    criteria: str = "[]"
    """The criteria as JSON, as they stand in the fact: only ever shown whole."""
    complete_within_days: int | None = None
    correct_within_days: int | None = None
    appraise_within_days: int | None = None
    propose_within_days: int | None = None
    decide_within_days: int | None = None
    said: str = "{}"
    """All of it as JSON, as it stands in the fact: the texts of documents, points, order, and what rests on what."""


def put_in_force(fact: RuleSetPutInForce, seen: Seen[Any]) -> Iterable[Change]:
    """A correction never drops a kind, so every row of before is put again."""
    for rules in fact.kinds:
        yield Put(_row(fact, rules))


def _row(fact: RuleSetPutInForce, rules: KindRules) -> RulesRow:
    criteria = [criterion.model_dump(mode="json") for criterion in rules.criteria]
    return RulesRow(
        rule_set=fact.rule_set,
        unit_kind=rules.unit_kind,
        circular=fact.circular,
        year=fact.year,
        in_force_on=fact.in_force_on,
        window_from=rules.window_from,
        window_to=rules.window_to,
        decide_before=rules.decide_before,
        before_excludes_the_day=rules.before_excludes_the_day,
        decided_by=rules.decided_by,
        documents=rules.document_codes,
        criteria=json.dumps(criteria, ensure_ascii=False, sort_keys=True),
        complete_within_days=rules.complete_within_days,
        correct_within_days=rules.correct_within_days,
        appraise_within_days=rules.appraise_within_days,
        propose_within_days=rules.propose_within_days,
        decide_within_days=rules.decide_within_days,
        said=rules.model_dump_json(),
    )


RULES = Projection(
    name="rules",
    row=RulesRow,
    key=("rule_set", "unit_kind"),
    on={RuleSetPutInForce: put_in_force},
)


async def rules_of(pool: Any, rule_set: str) -> list[dict[str, Any]]:
    """What a rule set says, kind by kind, with its criteria as a list; empty when there is no such rule set."""
    rows = await pool.fetch("SELECT * FROM recognition.rules WHERE rule_set = $1 ORDER BY unit_kind", rule_set)
    return [{**row, "criteria": json.loads(row["criteria"]), "said": json.loads(row["said"])} for row in rows]


async def kind_rules(pool: Any, rule_set: str, unit_kind: str) -> KindRules | None:
    """What is in force for one kind of unit, as facts say it; None where nothing is."""
    said = await pool.fetchval(
        "SELECT said FROM recognition.rules WHERE rule_set = $1 AND unit_kind = $2", rule_set, unit_kind
    )
    return None if said is None else KindRules.model_validate_json(said)
