"""What a unit says of itself, criterion by criterion: in as many parts as it likes, and whole when it is handed in."""

from collections.abc import Sequence
from decimal import Decimal

from chronicle.refusal import Refused
from contracts.recognition import Criterion, SelfAnswer


def must_answer_what_is_asked(criteria: Sequence[Criterion], answers: Sequence[SelfAnswer]) -> None:
    """Criteria of the rule set, each at most once; points within what there is. Raises Refused."""
    answered = [answer.criterion for answer in answers]
    asked = {criterion.code: criterion for criterion in criteria}
    strange, twice = set(answered) - asked.keys(), {code for code in answered if answered.count(code) > 1}
    if strange or twice:
        named = ", ".join(sorted(strange | twice))
        raise Refused(
            "assessment.criteria_do_not_fit",
            vi=f"Chỉ tự chấm theo tiêu chí của bộ quy định, mỗi tiêu chí một lần; xem lại: {named}",
            en=f"A unit assesses itself by the criteria of the rule set, each once; look at: {named}",
        )
    for answer in answers:
        most = asked[answer.criterion].points_max
        if answer.points is not None and (most is None or Decimal(answer.points) > Decimal(most)):
            raise Refused(
                "assessment.points_above_the_most",
                vi=f"Tiêu chí {answer.criterion}: tự chấm {answer.points} điểm, mức tối đa là {most or 'không chấm điểm'}",
                en=f"Criterion {answer.criterion}: {answer.points} points, and the most there are is {most or 'none'}",
            )


def said_by_now(
    criteria: Sequence[Criterion], before: Sequence[SelfAnswer], answers: Sequence[SelfAnswer] = ()
) -> tuple[SelfAnswer, ...]:
    """Everything said so far, in the order of the criteria; what the rules no longer ask is left out."""
    by_criterion = {answer.criterion: answer for answer in (*before, *answers)}
    return tuple(by_criterion[each.code] for each in criteria if each.code in by_criterion)


def must_be_whole(criteria: Sequence[Criterion], answers: Sequence[SelfAnswer]) -> None:
    """An assessment that was begun answers every criterion when it is handed in. Raises Refused, naming what is open.

    Without any answer the sheet lies in the dossier on paper, or the standing body asks for it.
    """
    answered = {answer.criterion for answer in answers}
    left = [criterion for criterion in criteria if criterion.code not in answered]
    if answers and left:
        vi, en = ("; ".join(getattr(criterion, text) for criterion in left) for text in ("text_vi", "text_en"))
        raise Refused(
            "assessment.not_whole",
            vi=f"Còn {len(left)} tiêu chí chưa tự chấm: {vi}",
            en=f"{len(left)} criteria are not answered yet: {en}",
        )
