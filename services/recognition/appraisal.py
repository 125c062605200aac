"""Whether what the committee found answers every criterion, agrees with its own counts, and meets the standard."""

from collections.abc import Sequence
from fractions import Fraction

from chronicle.refusal import Refused
from contracts.recognition import Criterion, CriterionResult, Outcome


def reaches(numerator: int, denominator: int, at_least: str) -> bool:
    """Compares exact fractions: 16 of 25 does not reach 7/10, 18 of 25 does; 0 of 0 reaches no share."""
    return denominator > 0 and Fraction(numerator, denominator) >= Fraction(at_least)


def judge(criteria: Sequence[Criterion], results: Sequence[CriterionResult]) -> bool:
    """Returns met (đạt): every criterion is. Raises Refused for an appraisal that does not add up."""
    answered = [result.criterion for result in results]
    asked = [criterion.code for criterion in criteria]
    if sorted(answered) != sorted(asked):
        missing, foreign = sorted(set(asked) - set(answered)), sorted(set(answered) - set(asked))
        twice = sorted({code for code in answered if answered.count(code) > 1})
        raise Refused(
            "appraisal.criteria_do_not_fit",
            vi=f"Mỗi tiêu chí phải được trả lời đúng một lần: {_listed(missing, foreign, twice, _WORDS_VI)}",
            en=f"Every criterion must be answered exactly once: {_listed(missing, foreign, twice, _WORDS_EN)}",
        )
    by_code = {criterion.code: criterion for criterion in criteria}
    for result in results:
        _must_add_up(by_code[result.criterion], result)
    return all(result.met for result in results)


def must_be_met(met: bool, outcome: Outcome, code: str) -> None:
    """Nobody is recognised, or proposed for it, whose appraisal was not met. Raises Refused with the step's code."""
    if outcome == "recognised" and not met:
        raise Refused(
            code, vi="Chưa đạt mọi tiêu chí, không thể công nhận", en="Not every criterion is met: no recognition"
        )


def _must_add_up(criterion: Criterion, result: CriterionResult) -> None:
    if criterion.at_least is None:
        return
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
    if result.met != reaches(result.numerator, result.denominator, criterion.at_least):
        share = f"{result.numerator}/{result.denominator}"
        raise Refused(
            "appraisal.claim_contradicts_counts",
            vi=f"Tiêu chí {criterion.code}: kết luận không khớp với {share} so với mức {criterion.at_least}",
            en=f"Criterion {criterion.code}: the claim does not agree with {share} against {criterion.at_least}",
        )


_WORDS_VI = ("còn thiếu", "không thuộc bộ quy định", "lặp lại")
_WORDS_EN = ("missing", "not of the rule set", "repeated")


def _listed(missing: list[str], foreign: list[str], twice: list[str], words: tuple[str, str, str]) -> str:
    parts = zip(words, (missing, foreign, twice), strict=True)
    return "; ".join(f"{word} {', '.join(codes)}" for word, codes in parts if codes)
