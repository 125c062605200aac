"""A draft is edited from the newest version, compared, rehearsed, and put in force or discarded."""

from datetime import date
from typing import Any

import pytest

from chronicle.spec import DeciderSpec, ViewSpec
from contracts.recognition import Edition, RuleSetContent, RuleSetDraftDiscarded, RuleSetDrafted
from services.recognition.projections.editions import EDITIONS, EditionRow, standing
from services.recognition.rule_set import (
    RULE_SET,
    DiscardRuleSetDraft,
    DraftRuleSet,
    PutRuleSetDraftInForce,
    PutRuleSetInForce,
)
from services.recognition.screens.rule_comparison import Difference, differences
from services.recognition.screens.rule_rehearsal import Reason, rehearse
from tests.services.recognition.scenes import APRIL, answer, criterion, documents, in_force, rules, scored

pytestmark = pytest.mark.fast

rule_set = DeciderSpec(RULE_SET)
LENIENT = rules(before_excludes_the_day=False)
MEANT = date(2021, 11, 5)


def content(*kinds: Any, year: int = 2021) -> dict[str, Any]:
    return {"rule_set": "rules-2021", "circular": "23/2012/TT-BCA", "year": year, "kinds": kinds or (rules(),)}


def based(edition: int, of: str = "rules-2021") -> Edition:
    return Edition(rule_set=of, edition=edition)


def drafting(*kinds: Any, on: Edition | None = None) -> DraftRuleSet:
    return DraftRuleSet(occurred_on=APRIL, **content(*kinds), in_force_on=MEANT, based_on=on)


def drafted(edition: int, *kinds: Any, on: Edition | None = None) -> RuleSetDrafted:
    return RuleSetDrafted(**content(*kinds), edition=edition, based_on=on, in_force_on=MEANT, drafted_on=APRIL)


PUT = PutRuleSetDraftInForce(occurred_on=APRIL, rule_set="rules-2021", edition=2)
DISCARD = DiscardRuleSetDraft(occurred_on=APRIL, rule_set="rules-2021", edition=2)
DISCARDED = RuleSetDraftDiscarded(rule_set="rules-2021", year=2021, edition=2, discarded_on=APRIL)
SECOND = drafted(2, LENIENT, on=based(1))


def test_a_draft_is_written_once_and_edited_from_the_newest_version() -> None:
    rule_set.given().when(drafting()).then(drafted(1))
    rule_set.given(drafted(1)).when(drafting()).then_nothing()
    rule_set.given(drafted(1)).when(drafting(LENIENT, on=based(1))).then(SECOND)
    rule_set.given(in_force()).when(drafting(LENIENT, on=based(1))).then(SECOND)
    of_last_year = based(4, "rules-2020")
    rule_set.given().when(drafting(on=of_last_year)).then(drafted(1, on=of_last_year))


@pytest.mark.parametrize("on", [None, based(1), based(3), based(2, "rules-2020")])
def test_who_edited_another_version_than_the_newest_is_told_so(on: Edition | None) -> None:
    rule_set.given(in_force(), SECOND).when(drafting(on=on)).then_refused("rule_set.draft_outdated")


def test_after_a_draft_was_discarded_one_edits_what_is_in_force() -> None:
    given = rule_set.given(in_force(), SECOND, DISCARDED)
    given.when(drafting(LENIENT, on=based(2))).then_refused("rule_set.draft_outdated")
    given.when(drafting(LENIENT, on=based(1))).then(drafted(3, LENIENT, on=based(1)))


def test_a_draft_may_lack_what_keeps_it_from_being_put_in_force() -> None:
    unfinished = rules(criteria=())
    rule_set.given(in_force()).when(drafting(unfinished, on=based(1))).then(drafted(2, unfinished, on=based(1)))
    rule_set.given(in_force(), drafted(2, unfinished)).when(PUT).then_refused("rule_set.without_criteria")


def test_a_draft_is_put_in_force_once() -> None:
    rule_set.given(in_force(), SECOND).when(PUT).then(in_force(LENIENT, edition=2))
    rule_set.given(in_force(), SECOND, in_force(LENIENT, edition=2)).when(PUT).then_nothing()
    rule_set.given(in_force(), drafted(3)).when(PUT).then_refused("rule_set.not_the_draft")
    rule_set.given(in_force(), SECOND, DISCARDED).when(PUT).then_refused("rule_set.not_the_draft")
    rule_set.given().when(PUT).then_refused("rule_set.not_the_draft")


