"""Whether what a unit says of itself answers what the rule set asks."""

from collections.abc import Sequence
from decimal import Decimal

from chronicle.refusal import Refused
from contracts.recognition import Criterion, SelfAnswer


def must_answer_what_is_asked(criteria: Sequence[Criterion], answers: Sequence[SelfAnswer]) -> None:
    """Only criteria of the rule set, each at most once; what is left open the unit says nothing about. Raises Refused."""
    answered = [answer.criterion for answer in answers]
    asked = {criterion.code: criterion for criterion in criteria}
    strange = sorted(set(answered) - asked.keys()) or sorted({code for code in answered if answered.count(code) > 1})
    if strange:
        raise Refused(
            "assessment.criteria_do_not_fit",
            vi=f"Tự chấm chỉ theo tiêu chí của bộ quy định, mỗi tiêu chí một lần; xem lại: {', '.join(strange)}",
            en=f"A unit assesses itself by the rule set's criteria, each once; look at: {', '.join(strange)}",
        )
    for answer in answers:
        most = asked[answer.criterion].points_max
        if answer.points is not None and (most is None or Decimal(answer.points) > Decimal(most)):
            raise Refused(
                "assessment.points_above_the_most",
                vi=f"Tiêu chí {answer.criterion}: tự chấm {answer.points} điểm, mức tối đa là {most or 'không chấm điểm'}",
                en=f"Criterion {answer.criterion}: {answer.points} points, and the most there are is {most or 'none'}",
            )
