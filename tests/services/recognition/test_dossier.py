"""Decisions about a dossier: it happens, it had already happened, it may not."""

from datetime import date, timedelta
from typing import Any

import pytest

from chronicle.spec import DeciderSpec, recorded
from contracts.recognition import DossierDecided, DossierDiscarded, DossierLapsed, DossierSubmitted
from contracts.registration import UnitEnded, UnitMoved, UnitRegistered
from services.recognition.appraising import AppraiseDossier, ProposeOutcome
from services.recognition.checking import AcceptDossier, ReturnDossier
from services.recognition.compiling import DiscardDossier, OpenDossier, SubmitDossier
from services.recognition.deciding import DecideDossier
from services.recognition.dossier import DOSSIER
from services.recognition.due_days import LapseDossier
from services.recognition.reactions import REACTIONS
from tests.services.recognition.scenes import (
    ACCEPTED,
    APPRAISED,
    APRIL,
    AREA,
    COMMUNE,
    DECIDED,
    NOT_MET,
    OCTOBER,
    OPENED,
    OTHER,
    PAPERS,
    PROPOSED,
    RESUBMITTED,
    RETURNED,
    RIGHT,
    SHORT,
    SITTING,
    SUBMITTED,
    UP_TO_PROPOSAL,
    answers,
    in_force,
    listed,
    rules,
)
from tests.services.recognition.scenes import DOSSIER as ID

pytestmark = pytest.mark.fast

AREA_LISTED, COMMUNE_LISTED = listed(AREA, "residential_area", COMMUNE), listed(COMMUNE, "commune", "d1")
dossier = DeciderSpec(DOSSIER).knowing(rule_set=(in_force(),), unit=(AREA_LISTED,), decider=(COMMUNE_LISTED,))

OPEN = OpenDossier(
    occurred_on=APRIL, dossier_id=ID, unit_id=AREA, unit_kind="residential_area", campaign_id="year-2021", year=2021,
    rule_set="rules-2021",
)  # fmt: skip
SUBMIT = SubmitDossier(occurred_on=OCTOBER, dossier_id=ID, documents=PAPERS)
RETURN = ReturnDossier(occurred_on=OCTOBER, dossier_id=ID, shortfalls=SHORT)
ACCEPT = AcceptDossier(occurred_on=OCTOBER, dossier_id=ID)
APPRAISE = AppraiseDossier(occurred_on=OCTOBER, dossier_id=ID, results=answers(), sitting=SITTING)
PROPOSE = ProposeOutcome(occurred_on=OCTOBER, dossier_id=ID, outcome="recognised", proposal_number="07/TTr-CA")
DECIDE = DecideDossier(
    occurred_on=OCTOBER, dossier_id=ID, outcome="recognised", decision_number="411/QĐ-UBND", decided_by=COMMUNE
)


def changed(command: Any, **fields: Any) -> Any:
    return command.model_copy(update=fields)


def test_a_dossier_is_opened_for_a_unit_of_the_register() -> None:
    dossier.given().when(OPEN).then(OPENED)
    dossier.given(OPENED).when(OPEN).then_nothing()
    dossier.knowing(unit=()).given().when(OPEN).then_refused("unit.unknown")
    gone = UnitEnded(unit_id=AREA, ended_on=APRIL, reason="Sáp nhập")
    dossier.knowing(unit=(AREA_LISTED, gone)).given().when(OPEN).then_refused("unit.unknown")
    dossier.given().when(changed(OPEN, unit_kind="school")).then_refused("dossier.another_kind")
    dossier.given().when(changed(OPEN, dossier_id="mine")).then_refused("dossier.misnamed")


def test_a_dossier_nobody_has_begun_is_put_away() -> None:
    discard = DiscardDossier(occurred_on=OCTOBER, dossier_id=ID)
    discarded = DossierDiscarded(dossier_id=ID, unit_id=AREA, year=2021, discarded_on=OCTOBER)
    dossier.given(OPENED).when(discard).then(discarded)
    dossier.given().when(discard).then_nothing()
    dossier.given(OPENED, discarded).when(discard).then_nothing()
    dossier.given(OPENED, SUBMITTED).when(discard).then_refused("dossier.begun")
    dossier.given(OPENED, discarded).when(OPEN).then(OPENED)


