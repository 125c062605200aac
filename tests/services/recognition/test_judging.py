"""Who has a dossier at hand, how a committee sat, by what right a chair decides, and what a recognition rests on."""

from datetime import date
from typing import Any

import pytest

from chronicle.spec import DeciderSpec
from contracts.recognition import (
    AuthorityDelegated,
    DelegationEnded,
    DossierAssigned,
    OutcomeCount,
    Outcomes,
    OutcomesCounted,
)
from services.recognition.appraising import AppraiseDossier, ProposeOutcome
from services.recognition.checking import AssignDossier
from services.recognition.deciding import DecideDossier
from services.recognition.dossier import DOSSIER
from tests.services.recognition.scenes import (
    ABOUT,
    ACCEPTED,
    APPRAISED,
    APRIL,
    AREA,
    COMMUNE,
    DECIDED,
    OCTOBER,
    OPENED,
    OTHER,
    PROPOSED,
    RETURNED,
    RIGHT,
    SITTING,
    SUBMITTED,
    UP_TO_PROPOSAL,
    answers,
    criterion,
    day,
    in_force,
    listed,
    rules,
)
from tests.services.recognition.scenes import DOSSIER as ID

pytestmark = pytest.mark.fast

dossier = DeciderSpec(DOSSIER).knowing(
    rule_set=(in_force(),),
    unit=(listed(AREA, "residential_area", COMMUNE),),
    decider=(listed(COMMUNE, "commune", "d1"),),
)
CLAIM = AssignDossier(occurred_on=OCTOBER, dossier_id=ID, holder="officer-1")
CLAIMED = DossierAssigned(**ABOUT, holder="officer-1", previous_holder=None, assigned_on=OCTOBER)
PROPOSE = ProposeOutcome(occurred_on=OCTOBER, dossier_id=ID, outcome="recognised", proposal_number="07/TTr-CA")
DECIDE = DecideDossier(
    occurred_on=OCTOBER, dossier_id=ID, outcome="recognised", decision_number="411/QĐ-UBND", decided_by=COMMUNE
)


def changed(value: Any, **fields: Any) -> Any:
    return value.model_copy(update=fields)


def test_a_dossier_is_taken_on_handed_over_and_given_back() -> None:
    dossier.given(OPENED, SUBMITTED).when(CLAIM).then(CLAIMED)
    dossier.given(OPENED, SUBMITTED, CLAIMED).when(CLAIM).then_nothing()
    handed_over = changed(CLAIMED, holder="officer-2", previous_holder="officer-1")
    dossier.given(OPENED, SUBMITTED, CLAIMED).when(changed(CLAIM, holder="officer-2")).then(handed_over)
    given_back = changed(CLAIMED, holder=None, previous_holder="officer-1")
    for stage in ((SUBMITTED,), (SUBMITTED, RETURNED), (SUBMITTED, ACCEPTED), (SUBMITTED, ACCEPTED, APPRAISED)):
        dossier.given(OPENED, *stage, CLAIMED).when(changed(CLAIM, holder=None)).then(given_back)
    dossier.given(OPENED, SUBMITTED).when(changed(CLAIM, holder=None)).then_nothing()


def test_what_does_not_lie_with_the_body_has_nobody_at_hand() -> None:
    dossier.given().when(CLAIM).then_refused("dossier.unknown")
    dossier.given(OPENED).when(CLAIM).then_refused("dossier.out_of_turn")
    dossier.given(*UP_TO_PROPOSAL).when(CLAIM).then_refused("dossier.out_of_turn")
    dossier.given(*UP_TO_PROPOSAL, DECIDED).when(CLAIM).then_refused("dossier.decided")


@pytest.mark.parametrize(
    ("sitting", "code"),
    [
        ({"took_part": 8}, "sitting.more_than_members"),
        ({"took_part": 0, "in_favour": 0, "against": 0}, "sitting.more_than_members"),
        ({"in_favour": 6}, "sitting.more_votes_than_took_part"),
        ({"in_favour": 0, "against": 7}, "sitting.more_votes_than_took_part"),
    ],
)
def test_a_sitting_adds_up(sitting: dict[str, int], code: str) -> None:
    appraise = AppraiseDossier(
        occurred_on=OCTOBER, dossier_id=ID, results=answers(), sitting=changed(SITTING, **sitting)
    )
    dossier.given(OPENED, SUBMITTED, ACCEPTED).when(appraise).then_refused(code)


def test_the_minutes_are_looked_for_among_the_uploaded_files() -> None:
    appraise = AppraiseDossier(occurred_on=OCTOBER, dossier_id=ID, results=answers())
    assert appraise.file_sha256 is None
    assert changed(appraise, sitting=changed(SITTING, minutes_sha256="c" * 64)).file_sha256 == "c" * 64


@pytest.mark.parametrize(
    ("in_favour", "took_part", "carried"), [(3, 6, False), (4, 6, True), (3, 5, True), (2, 5, False)]
)
def test_recognition_is_carried_by_more_than_half_of_those_who_took_part(
    in_favour: int, took_part: int, carried: bool
) -> None:
    sat = changed(APPRAISED, sitting=changed(SITTING, took_part=took_part, in_favour=in_favour, against=0))
    proposes = dossier.given(OPENED, SUBMITTED, ACCEPTED, sat).when(PROPOSE)
    decides = dossier.given(OPENED, SUBMITTED, ACCEPTED, sat, PROPOSED).when(DECIDE)
    if carried:
        proposes.then(PROPOSED)
        decides.then(DECIDED)
    else:
        proposes.then_refused("proposal.not_carried")
        decides.then_refused("decision.not_carried")
        refuse = changed(PROPOSE, outcome="refused")
        dossier.given(OPENED, SUBMITTED, ACCEPTED, sat).when(refuse).then(changed(PROPOSED, outcome="refused"))


