"""From a rule set kept as data by the province to the command that puts it in force, or drafts it, and back to a file."""

from collections.abc import Iterator
from datetime import date
from typing import Any

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
from reference.yaml_files import written_yaml
from services.recognition.rule_set import DraftRuleSet, PutRuleSetInForce
from services.recognition.rule_set_layer_files import layers_of


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
        layers=layers_of(rule_set.laid),
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


def written(content: RuleSetContent, in_force_on: date) -> bytes:
    """A rule set as a file that can be edited and read again."""
    plain: dict[str, Any] = {
        **content.model_dump(mode="json", include={"rule_set", "circular"}),
        "amended_by": list(content.amended_by),
        "overlay": content.overlay,
        "title_vi": content.title_vi or content.circular,
        "title_en": content.title_en or content.circular,
        "year": content.year,
        "in_force_on": in_force_on.isoformat(),
        "in_force_confirmed": content.in_force_confirmed,
        "kinds": [_plain(rules) for rules in content.kinds],
        "out_of_scope": [entry.model_dump(mode="json") for entry in content.out_of_scope],
    }
    return written_yaml(plain)


def _plain(rules: KindRules) -> dict[str, Any]:
    grounds = {ground.about: ground for ground in rules.grounds}

    def stands(about: Grounded) -> dict[str, Any]:
        ground = grounds.get(about)
        return {"source": ground and ground.source, "confirmed": ground is not None and ground.confirmed}

    said = rules.model_dump(mode="json")
    days: dict[rule_sets.StepName, int | None] = {
        "check_completeness": rules.complete_within_days,
        "correct": rules.correct_within_days,
        "appraise": rules.appraise_within_days,
        "propose": rules.propose_within_days,
        "decide": rules.decide_within_days,
    }
    window = {"first": said["window_from"], "last": said["window_to"], "boundary_day": rules.boundary_day}
    deadline = {"before": said["decide_before"], "excludes_the_day": rules.before_excludes_the_day}
    authority = {"appraised_by": rules.appraised_by or rules.decided_by, "decided_by": rules.decided_by}
    order = {"order": {"after": list(rules.decided_after), **stands("order")}} if rules.decided_after else {}
    mark = {"pass_mark": {"points": rules.pass_mark, **stands("pass_mark")}} if rules.pass_mark else {}
    return {
        "unit_kind": rules.unit_kind,
        "window": {**window, **stands("window")},
        "decide": {**deadline, **stands("deadline")},
        "authority": {**authority, **stands("authority")},
        **order,
        **mark,
        "criteria": [
            {name: value for name, value in one.items() if value is not None or name == "source"}
            for one in said["criteria"]
        ],
        "documents": said["documents"],
        "steps": [{"step": step, "within_working_days": days[step], **stands(step)} for step in rule_sets.STEPS],
    }
