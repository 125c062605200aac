"""Whoever handed a dossier in neither appraises nor decides it: not in another role, not as a deputy, not through one."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from chronicle.command import Context
from chronicle.refusal import NotAllowed
from portal.authority.permission import Asking
from portal.authority.scope import Authority
from portal.authority.tree import Tree
from portal.projections.places import PlaceRow
from services.recognition.aftermath import CloseReview, CorrectDecision, WithdrawRecognition
from services.recognition.appraising import AppraiseDossier
from services.recognition.checking import AcceptDossier, AssignDossier
from services.recognition.compiling import SubmitDossier
from services.recognition.deciding import DecideDossier
from services.recognition.delegation import DelegateAuthority
from services.recognition.dossier_state import Dossier
from services.recognition.permissions import PERMISSIONS, SUBMITTED

pytestmark = pytest.mark.fast

DAY = date(2021, 12, 1)
TREE = Tree.of([PlaceRow("p"), PlaceRow("c", "p"), PlaceRow("a", "c"), PlaceRow("c2", "p"), PlaceRow("a2", "c2")])
DOSSIER = Dossier(unit_id="a")
PERSON, OTHER = uuid4(), uuid4()

SUBMIT = SubmitDossier(occurred_on=DAY, dossier_id="y/a", documents=())
ACCEPT = AcceptDossier(occurred_on=DAY, dossier_id="y/a")
APPRAISE = AppraiseDossier(occurred_on=DAY, dossier_id="y/a", results=())


def decide(decided_by: str = "c") -> DecideDossier:
    return DecideDossier(
        occurred_on=DAY, dossier_id="y/a", outcome="refused", decision_number="1", decided_by=decided_by, reason="x"
    )  # fmt: skip


AFTER: dict[str, Any] = {"occurred_on": DAY, "dossier_id": "y/a", "decided_by": "c", "reason": "x"}
CORRECT = CorrectDecision(**AFTER, item="decision_number", before="1", after="2", correction_number="3")
WITHDRAW = WithdrawRecognition(**AFTER, decision_number="2")
CLOSE = CloseReview(**AFTER, upheld=True, document_number="3")
ASSIGN = AssignDossier(occurred_on=DAY, dossier_id="y/a", holder="o")
DELEGATE = DelegateAuthority(
    occurred_on=DAY, from_unit="c", delegation_id="c/1", to_unit="c2", unit_kinds=("school",), document_number="1",
    valid_from=DAY,
)  # fmt: skip


def ask(command: Any, *held: tuple[str, str], behalf: UUID | None = None, submitted: tuple[UUID, ...] = ()) -> Context:
    """The context in which PERSON may ask; raises NotAllowed."""
    authorities = tuple(Authority(n, role, unit, DAY, None, behalf) for n, (role, unit) in enumerate(held))
    context = Context(str(PERSON), "", "", DAY, uuid4(), uuid4())
    recorded = [(SUBMITTED, str(person)) for person in submitted]
    return Asking(authorities, TREE).permit(PERMISSIONS[type(command)], command, DOSSIER, recorded, context)


BOTH = (("residential_area_head", "a"), ("commune_officer", "c"), ("commune_chair", "c"))


def test_each_step_belongs_to_its_office() -> None:
    assert (ask(SUBMIT, *BOTH).role, ask(SUBMIT, *BOTH).office) == ("residential_area_head", "a")
    for command in (ACCEPT, APPRAISE):
        assert (ask(command, *BOTH).role, ask(command, *BOTH).office) == ("commune_officer", "c")
    assert (ask(decide(), *BOTH).role, ask(decide(), *BOTH).office) == ("commune_chair", "c")


@pytest.mark.parametrize(
    "command",
    [APPRAISE, decide(), CORRECT, WITHDRAW, CLOSE],
    ids=["appraise", "decide", "correct", "withdraw", "close"],
)
def test_who_handed_it_in_does_neither(command: Any) -> None:
    assert ask(command, *BOTH, submitted=(OTHER,))
    for behalf, submitted in ((None, PERSON), (OTHER, PERSON), (OTHER, OTHER)):
        with pytest.raises(NotAllowed, match=r"authority\.own_work"):
            ask(command, *BOTH, behalf=behalf, submitted=(submitted,))


def test_who_decides_by_a_delegation_need_not_stand_above_the_dossier() -> None:
    """Whether there is one, the decision says; who asks must be the chair it names."""
    assert ask(decide("c2"), ("commune_chair", "c2")).office == "c2"
    for held in (("commune_chair", "c"), ("commune_officer", "c2"), ("provincial_chair", "p")):
        with pytest.raises(NotAllowed, match=r"authority\.missing"):
            ask(decide("c2"), held)


def test_a_dossier_is_handed_over_by_the_body_or_its_chair_and_authority_given_by_who_has_it() -> None:
    for command in (ASSIGN, DELEGATE):
        for role in ("commune_officer", "commune_chair"):
            assert ask(command, (role, "c")).office == "c"
        for held in (("residential_area_head", "a"), ("commune_officer", "c2"), ("provincial_chair", "p")):
            with pytest.raises(NotAllowed, match=r"authority\.missing"):
                ask(command, held)


def test_who_handed_it_in_may_still_take_it_in() -> None:
    assert ask(ACCEPT, *BOTH, submitted=(PERSON,))


@pytest.mark.parametrize(
    ("command", "held"),
    [
        (ACCEPT, ("commune_officer", "c2")), (ACCEPT, ("provincial_officer", "p")), (ACCEPT, ("commune_chair", "c")),
        (APPRAISE, ("residential_area_head", "a")), (decide(), ("commune_officer", "c")),
        (decide(), ("provincial_chair", "p")), (decide("p"), ("commune_chair", "c")), (SUBMIT, ("auditor", "p")),
        (SUBMIT, ("residential_area_head", "a2")), (SUBMIT, ("operator", "p")),
    ],
    ids=str,
)  # fmt: skip
def test_nobody_does_the_step_of_another_office(command: Any, held: tuple[str, str]) -> None:
    with pytest.raises(NotAllowed, match=r"authority\.missing"):
        ask(command, held)


@pytest.mark.parametrize(
    ("command", "unit", "held", "could"),
    [
        (AcceptDossier, "a", ("commune_officer", "c"), True), (AcceptDossier, "a", ("provincial_officer", "p"), False),
        (AcceptDossier, "a2", ("commune_officer", "c"), False), (SubmitDossier, "a", ("commune_officer", "c"), True),
        (DecideDossier, "a", ("commune_chair", "c"), True), (DecideDossier, "a", ("auditor", "p"), False),
    ],
)  # fmt: skip
def test_a_page_says_beforehand_who_could(command: Any, unit: str, held: tuple[str, str], could: bool) -> None:
    lacking = Asking((Authority(1, *held, DAY),), TREE).lacks(PERMISSIONS[command], unit)
    assert (lacking is None) == could
    assert could or lacking.code == "authority.missing"  # type: ignore[union-attr]
