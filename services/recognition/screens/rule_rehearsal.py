"""How a dossier that was appraised before would fare under other rules, by what was found then and what facts say. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from contracts.recognition import Criterion, CriterionResult, KindRules
from services.recognition.appraisal import SCORED, reaches
from services.recognition.screens.answered import Answer

Verdict = Literal["met", "not_met", "cannot_be_said"]
Why = Literal[
    "not_answered", "answered_otherwise", "another_day", "rests_on_open", "not_met", "not_met_by_facts",
    "too_few_under_these_rules", "below_pass_mark", "not_asked", "met_now",
]  # fmt: skip
FAILS: tuple[Why, ...] = ("not_met", "not_met_by_facts", "too_few_under_these_rules")
OPEN: tuple[Why, ...] = ("not_answered", "answered_otherwise", "another_day", "rests_on_open")
BY_FIGURES = (*SCORED, "fraction_at_least")
SUM = "pass_mark"
"""Stands in the place of a criterion where the sum of points decides."""


@dataclass(frozen=True, slots=True)
class Reason:
    """A criterion, or the pass mark, and what it has to do with the verdict."""

    criterion: str
    why: Why


@dataclass(frozen=True, slots=True)
class Asked:
    """What facts answer to a criterion. Where it counts outcomes of units below, `answer` counts those that are sure under the
    supposed rules, `most` those that are possible, and `actual` those there were."""

    answer: Answer
    most: Answer | None = None
    actual: Answer | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """How one criterion fares, who says so, and what the facts say beside it. `why` is None where it is met."""

    criterion: Criterion
    why: Why | None
    by: Literal["committee", "facts", "nobody"]
    result: CriterionResult | None = None
    asked: Asked | None = None

    @property
    def contradicted(self) -> bool:
        """The facts say otherwise than the committee found."""
        said = None if self.asked is None else self.asked.answer.met
        return self.by == "committee" and said is not None and said != (self.why is None)


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """`reasons`: what it fails by; else what nobody can say; for one that was not met and now would be, why it would."""

    before: bool
    verdict: Verdict
    reasons: tuple[Reason, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def changes(self) -> bool:
        return self.verdict == ("not_met" if self.before else "met")

    @property
    def positions(self) -> tuple[int, ...]:
        """Of the facts that the failing or open criteria rest on; of all where it is met."""
        named = {reason.criterion for reason in self.reasons}
        found = {p for one in self.findings if not named or one.criterion.code in named for p in positions_of(one)}
        return tuple(sorted(found))


def positions_of(finding: Finding) -> tuple[int, ...]:
    """Of the facts that answer a criterion now, and of those that answered it then."""
    now = finding.asked.answer.positions if finding.asked else ()
    then = finding.result.evidence if finding.result else ()
    return tuple(sorted({*now, *then}))


def rehearse(
    rules: KindRules, met: bool, results: Sequence[CriterionResult], then: Sequence[Criterion] = (),
    facts: Mapping[str, Asked] | None = None,
) -> Rehearsed:  # fmt: skip
    """One criterion not met is enough for `not_met`; `met` needs every criterion to be answered, then or by facts.

    `then` are the criteria it was appraised by, as far as they are known; `facts` answer by code of criterion.
    """
    found = {result.criterion: result for result in results}
    asked_then = {criterion.code: criterion for criterion in then}
    findings = tuple(
        _found(c, found.get(c.code), asked_then.get(c.code), (facts or {}).get(c.code)) for c in rules.criteria
    )
    failed = [Reason(one.criterion.code, one.why) for one in findings if one.why in FAILS]
    if _out_of_reach(rules, findings):
        failed.append(Reason(SUM, "below_pass_mark"))
    if failed:
        return Rehearsed(met, "not_met", tuple(failed), findings)
    open_ = [Reason(one.criterion.code, one.why) for one in findings if one.why in OPEN]
    if open_:
        return Rehearsed(met, "cannot_be_said", tuple(open_), findings)
    return Rehearsed(met, "met", () if met else tuple(_what_stood_in_the_way(findings, results)), findings)


def _found(
    criterion: Criterion, result: CriterionResult | None, then: Criterion | None, asked: Asked | None
) -> Finding:
    """What was found then holds where it means the same; else the facts are asked; else nobody can say."""
    if asked is not None and asked.most is not None:
        return Finding(criterion, _by_outcomes(asked, asked.most), "facts", result, asked)
    why = _judged(criterion, result, then)
    if why not in OPEN:
        return Finding(criterion, why, "committee", result, asked)
    if asked is None or asked.answer.met is None or criterion.kind in SCORED:
        return Finding(criterion, why, "nobody", result, asked)
    return Finding(criterion, None if asked.answer.met else "not_met_by_facts", "facts", result, asked)


def _by_outcomes(asked: Asked, most: Answer) -> Why | None:
    """A share of outcomes that are supposed as well: sure, out of reach, or open because units below are."""
    if asked.answer.met:
        return None
    if most.met:
        return "rests_on_open"
    return "too_few_under_these_rules" if asked.actual is not None and asked.actual.met else "not_met_by_facts"


def _judged(criterion: Criterion, result: CriterionResult | None, then: Criterion | None) -> Why | None:
    """None: met."""
    if result is None:
        return "not_answered"
    if criterion.stands_by != (then.stands_by if then else None):
        return "another_day"
    if criterion.kind in SCORED:
        fits = result.points is not None and Decimal(result.points) <= Decimal(criterion.points_max or "0")
        return None if fits else "answered_otherwise"
    if criterion.at_least is not None:
        if result.numerator is None or result.denominator is None:
            return "answered_otherwise"
        return None if reaches(result.numerator, result.denominator, criterion.at_least) else "not_met"
    # a claim that followed from figures says nothing about a criterion the committee judges
    if result.points is not None or (then is not None and then.kind in BY_FIGURES):
        return "answered_otherwise"
    return None if result.met else "not_met"


def _out_of_reach(rules: KindRules, findings: Sequence[Finding]) -> bool:
    """Whether the pass mark is missed even if all that is unknown were given in full, and nothing unknown taken off."""
    if rules.pass_mark is None:
        return False
    most = Decimal(0)
    for one in findings:
        known = one.why is None and one.result is not None
        points = Decimal(one.result.points or "0") if known and one.result else None
        if one.criterion.kind == "points":
            most += Decimal(one.criterion.points_max or "0") if points is None else points
        elif one.criterion.kind == "deduction" and points is not None:
            most -= points
    return most < Decimal(rules.pass_mark)


def _what_stood_in_the_way(findings: Sequence[Finding], results: Sequence[CriterionResult]) -> Iterator[Reason]:
    """What was not met then: it is not asked any more, or now it is met; where neither, the pass mark was."""
    asked = {one.criterion.code for one in findings}
    stood = [result.criterion for result in results if not result.met]
    for code in stood:
        yield Reason(code, "met_now" if code in asked else "not_asked")
    if not stood:
        yield Reason(SUM, "met_now")