def test_a_dossier_is_opened_before_its_rules_arrive_but_not_against_them() -> None:
    dossier.knowing(rule_set=()).given().when(OPEN).then(OPENED)
    dossier.knowing(rule_set=(in_force(year=2022),)).given().when(OPEN).then_refused("rule_set.another_year")
    of_schools = in_force(rules(unit_kind="school"))
    dossier.knowing(rule_set=(of_schools,)).given().when(OPEN).then_refused("rule_set.no_such_kind")


def test_a_registration_opens_the_dossier() -> None:
    registered = UnitRegistered(
        campaign_id="year-2021", year=2021, unit_id=AREA, unit_kind="residential_area", rule_set="rules-2021",
        registered_on=APRIL, late=True,
    )  # fmt: skip
    [reaction] = REACTIONS[UnitRegistered]
    assert reaction.name == "open_dossier_when_unit_registered"
    assert list(reaction.consequence(registered, recorded(registered))) == [OPEN]  # type: ignore[arg-type]


def test_a_dossier_is_submitted_even_with_documents_missing() -> None:
    dossier.given(OPENED).when(SUBMIT).then(SUBMITTED)
    dossier.given(OPENED).when(changed(SUBMIT, documents=())).then(changed(SUBMITTED, documents=()))
    dossier.given(OPENED, SUBMITTED).when(changed(SUBMIT, documents=PAPERS[::-1])).then_nothing()
    dossier.given(OPENED, SUBMITTED).when(changed(SUBMIT, documents=())).then_refused("dossier.out_of_turn")
    dossier.given(OPENED, SUBMITTED, RETURNED).when(SUBMIT).then(RESUBMITTED)
    dossier.given().when(SUBMIT).then_refused("dossier.unknown")
    dossier.knowing(rule_set=()).given(OPENED).when(SUBMIT).then_refused("rule_set.not_in_force")


def test_nothing_is_submitted_before_the_window_and_everything_from_its_first_day() -> None:
    early = OPENED.model_copy(update={"opened_on": date(2020, 10, 1)})
    first = date(2020, 10, 31)
    dossier.given(early).when(changed(SUBMIT, occurred_on=first - timedelta(days=1))).then_refused(
        "dossier.before_window"
    )
    for day in (first, first + timedelta(days=1), date(2021, 10, 31), date(2021, 12, 31)):
        [fact] = dossier.given(early).when(changed(SUBMIT, occurred_on=day)).facts
        assert isinstance(fact, DossierSubmitted)
        assert fact.submitted_on == day


def test_a_dossier_is_returned_with_what_it_lacks() -> None:
    dossier.given(OPENED, SUBMITTED).when(RETURN).then(RETURNED)
    dossier.given(OPENED, SUBMITTED, RETURNED).when(RETURN).then_nothing()
    dossier.given(OPENED, SUBMITTED, RETURNED, RESUBMITTED).when(RETURN).then(RETURNED)
    dossier.given(OPENED).when(RETURN).then_refused("dossier.out_of_turn")


def test_a_dossier_is_accepted_only_whole() -> None:
    dossier.given(OPENED, SUBMITTED).when(ACCEPT).then(ACCEPTED)
    dossier.given(OPENED, SUBMITTED, ACCEPTED).when(ACCEPT).then_nothing()
    dossier.given(*UP_TO_PROPOSAL, DECIDED).when(ACCEPT).then_nothing()
    short = SUBMITTED.model_copy(update={"documents": PAPERS[:1]})
    dossier.given(OPENED, short).when(ACCEPT).then_refused("dossier.documents_missing")
    dossier.given(OPENED, SUBMITTED, RETURNED).when(ACCEPT).then_refused("dossier.out_of_turn")


