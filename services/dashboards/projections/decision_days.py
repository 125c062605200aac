"""Until which day is a kind of unit decided in time under a rule set? Counted for steps for which the facts name no day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from chronicle.projection import Change, Projection, Put
from contracts.envelope import Seen
from contracts.recognition import KindRules, RuleSetPutInForce


@dataclass(frozen=True, slots=True)
class DecisionDayRow:
    rule_set: str
    unit_kind: str
    decide_by: date | None = None
    """The last day in time; None: the rule set sets none."""


def put_in_force(fact: RuleSetPutInForce, seen: Seen[Any]) -> Iterable[Change]:
    """A correction never drops a kind, so every row of before is put again."""
    for rules in fact.kinds:
        yield Put(DecisionDayRow(fact.rule_set, rules.unit_kind, _last_day(rules)))


def _last_day(rules: KindRules) -> date | None:
    if rules.decide_before is None:
        return None
    return rules.decide_before - timedelta(days=int(rules.before_excludes_the_day))


DECISION_DAYS = Projection(
    name="decision_days", row=DecisionDayRow, key=("rule_set", "unit_kind"), on={RuleSetPutInForce: put_in_force}
)
