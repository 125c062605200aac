"""Whether what the committee found answers every criterion, agrees with its own figures, and meets the standard."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from chronicle.refusal import Refused
from contracts.recognition import Criterion, CriterionResult, KindRules, Outcome

SCORED = ("points", "deduction")
"""Kinds of criteria that count for the sum alone: by themselves they are never unmet."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """Met (đạt): every criterion is, and the sheet's points, where it has any, reach its pass mark."""

    met: bool
    points: str | None


def reaches(numerator: int, denominator: int, at_least: str) -> bool:
    """Compares exact fractions: 16 of 25 does not reach 7/10, 18 of 25 does; 0 of 0 reaches no share."""
    return denominator > 0 and Fraction(numerator, denominator) >= Fraction(at_least)


def follows(criterion: Criterion, result: CriterionResult) -> bool | None:
    """Met or not by the figures alone; None where the committee says it, or where a figure is missing."""
    if criterion.kind in SCORED:
        return None if result.points is None else True
    if criterion.at_least is None or result.numerator is None or result.denominator is None:
        return None
    return reaches(result.numerator, result.denominator, criterion.at_least)


def total(criteria: Iterable[Criterion], results: Iterable[CriterionResult]) -> Decimal | None:
    """The sum of points given less those taken off, never below 0; None for a sheet without points."""
    by_code = {criterion.code: criterion for criterion in criteria}
    if not any(criterion.kind in SCORED for criterion in by_code.values()):
        return None
    summed = Decimal(0)
    for result in results:
        if result.points is not None and result.criterion in by_code:
            off = by_code[result.criterion].kind == "deduction"
            summed += -Decimal(result.points) if off else Decimal(result.points)
    return max(summed, Decimal(0))


def written(points: Decimal) -> str:
    """As facts write it: no zeros that say nothing."""
    text = f"{points:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def judge(rules: KindRules, results: Sequence[CriterionResult]) -> Judgement:
    """What an appraisal comes to. Raises Refused for one that does not add up."""
    _must_answer_each_once(rules.criteria, results)
    by_code = {criterion.code: criterion for criterion in rules.criteria}
    for result in results:
        _must_add_up(by_code[result.criterion], result)
    points = total(rules.criteria, results)
    passed = points is None or rules.pass_mark is None or points >= Decimal(rules.pass_mark)
    return Judgement(passed and all(result.met for result in results), None if points is None else written(points))


def must_be_met(met: bool, outcome: Outcome, code: str) -> None:
    """Nobody is recognised, or proposed for it, whose appraisal was not met. Raises Refused with the step's code."""
    if outcome == "recognised" and not met:
        raise Refused(
            code, vi="Chưa đạt mọi tiêu chí, không thể công nhận", en="Not every criterion is met: no recognition"
        )


def _must_answer_each_once(criteria: Sequence[Criterion], results: Sequence[CriterionResult]) -> None:
    answered = [result.criterion for result in results]
    asked = [criterion.code for criterion in criteria]
    if sorted(answered) == sorted(asked):
        return
    missing, foreign = sorted(set(asked) - set(answered)), sorted(set(answered) - set(asked))
    twice = sorted({code for code in answered if answered.count(code) > 1})
    raise Refused(
        "appraisal.criteria_do_not_fit",
        vi=f"Mỗi tiêu chí phải được trả lời đúng một lần: {_listed(missing, foreign, twice, _WORDS_VI)}",
        en=f"Every criterion must be answered exactly once: {_listed(missing, foreign, twice, _WORDS_EN)}",
    )


def _must_add_up(criterion: Criterion, result: CriterionResult) -> None:
    if criterion.at_least is not None:
        _must_be_a_share(criterion, criterion.at_least, result)
    _must_be_scored(criterion, result)


def _must_be_a_share(criterion: Criterion, at_least: str, result: CriterionResult) -> None:
    if result.numerator is None or result.denominator is None:
        raise Refused(
            "appraisal.fraction_missing",
            vi=f"Tiêu chí {criterion.code} cần tử số và mẫu số",
            en=f"Criterion {criterion.code} needs a numerator and a denominator",
        )
    if result.numerator > result.denominator:
        raise Refused(
            "appraisal.more_than_the_whole",
            vi=f"Tiêu chí {criterion.code}: {result.numerator} lớn hơn {result.denominator}",
            en=f"Criterion {criterion.code}: {result.numerator} is more than {result.denominator}",
        )
    if result.met != reaches(result.numerator, result.denominator, at_least):
        share = f"{result.numerator}/{result.denominator}"
        raise Refused(
            "appraisal.claim_contradicts_counts",
            vi=f"Tiêu chí {criterion.code}: kết luận không khớp với {share} so với mức {at_least}",
            en=f"Criterion {criterion.code}: the claim does not agree with {share} against {at_least}",
        )


def _must_be_scored(criterion: Criterion, result: CriterionResult) -> None:
    if (criterion.kind in SCORED) != (result.points is not None):
        raise Refused(
            "appraisal.points_misplaced",
            vi=f"Tiêu chí {criterion.code}: chỉ tiêu chí chấm điểm, và mọi tiêu chí chấm điểm, phải có điểm",
            en=f"Criterion {criterion.code}: criteria of points, all of them and no other, are given points",
        )
    if result.points is None:
        return
    most = criterion.points_max or "0"
    if Decimal(result.points) > Decimal(most):
        raise Refused(
            "appraisal.points_above_the_most",
            vi=f"Tiêu chí {criterion.code}: {result.points} điểm, quá mức tối đa {most}",
            en=f"Criterion {criterion.code}: {result.points} points are more than the most there are, {most}",
        )
    if not result.met:
        raise Refused(
            "appraisal.scored_is_never_unmet",
            vi=f"Tiêu chí {criterion.code} chỉ tính vào tổng điểm, không kết luận chưa đạt riêng",
            en=f"Criterion {criterion.code} counts for the sum alone, and is not unmet by itself",
        )


_WORDS_VI = ("còn thiếu", "không thuộc bộ quy định", "lặp lại")
_WORDS_EN = ("missing", "not of the rule set", "repeated")


def _listed(missing: list[str], foreign: list[str], twice: list[str], words: tuple[str, str, str]) -> str:
    parts = zip(words, (missing, foreign, twice), strict=True)
    return "; ".join(f"{word} {', '.join(codes)}" for word, codes in parts if codes)