def test_an_appraisal_answers_every_criterion_once() -> None:
    accepted = dossier.given(OPENED, SUBMITTED, ACCEPTED)
    accepted.when(APPRAISE).then(APPRAISED)
    dossier.given(OPENED, SUBMITTED, ACCEPTED, APPRAISED).when(
        changed(APPRAISE, results=answers()[::-1])
    ).then_nothing()
    dossier.given(OPENED, SUBMITTED).when(APPRAISE).then_refused("dossier.out_of_turn")
    registered, households = answers()
    foreign = registered.model_copy(update={"criterion": "foreign"})
    for results in ((registered,), (registered, registered, households), (registered, households, foreign)):
        accepted.when(changed(APPRAISE, results=results)).then_refused("appraisal.criteria_do_not_fit")


def test_an_appraisal_is_met_when_every_criterion_is() -> None:
    accepted = dossier.given(OPENED, SUBMITTED, ACCEPTED)
    accepted.when(changed(APPRAISE, results=answers(registered=False))).then(NOT_MET)
    few = answers(signed=16, met=False)
    accepted.when(changed(APPRAISE, results=few)).then(NOT_MET.model_copy(update={"results": few}))


@pytest.mark.parametrize(
    ("results", "code"),
    [
        (answers(signed=16, total=25, met=True), "appraisal.claim_contradicts_counts"),
        (answers(signed=18, total=25, met=False), "appraisal.claim_contradicts_counts"),
        (answers(signed=0, total=0, met=True), "appraisal.claim_contradicts_counts"),
        (answers(signed=26, total=25, met=True), "appraisal.more_than_the_whole"),
        (
            (answers()[0], answers()[1].model_copy(update={"denominator": None})),
            "appraisal.fraction_missing",
        ),
    ],
)
def test_an_appraisal_that_does_not_add_up_is_refused(results: Any, code: str) -> None:
    dossier.given(OPENED, SUBMITTED, ACCEPTED).when(changed(APPRAISE, results=results)).then_refused(code)


def test_recognition_is_proposed_only_where_the_appraisal_was_met() -> None:
    dossier.given(OPENED, SUBMITTED, ACCEPTED, APPRAISED).when(PROPOSE).then(PROPOSED)
    dossier.given(*UP_TO_PROPOSAL).when(PROPOSE).then_nothing()
    dossier.given(OPENED, SUBMITTED, ACCEPTED, NOT_MET).when(PROPOSE).then_refused("proposal.criteria_not_met")
    dossier.given(OPENED, SUBMITTED, ACCEPTED, NOT_MET).when(changed(PROPOSE, outcome="refused")).then(
        PROPOSED.model_copy(update={"outcome": "refused"})
    )
    dossier.given(OPENED, SUBMITTED, ACCEPTED).when(PROPOSE).then_refused("dossier.out_of_turn")


def test_a_chair_decides_once() -> None:
    dossier.given(*UP_TO_PROPOSAL).when(DECIDE).then(DECIDED)
    dossier.given(*UP_TO_PROPOSAL, DECIDED).when(DECIDE).then_nothing()
    again = changed(DECIDE, decision_number="412/QĐ-UBND")
    dossier.given(*UP_TO_PROPOSAL, DECIDED).when(again).then_refused("dossier.decided")
    dossier.given(OPENED, SUBMITTED, ACCEPTED, APPRAISED).when(DECIDE).then_refused("dossier.out_of_turn")
    dossier.given().when(DECIDE).then_refused("dossier.unknown")


def test_a_chair_may_refuse_what_was_proposed_but_must_say_why() -> None:
    refuse = changed(DECIDE, outcome="refused")
    dossier.given(*UP_TO_PROPOSAL).when(refuse).then_refused("decision.reason_missing")
    dossier.given(*UP_TO_PROPOSAL).when(changed(refuse, reason="Có đơn chưa giải quyết")).then(
        DECIDED.model_copy(update={"outcome": "refused", "reason": "Có đơn chưa giải quyết"})
    )


def test_nobody_is_recognised_whose_appraisal_was_not_met() -> None:
    not_met = (OPENED, SUBMITTED, ACCEPTED, NOT_MET, PROPOSED.model_copy(update={"outcome": "refused"}))
    dossier.given(*not_met).when(DECIDE).then_refused("decision.criteria_not_met")


