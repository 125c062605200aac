"""Whether what a unit says of itself answers what the rule set asks."""

from collections.abc import Sequence
from decimal import Decimal

from chronicle.refusal import Refused
from contracts.recognition import Criterion, SelfAnswer


def must_answer_what_is_asked(criteria: Sequence[Criterion], answers: Sequence[SelfAnswer]) -> None:
    """Every criterion of the rule set once, and no other; points within what there is. Raises Refused."""
    answered = [answer.criterion for answer in answers]
    asked = {criterion.code: criterion for criterion in criteria}
    if sorted(answered) != sorted(asked):
        open_, strange = sorted(asked.keys() - set(answered)), sorted(set(answered) - asked.keys())
        twice = sorted({code for code in answered if answered.count(code) > 1})
        raise Refused(
            "assessment.criteria_do_not_fit",
            vi=f"Tự chấm phải đủ mọi tiêu chí, mỗi tiêu chí một lần; xem lại: {', '.join(open_ + strange + twice)}",
            en=f"A unit assesses itself by every criterion, each once; look at: {', '.join(open_ + strange + twice)}",
        )
    for answer in answers:
        most = asked[answer.criterion].points_max
        if answer.points is not None and (most is None or Decimal(answer.points) > Decimal(most)):
            raise Refused(
                "assessment.points_above_the_most",
                vi=f"Tiêu chí {answer.criterion}: tự chấm {answer.points} điểm, mức tối đa là {most or 'không chấm điểm'}",
                en=f"Criterion {answer.criterion}: {answer.points} points, and the most there are is {most or 'none'}",
            )
