"""How a dossier that was appraised before would fare under other rules, as far as what was found then says so. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from contracts.recognition import Criterion, CriterionResult, KindRules
from services.recognition.appraisal import SCORED, reaches

Verdict = Literal["met", "not_met", "cannot_be_said"]
Why = Literal["not_answered", "answered_otherwise", "not_met", "below_pass_mark", "not_asked", "met_now"]
BY_FIGURES = (*SCORED, "fraction_at_least")
SUM = "pass_mark"
"""Stands in the place of a criterion where the sum of points decides."""


@dataclass(frozen=True, slots=True)
class Reason:
    """A criterion, or the pass mark, and what it has to do with the verdict."""

    criterion: str
    why: Why


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """`reasons`: what it fails by; else what nobody can say; for one that was not met and now would be, why it would."""

    before: bool
    verdict: Verdict
    reasons: tuple[Reason, ...]

    @property
    def changes(self) -> bool:
        return self.verdict == ("not_met" if self.before else "met")


def rehearse(
    rules: KindRules, met: bool, results: Sequence[CriterionResult], then: Sequence[Criterion] = ()
) -> Rehearsed:
    """One criterion not met is enough for `not_met`; `met` needs every criterion to have been answered then.

    `then` are the criteria it was appraised by, as far as they are known.
    """
    found = {result.criterion: result for result in results}
    judged_then = {criterion.code: criterion.kind not in BY_FIGURES for criterion in then}
    each = {c.code: _judged(c, found.get(c.code), judged_then.get(c.code, True)) for c in rules.criteria}
    failed = [Reason(code, why) for code, why in each.items() if why == "not_met"]
    if _out_of_reach(rules, found, each):
        failed.append(Reason(SUM, "below_pass_mark"))
    if failed:
        return Rehearsed(met, "not_met", tuple(failed))
    open_ = [Reason(code, why) for code, why in each.items() if why in ("not_answered", "answered_otherwise")]
    if open_:
        return Rehearsed(met, "cannot_be_said", tuple(open_))
    return Rehearsed(met, "met", () if met else tuple(_what_stood_in_the_way(each, results)))


def _judged(criterion: Criterion, result: CriterionResult | None, judged_then: bool) -> Why | None:
    """None: met."""
    if result is None:
        return "not_answered"
    if criterion.kind in SCORED:
        fits = result.points is not None and Decimal(result.points) <= Decimal(criterion.points_max or "0")
        return None if fits else "answered_otherwise"
    if criterion.at_least is not None:
        if result.numerator is None or result.denominator is None:
            return "answered_otherwise"
        return None if reaches(result.numerator, result.denominator, criterion.at_least) else "not_met"
    # a claim that followed from figures says nothing about a criterion the committee judges
    if result.points is not None or not judged_then:
        return "answered_otherwise"
    return None if result.met else "not_met"


def _out_of_reach(rules: KindRules, found: Mapping[str, CriterionResult], each: Mapping[str, Why | None]) -> bool:
    """Whether the pass mark is missed even if all that is unknown were given in full, and nothing unknown taken off."""
    if rules.pass_mark is None:
        return False
    most = Decimal(0)
    for criterion in rules.criteria:
        known = each[criterion.code] is None
        points = Decimal(found[criterion.code].points or "0") if known else None
        if criterion.kind == "points":
            most += Decimal(criterion.points_max or "0") if points is None else points
        elif criterion.kind == "deduction" and points is not None:
            most -= points
    return most < Decimal(rules.pass_mark)


def _what_stood_in_the_way(each: Mapping[str, Why | None], results: Sequence[CriterionResult]) -> Iterator[Reason]:
    """What was not met then: it is not asked any more, or now it is met; where neither, the pass mark was."""
    stood = [result.criterion for result in results if not result.met]
    for code in stood:
        yield Reason(code, "met_now" if code in each else "not_asked")
    if not stood:
        yield Reason(SUM, "met_now")