def test_only_the_unit_right_above_decides_and_only_at_the_level_the_rules_name() -> None:
    proposed = dossier.given(*UP_TO_PROPOSAL)
    proposed.when(changed(DECIDE, decided_by=OTHER)).then_refused("decision.not_theirs")
    proposed.when(changed(DECIDE, decided_by=AREA)).then_refused("decision.own_unit")
    proposed.knowing(decider=()).when(DECIDE).then_refused("decider.unknown")
    gone = UnitEnded(unit_id=COMMUNE, ended_on=OCTOBER, reason="Sáp nhập")
    proposed.knowing(decider=(COMMUNE_LISTED, gone)).when(DECIDE).then_refused("decider.unknown")
    by_district = in_force(rules(decided_by="district"))
    proposed.knowing(rule_set=(by_district,)).when(DECIDE).then_refused("decision.not_theirs")
    by_manager = in_force(rules(decided_by="managing_level"))
    right = changed(RIGHT, level="managing_level")
    proposed.knowing(rule_set=(by_manager,)).when(DECIDE).then(changed(DECIDED, authority=right))


def test_where_the_level_the_rules_name_is_gone_the_unit_right_above_decides() -> None:
    """Since 01/07/2025 no district stands between a commune and its province."""
    province = COMMUNE_LISTED.model_copy(update={"unit_kind": "province", "parent_id": None})
    by_district = in_force(rules(decided_by="district"))
    gone = dossier.given(*UP_TO_PROPOSAL).knowing(rule_set=(by_district,), decider=(province,))
    gone.when(DECIDE).then(changed(DECIDED, authority=changed(RIGHT, level="district")))


def test_an_open_dossier_lapses_when_its_unit_has_ended_and_a_decided_one_stays() -> None:
    gone = UnitEnded(unit_id=AREA, ended_on=OCTOBER, reason="Sáp nhập")
    lapse = LapseDossier(occurred_on=OCTOBER, dossier_id=ID, reason="Sáp nhập")
    lapsed = DossierLapsed(dossier_id=ID, unit_id=AREA, year=2021, reason="Sáp nhập", lapsed_on=OCTOBER)
    ended = dossier.knowing(unit=(AREA_LISTED, gone))
    ended.given(OPENED, SUBMITTED).when(lapse).then(lapsed)
    ended.given(OPENED, SUBMITTED, lapsed).when(lapse).then_nothing()
    ended.given(*UP_TO_PROPOSAL, DECIDED).when(lapse).then_nothing()
    ended.given().when(lapse).then_nothing()
    dossier.given(OPENED).when(lapse).then_refused("dossier.unit_stands")
    ended.given(OPENED, lapsed).when(SUBMIT).then_refused("dossier.lapsed")


def test_a_unit_that_moved_is_decided_by_the_parent_of_that_day() -> None:
    moved = UnitMoved(unit_id=AREA, parent_id=OTHER, previous_parent_id=COMMUNE, valid_from=OCTOBER)
    proposed = dossier.given(*UP_TO_PROPOSAL).knowing(unit=(AREA_LISTED, moved))
    proposed.when(DECIDE).then_refused("decision.not_theirs")
    proposed.when(changed(DECIDE, decided_by=OTHER)).then(DECIDED.model_copy(update={"decided_by": OTHER}))
    later = moved.model_copy(update={"valid_from": OCTOBER + timedelta(days=1)})
    proposed.knowing(unit=(AREA_LISTED, later)).when(DECIDE).then(DECIDED)


@pytest.mark.parametrize(("day", "late"), [(date(2021, 11, 9), False), (date(2021, 11, 10), True)])
def test_a_late_decision_is_accepted_and_marked(day: date, late: bool) -> None:
    decided = dossier.given(*UP_TO_PROPOSAL).when(changed(DECIDE, occurred_on=day))
    [fact] = decided.facts
    assert isinstance(fact, DossierDecided)
    assert (fact.late, fact.decided_on, fact.decide_before) == (late, day, date(2021, 11, 10))


def test_no_step_holds_for_a_day_before_the_step_before_it() -> None:
    yesterday = changed(DECIDE, occurred_on=OCTOBER - timedelta(days=1))
    dossier.given(*UP_TO_PROPOSAL).when(yesterday).then_refused("dossier.day_before_last_step")