def test_a_deputy_signs_for_the_chair() -> None:
    deputy = changed(DECIDED, authority=changed(RIGHT, signed_as="deputy"))
    dossier.given(*UP_TO_PROPOSAL).when(changed(DECIDE, signed_as="deputy")).then(deputy)


def test_the_article_that_names_the_level_is_the_basis() -> None:
    grounds = ({"about": "authority", "source": "Điều 9", "confirmed": True},)
    ruled = in_force(rules().model_validate({**rules().model_dump(), "grounds": grounds}))
    dossier.knowing(rule_set=(ruled,)).given(*UP_TO_PROPOSAL).when(DECIDE).then(
        changed(DECIDED, authority=changed(RIGHT, basis="Điều 9"))
    )


DELEGATED = AuthorityDelegated(
    delegation_id="c1/1", from_unit=COMMUNE, to_unit=OTHER, unit_kinds=("residential_area",), document_number="88/QĐ-UBND",
    valid_from=APRIL, valid_to=date(2021, 12, 31), delegated_on=APRIL,
)  # fmt: skip
BY_DELEGATION = changed(DECIDE, decided_by=OTHER, delegated_by=COMMUNE)
delegated = dossier.knowing(
    decider=(listed(OTHER, "commune", "d1"),), delegator=(listed(COMMUNE, "commune", "d1"),), delegation=(DELEGATED,)
).given(*UP_TO_PROPOSAL)


def test_where_it_was_delegated_another_unit_decides_and_says_by_which_document() -> None:
    right = changed(RIGHT, basis="88/QĐ-UBND", delegated_by=COMMUNE)
    delegated.when(BY_DELEGATION).then(changed(DECIDED, decided_by=OTHER, authority=right))
    delegated.when(changed(BY_DELEGATION, delegated_by=None)).then_refused("decision.not_theirs")


@pytest.mark.parametrize(
    "said",
    [
        {"unit_kinds": ("school",)}, {"to_unit": "c9"}, {"valid_from": day(OCTOBER, 1)}, {"valid_to": day(OCTOBER, -1)},
    ],
)  # fmt: skip
def test_a_delegation_reaches_as_far_as_it_says(said: dict[str, Any]) -> None:
    delegated.knowing(delegation=(changed(DELEGATED, **said),)).when(BY_DELEGATION).then_refused(
        "decision.not_delegated"
    )


def test_a_delegation_that_was_ended_holds_no_more() -> None:
    ended = DelegationEnded(delegation_id="c1/1", from_unit=COMMUNE, to_unit=OTHER, reason="Hết", ended_on=OCTOBER)
    delegated.knowing(delegation=(DELEGATED, ended)).when(BY_DELEGATION).then_refused("decision.not_delegated")
    later = changed(ended, ended_on=day(OCTOBER, 1))
    assert delegated.knowing(delegation=(DELEGATED, later)).when(BY_DELEGATION).refusal is None


def test_nobody_delegates_what_is_not_theirs_and_nobody_decides_their_own() -> None:
    of_another = changed(BY_DELEGATION, delegated_by="c9")
    delegated.knowing(delegator=(listed("c9", "commune", "d1"),)).when(of_another).then_refused("decision.not_theirs")
    own = changed(BY_DELEGATION, decided_by=AREA)
    delegated.knowing(delegation=(changed(DELEGATED, to_unit=AREA),)).when(own).then_refused("decision.own_unit")


# A commune rests on its areas, and is decided after them.
RESTS = in_force(
    rules(
        criteria=(criterion("registered"), criterion("households", "7/10").model_copy(update={"evidence": "areas_recognised"})),
        decided_after=("school",),
    ),
    rules(unit_kind="school"),
)  # fmt: skip


def counted(recognised: int, in_all: int = 25, undecided: int = 0) -> Outcomes:
    count = OutcomeCount(criterion="households", recognised=recognised, in_all=in_all)
    return Outcomes(counts=(count,), undecided=undecided, up_to=99)


resting = dossier.knowing(rule_set=(RESTS,)).given(*UP_TO_PROPOSAL)


def test_what_a_recognition_rests_on_is_counted_again_and_recorded() -> None:
    said = OutcomesCounted(**ABOUT, **dict(counted(18)), counted_on=OCTOBER)
    resting.when(changed(DECIDE, counted=counted(18))).then(said, DECIDED)
    dossier.given(*UP_TO_PROPOSAL).when(changed(DECIDE, counted=counted(18))).then(DECIDED)
    refusal = {"outcome": "refused", "reason": "Chưa đạt"}
    resting.when(changed(DECIDE, **refusal)).then(changed(DECIDED, **refusal))


@pytest.mark.parametrize(
    ("count", "code"),
    [
        (None, "decision.not_counted"),
        (Outcomes(counts=(), undecided=0, up_to=None), "decision.not_counted"),
        (counted(17), "decision.share_fell"),
        (counted(0, 0), "decision.share_fell"),
        (counted(25, undecided=1), "decision.others_undecided"),
    ],
)
def test_nobody_is_recognised_on_what_no_longer_holds_or_was_not_decided_yet(count: Any, code: str) -> None:
    resting.when(changed(DECIDE, counted=count)).then_refused(code)
