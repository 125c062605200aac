"""From a rule set kept as data by the province to the command that puts it in force, or drafts it."""

from collections.abc import Iterator
from datetime import date

from contracts.recognition import (
    Criterion,
    Edition,
    Ground,
    Grounded,
    KindRules,
    OutOfScope,
    RequiredDocument,
    RuleSetContent,
)
from reference import rule_sets
from services.recognition.rule_set import DraftRuleSet, PutRuleSetInForce


def put_in_force(rule_set: rule_sets.RuleSet, occurred_on: date | None = None) -> PutRuleSetInForce:
    """The command for a loaded rule set, for its own day in force unless another day is given."""
    return PutRuleSetInForce(occurred_on=occurred_on or rule_set.in_force_on, **dict(content_of(rule_set)))


def draft(rule_set: rule_sets.RuleSet, based_on: Edition | None, occurred_on: date) -> DraftRuleSet:
    """The command that makes a loaded rule set the draft."""
    content, holds = dict(content_of(rule_set)), rule_set.in_force_on
    return DraftRuleSet(occurred_on=occurred_on, **content, in_force_on=holds, based_on=based_on)


def content_of(rule_set: rule_sets.RuleSet) -> RuleSetContent:
    """What a loaded rule set says, as facts say it."""
    return RuleSetContent(
        rule_set=rule_set.rule_set,
        circular=rule_set.circular,
        amended_by=rule_set.amended_by,
        overlay=rule_set.overlay,
        title_vi=rule_set.title_vi,
        title_en=rule_set.title_en,
        year=rule_set.year,
        in_force_confirmed=rule_set.in_force_confirmed,
        kinds=tuple(_kind(rules) for rules in rule_set.kinds),
        out_of_scope=tuple(OutOfScope(**entry.model_dump()) for entry in rule_set.out_of_scope),
    )


def _kind(rules: rule_sets.KindRules) -> KindRules:
    return KindRules(
        unit_kind=rules.unit_kind,
        window_from=rules.window.first,
        window_to=rules.window.last,
        boundary_day=rules.window.boundary_day,
        decide_before=rules.decide.before,
        before_excludes_the_day=rules.decide.excludes_the_day,
        appraised_by=rules.authority.appraised_by,
        decided_by=rules.authority.decided_by,
        decided_after=rules.order.after if rules.order else (),
        pass_mark=rules.pass_mark.points if rules.pass_mark else None,
        documents=tuple(RequiredDocument(**document.model_dump()) for document in rules.documents),
        criteria=tuple(Criterion(**criterion.model_dump()) for criterion in rules.criteria),
        complete_within_days=rules.within_working_days("check_completeness"),
        correct_within_days=rules.within_working_days("correct"),
        appraise_within_days=rules.within_working_days("appraise"),
        propose_within_days=rules.within_working_days("propose"),
        decide_within_days=rules.within_working_days("decide"),
        grounds=tuple(_grounds(rules)),
    )


def _grounds(rules: rule_sets.KindRules) -> Iterator[Ground]:
    parts: dict[Grounded, rule_sets.Grounded | None] = {
        "window": rules.window,
        "deadline": rules.decide,
        "authority": rules.authority,
        "order": rules.order,
        "pass_mark": rules.pass_mark,
        **{step.step: step for step in rules.steps},
    }
    for about, part in parts.items():
        if part is not None:
            yield Ground(about=about, source=part.source, confirmed=part.confirmed)
