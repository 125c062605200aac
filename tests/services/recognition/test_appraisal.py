"""An appraisal adds up exactly: shares as fractions, points as decimals, deductions, the pass mark; or it is refused."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chronicle.refusal import Refused
from contracts.recognition import CriterionResult
from services.recognition.appraisal import Judgement, follows, judge, reaches
from tests.services.recognition.scenes import answer, answers, criterion, rules, scored

pytestmark = pytest.mark.fast

SHEET = rules(
    criteria=(
        criterion("registered"),
        scored("meetings", "40"),
        scored("model", "60"),
        scored("late", "10", "deduction"),
    ),
    pass_mark="80.5",
)


def sheet(meetings: str, model: str, late: str, registered: bool = True) -> tuple[CriterionResult, ...]:
    return (
        answer("registered", registered), answer("meetings", points=meetings), answer("model", points=model),
        answer("late", points=late),
    )  # fmt: skip


def refused(rules_: Any, results: Any) -> str:
    with pytest.raises(Refused) as caught:
        judge(rules_, results)
    return caught.value.code


def test_a_dossier_is_met_when_every_criterion_is() -> None:
    assert judge(rules(), answers()) == Judgement(True, None)
    assert judge(rules(), answers(registered=False)) == Judgement(False, None)
    assert judge(rules(), answers(signed=16, met=False)) == Judgement(False, None)


@pytest.mark.parametrize(
    ("points", "met", "summed"),
    [
        (("40", "60", "0"), True, "100"),
        (("30.5", "60", "10"), True, "80.5"),
        (("30.49", "60", "10"), False, "80.49"),
        (("0.1", "0.2", "0"), False, "0.3"),
        (("0", "5", "9.99"), False, "0"),
    ],
)
def test_points_are_summed_exactly_less_deductions_and_measured_by_the_pass_mark(
    points: tuple[str, str, str], met: bool, summed: str
) -> None:
    assert judge(SHEET, sheet(*points)) == Judgement(met, summed)


def test_a_sheet_above_its_pass_mark_fails_by_one_criterion_that_is_not_met() -> None:
    assert judge(SHEET, sheet("40", "60", "0", registered=False)) == Judgement(False, "100")


@pytest.mark.parametrize(
    ("results", "code"),
    [
        (sheet("40.01", "60", "0"), "appraisal.points_above_the_most"),
        (sheet("40", "60", "10.01"), "appraisal.points_above_the_most"),
        ((*sheet("40", "60", "0")[:3], answer("late")), "appraisal.points_misplaced"),
        ((answer("registered", points="1"), *sheet("40", "60", "0")[1:]), "appraisal.points_misplaced"),
        ((*sheet("40", "60", "0")[:3], answer("late", False, points="5")), "appraisal.scored_is_never_unmet"),
        (sheet("40", "60", "0")[:3], "appraisal.criteria_do_not_fit"),
        ((*sheet("40", "60", "0"), answer("late", points="0")), "appraisal.criteria_do_not_fit"),
    ],
)
def test_points_that_do_not_add_up_are_refused(results: Any, code: str) -> None:
    assert refused(SHEET, results) == code


def test_a_share_must_be_given_whole_and_its_claim_must_follow_from_it() -> None:
    assert refused(rules(), answers(signed=16)) == "appraisal.claim_contradicts_counts"
    assert refused(rules(), answers(signed=26)) == "appraisal.more_than_the_whole"
    assert refused(rules(), (answer("registered"), answer("households"))) == "appraisal.fraction_missing"


def test_what_follows_from_figures_is_told_and_what_does_not_is_left_to_the_committee() -> None:
    share, points = criterion("share", "7/10"), scored("points", "5")
    assert follows(share, answer("share", numerator=18, denominator=25)) is True
    assert follows(share, answer("share", numerator=17, denominator=25)) is False
    assert follows(share, answer("share")) is None
    assert follows(points, answer("points", points="0")) is True
    assert follows(points, answer("points")) is None
    assert follows(criterion("judged"), answer("judged")) is None


def test_seventy_percent_is_exact_for_every_count_of_up_to_200_areas() -> None:
    """By the definition in whole numbers: ten times the recognised are at least seven times all. All 20,301 fractions."""
    for areas in range(201):
        for recognised in range(areas + 1):
            wanted = areas > 0 and 10 * recognised >= 7 * areas
            assert reaches(recognised, areas, "7/10") is wanted, f"{recognised}/{areas}"
            result = (answer("registered"), answer("households", wanted, numerator=recognised, denominator=areas))
            assert judge(rules(), result).met is wanted


POINTS = st.decimals(0, 40, places=2).map(lambda value: f"{value.normalize():f}")


@given(POINTS, POINTS, st.decimals(0, 10, places=2).map(lambda value: f"{value.normalize():f}"))
def test_the_sum_is_that_of_hundredths_counted_as_whole_numbers(meetings: str, model: str, late: str) -> None:
    def hundredths(points: str) -> int:
        whole, _, part = points.partition(".")
        return int(whole) * 100 + int(part.ljust(2, "0") or "0")

    judged = judge(SHEET, sheet(meetings, model, late))
    wanted = max(0, hundredths(meetings) + hundredths(model) - hundredths(late))
    assert judged.points is not None
    assert hundredths(judged.points) == wanted
    assert judged.met is (wanted >= 8050)
    assert Decimal(judged.points) == Decimal(wanted) / 100
