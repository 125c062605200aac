"""From a rule set kept as data by the province to the command that puts it in force."""

from datetime import date

from contracts.recognition import Criterion, KindRules
from reference import rule_sets
from services.recognition.rule_set import PutRuleSetInForce


def put_in_force(rule_set: rule_sets.RuleSet, occurred_on: date | None = None) -> PutRuleSetInForce:
    """The command for a loaded rule set, for its own day in force unless another day is given."""
    return PutRuleSetInForce(
        occurred_on=occurred_on or rule_set.in_force_on,
        rule_set=rule_set.rule_set,
        circular=rule_set.circular,
        year=rule_set.year,
        kinds=tuple(_kind(rules) for rules in rule_set.kinds),
    )


def _kind(rules: rule_sets.KindRules) -> KindRules:
    return KindRules(
        unit_kind=rules.unit_kind,
        window_from=rules.window.first,
        window_to=rules.window.last,
        decide_before=rules.decide.before,
        before_excludes_the_day=rules.decide.excludes_the_day,
        decided_by=rules.authority.decided_by,
        documents=tuple(document.code for document in rules.documents),
        criteria=tuple(_criterion(criterion) for criterion in rules.criteria),
        complete_within_days=rules.within_working_days("check_completeness"),
        correct_within_days=rules.within_working_days("correct"),
        appraise_within_days=rules.within_working_days("appraise"),
        propose_within_days=rules.within_working_days("propose"),
        decide_within_days=rules.within_working_days("decide"),
    )


def _criterion(criterion: rule_sets.Criterion) -> Criterion:
    return Criterion(
        code=criterion.code,
        kind=criterion.kind,
        evidence=criterion.evidence,
        at_least=criterion.at_least,
        text_vi=criterion.text_vi,
        text_en=criterion.text_en,
        source=criterion.source,
        confirmed=criterion.confirmed,
    )
