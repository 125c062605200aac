"""Rules are put in force, corrected, and refused when no dossier could be decided by them."""

from datetime import date, timedelta
from typing import Any

import pytest

from chronicle.spec import DeciderSpec
from contracts.recognition import RuleSetPutInForce
from reference.rule_sets import load_rule_set, rule_set_file
from services.recognition.rule_set import RULE_SET, PutRuleSetInForce, is_late
from services.recognition.rule_set_files import put_in_force
from tests.services.recognition.scenes import APRIL, criterion, documents, in_force, rules

pytestmark = pytest.mark.fast

rule_set = DeciderSpec(RULE_SET)


def put(*kinds: Any, year: int = 2021) -> PutRuleSetInForce:
    return PutRuleSetInForce(
        occurred_on=APRIL, rule_set="rules-2021", circular="23/2012/TT-BCA", year=year, kinds=kinds or (rules(),)
    )


def test_rules_are_put_in_force_once() -> None:
    rule_set.given().when(put()).then(in_force())
    rule_set.given(in_force()).when(put()).then_nothing()


def test_rules_are_corrected_but_keep_their_year_and_kinds() -> None:
    lenient = rules(before_excludes_the_day=False)
    rule_set.given(in_force()).when(put(lenient)).then(in_force(lenient, edition=2))
    rule_set.given(in_force()).when(put(year=2022)).then_refused("rule_set.another_year")
    both = in_force(rules(), rules(unit_kind="commune"))
    rule_set.given(both).when(put()).then_refused("rule_set.kind_dropped")


@pytest.mark.parametrize(
    ("kinds", "code"),
    [
        ((rules(), rules()), "rule_set.kind_twice"),
        ((rules(criteria=(criterion("x"), criterion("x"))),), "rule_set.criterion_twice"),
        ((rules(documents=documents("x", "x")),), "rule_set.document_twice"),
        ((rules(window_from=date(2021, 11, 1)),), "rule_set.window_backwards"),
        ((rules(criteria=()),), "rule_set.without_criteria"),
        ((rules(appraised_by="district"),), "rule_set.authority_out_of_reach"),
        ((rules(decided_by="province"),), "rule_set.authority_out_of_reach"),
        ((rules(unit_kind="school", decided_by="agency"),), "rule_set.authority_out_of_reach"),
        (
            (rules(criteria=(criterion("x", "7/10").model_copy(update={"at_least": None}),)),),
            "rule_set.fraction_misplaced",
        ),
        ((rules(criteria=(criterion("x").model_copy(update={"at_least": "1/2"}),)),), "rule_set.fraction_misplaced"),
    ],
)
def test_rules_nobody_could_decide_by_are_refused(kinds: Any, code: str) -> None:
    rule_set.given().when(put(*kinds)).then_refused(code)


def test_a_share_out_of_nothing_cannot_be_written() -> None:
    with pytest.raises(ValueError, match="at_least"):
        criterion("x", "1/0")


def test_the_day_itself_is_too_late_where_the_rules_exclude_it_and_never_without_a_deadline() -> None:
    """The table is written out by hand: days from 10/11, and who is late under each reading."""
    table = {-3: (False, False), -1: (False, False), 0: (True, False), 1: (True, True), 30: (True, True)}
    for days, (excluded, included) in table.items():
        day = date(2021, 11, 10) + timedelta(days=days)
        assert is_late(rules(before_excludes_the_day=True), day) is excluded
        assert is_late(rules(before_excludes_the_day=False), day) is included
        assert is_late(rules(decide_before=None), day) is False


@pytest.mark.parametrize("name", sorted(path.stem for path in rule_set_file("x").parent.glob("*.yaml")))
def test_every_rule_set_of_the_reference_data_can_be_put_in_force_whole(name: str) -> None:
    loaded = load_rule_set(rule_set_file(name))
    command = put_in_force(loaded)
    decided = rule_set.given().when(command)
    assert decided.refusal is None
    [fact] = decided.facts
    assert isinstance(fact, RuleSetPutInForce)
    assert fact.in_force_on == loaded.in_force_on
    for kept, written in zip(fact.kinds, loaded.kinds, strict=True):
        assert kept.unit_kind == written.unit_kind
        assert (kept.window_from, kept.window_to) == (written.window.first, written.window.last)
        assert kept.decided_by == written.authority.decided_by
        assert [c.model_dump() for c in kept.criteria] == [c.model_dump() for c in written.criteria]
        assert [d.model_dump() for d in kept.documents] == [d.model_dump() for d in written.documents]
        days = (kept.complete_within_days, kept.correct_within_days, kept.appraise_within_days,
                kept.propose_within_days, kept.decide_within_days)  # fmt: skip
        assert days == tuple(step.within_working_days for step in written.steps)
        if written.decide.last_day is not None:
            assert not is_late(kept, written.decide.last_day)
            assert is_late(kept, written.decide.last_day + timedelta(days=1))


def test_another_day_in_force_can_be_given() -> None:
    loaded = load_rule_set(rule_set_file("tt23-2012-binh-thuan-2021"))
    assert put_in_force(loaded, date(2021, 11, 5)).occurred_on == date(2021, 11, 5)