def test_a_draft_is_discarded_once() -> None:
    rule_set.given(in_force(), SECOND).when(DISCARD).then(DISCARDED)
    rule_set.given(in_force(), SECOND, DISCARDED).when(DISCARD).then_nothing()
    rule_set.given(in_force(), drafted(3)).when(DISCARD).then_refused("rule_set.not_the_draft")


def test_what_is_put_in_force_without_a_draft_does_not_pass_over_one() -> None:
    put = PutRuleSetInForce(occurred_on=APRIL, **content(LENIENT))
    rule_set.given(in_force(), SECOND).when(put).then_refused("rule_set.draft_open")
    rule_set.given(in_force(), SECOND, DISCARDED).when(put).then(in_force(LENIENT, edition=3))


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (rules(criteria=(scored("x", "5"),)), "rule_set.pass_mark_misplaced"),
        (rules(pass_mark="5"), "rule_set.pass_mark_misplaced"),
        (rules(criteria=(scored("x", "5"),), pass_mark="5.01"), "rule_set.pass_mark_out_of_reach"),
        (
            rules(criteria=(scored("x", "5"), scored("y", "5", "deduction")), pass_mark="6"),
            "rule_set.pass_mark_out_of_reach",
        ),
        (rules(criteria=(scored("x", "5").model_copy(update={"points_max": None}),)), "rule_set.points_misplaced"),
        (rules(criteria=(criterion("x").model_copy(update={"points_max": "5"}),)), "rule_set.points_misplaced"),
        (rules(criteria=(criterion("x", "11/10"),)), "rule_set.fraction_misplaced"),
        (rules(decided_after=("residential_area",)), "rule_set.order_circular"),
        (rules(decided_after=("school",)), "rule_set.order_unknown"),
    ],
)
def test_points_and_orders_that_lead_nowhere_are_not_put_in_force(kind: Any, code: str) -> None:
    rule_set.given().when(PutRuleSetInForce(occurred_on=APRIL, **content(kind))).then_refused(code)


def test_a_sheet_of_points_and_an_order_are_put_in_force() -> None:
    area = rules(criteria=(scored("x", "5"), scored("y", "2.5", "deduction")), pass_mark="5")
    commune = rules(unit_kind="commune", decided_after=("residential_area",))
    put = PutRuleSetInForce(occurred_on=APRIL, **content(area, commune))
    rule_set.given().when(put).then(in_force(area, commune))


def test_the_view_keeps_every_version_and_tells_how_each_stands() -> None:
    whole = RuleSetContent(**content()).model_dump_json()
    first = EditionRow("rules-2021", 1, 2021, "23/2012/TT-BCA", in_force_on=APRIL, content=whole)
    second = EditionRow(
        "rules-2021", 2, 2021, "23/2012/TT-BCA", based_on_rule_set="rules-2021", based_on_edition=1, drafted_on=APRIL,
        intended_on=MEANT, discarded_on=APRIL, content=RuleSetContent(**content(LENIENT)).model_dump_json(),
    )  # fmt: skip
    ViewSpec(EDITIONS).given(in_force(), SECOND, DISCARDED).then(first, second)

    def told(*rows: dict[str, Any]) -> list[str]:
        whole = [{"edition": n, "in_force_on": None, "discarded_on": None, **row} for n, row in enumerate(rows, 1)]
        return [standing(row, whole) for row in whole]

    put, gone = {"in_force_on": APRIL}, {"discarded_on": APRIL}
    assert told(put, {}, put, {}, {}) == ["replaced", "superseded", "in_force", "superseded", "draft"]
    assert told({}, gone, put) == ["superseded", "discarded", "in_force"]
    assert told(put, {}, gone) == ["in_force", "superseded", "discarded"]


def test_two_versions_are_compared_value_by_value() -> None:
    before = RuleSetContent(**content(rules(), rules(unit_kind="agency")))
    changed = rules(
        criteria=(criterion("registered"), criterion("households", "8/10"), criterion("model")),
        documents=documents("results_report", "plan"), decide_before=None,
    )  # fmt: skip
    school = rules(unit_kind="school")
    after = RuleSetContent(**content(changed, school)).model_copy(update={"circular": "124/2021/TT-BCA"})
    area = "residential_area"
    assert differences(before, after) == [
        Difference("", "rule_set", "", "circular", "changed", "23/2012/TT-BCA", "124/2021/TT-BCA"),
        Difference(area, "rules", "", "decide_before", "changed", date(2021, 11, 10), None),
        Difference(area, "criterion", "households", "at_least", "changed", "7/10", "8/10"),
        Difference(area, "criterion", "model", "", "added", after=criterion("model")),
        Difference(area, "document", "plan", "", "added", after=documents("plan")[0]),
        Difference(area, "document", "meeting_minutes", "", "removed", before=documents("meeting_minutes")[0]),
        Difference("school", "kind", "school", "", "added", after=school),
        Difference("agency", "kind", "agency", "", "removed", before=rules(unit_kind="agency")),
    ]
    assert differences(before, before) == []


THEN = (criterion("registered"), criterion("households", "7/10"))
SIGNED = answer("households", numerator=18, denominator=25)
OLD = (answer("registered"), SIGNED)


@pytest.mark.parametrize(
    ("criteria", "pass_mark", "met", "results", "verdict", "reasons"),
    [
        ((criterion("registered"), criterion("households", "7/10")), None, True, OLD, "met", ()),
        (
            (criterion("registered"), criterion("households", "73/100")), None, True, OLD, "not_met",
            (Reason("households", "not_met"),),
        ),
        ((criterion("model"),), None, True, OLD, "cannot_be_said", (Reason("model", "not_answered"),)),
        (
            (criterion("model"), criterion("households", "1/1")), None, True, OLD, "not_met",
            (Reason("households", "not_met"),),
        ),
        ((criterion("households"),), None, True, OLD, "cannot_be_said", (Reason("households", "answered_otherwise"),)),
        (
            (criterion("registered", "1/1"),), None, True, OLD, "cannot_be_said",
            (Reason("registered", "answered_otherwise"),),
        ),
        (
            (criterion("households", "7/10"),), None, False, (answer("registered", False), SIGNED), "met",
            (Reason("registered", "not_asked"),),
        ),
        (
            (criterion("households", "1/2"),), None, False, (answer("households", False, numerator=13, denominator=25),),
            "met", (Reason("households", "met_now"),),
        ),
        ((scored("x", "10"),), "7", True, (answer("x", points="7.5"),), "met", ()),
        ((scored("x", "10"),), "8", True, (answer("x", points="7.5"),), "not_met", (Reason("pass_mark", "below_pass_mark"),)),
        ((scored("x", "7"),), "7", True, (answer("x", points="7.5"),), "cannot_be_said",
         (Reason("x", "answered_otherwise"),)),
        ((scored("x", "10"),), "7", False, (answer("x", points="7.5"),), "met", (Reason("pass_mark", "met_now"),)),
        (
            (scored("x", "10"), scored("y", "5")), "13", True, (answer("x", points="7.5"),), "not_met",
            (Reason("pass_mark", "below_pass_mark"),),
        ),
        (
            (scored("x", "10"), scored("y", "5")), "12", True, (answer("x", points="7.5"),), "cannot_be_said",
            (Reason("y", "not_answered"),),
        ),
        (
            (scored("x", "10"), scored("z", "5", "deduction")), "5", True,
            (answer("x", points="7.5"), answer("z", points="3")), "not_met", (Reason("pass_mark", "below_pass_mark"),),
        ),
    ],
)  # fmt: skip
def test_a_dossier_of_last_year_is_judged_as_far_as_what_was_found_then_says(
    criteria: Any, pass_mark: Any, met: bool, results: Any, verdict: str, reasons: Any
) -> None:
    found = rehearse(rules(criteria=criteria, pass_mark=pass_mark), met, results, THEN)
    assert (found.before, found.verdict, found.reasons) == (met, verdict, reasons)
    assert found.changes is (verdict == "not_met" if met else verdict == "met")
