"""A unit that decides delegates to another, by a document and for days; it may take that back."""

from datetime import date
from typing import Any

import pytest

from chronicle.spec import DeciderSpec
from contracts.recognition import AuthorityDelegated, DelegationEnded
from services.recognition.delegation import DELEGATION, DelegateAuthority, EndDelegation
from tests.services.recognition.scenes import AREA, COMMUNE, listed

pytestmark = pytest.mark.fast

PROVINCE = "p1"
MARCH = date(2021, 3, 1)
SAID: dict[str, Any] = {
    "from_unit": PROVINCE, "delegation_id": "p1/2021/1", "to_unit": COMMUNE, "unit_kinds": ("agency", "school"),
    "document_number": "88/QĐ-UBND", "valid_from": MARCH, "valid_to": date(2021, 12, 31),
}  # fmt: skip
DELEGATE = DelegateAuthority(occurred_on=MARCH, **SAID)
DELEGATED = AuthorityDelegated(**SAID, delegated_on=MARCH)
END = EndDelegation(occurred_on=date(2021, 6, 1), from_unit=PROVINCE, delegation_id="p1/2021/1", reason="Hết nhiệm vụ")
ENDED = DelegationEnded(
    delegation_id="p1/2021/1", from_unit=PROVINCE, to_unit=COMMUNE, reason="Hết nhiệm vụ", ended_on=date(2021, 6, 1)
)

delegation = DeciderSpec(DELEGATION).knowing(
    giver=(listed(PROVINCE, "province", None),), taker=(listed(COMMUNE, "commune", "d1"),)
)


def changed(**fields: Any) -> DelegateAuthority:
    return DelegateAuthority(occurred_on=MARCH, **{**SAID, **fields})


def test_it_is_delegated_once_and_taken_back_once() -> None:
    delegation.given().when(DELEGATE).then(DELEGATED)
    delegation.given(DELEGATED).when(DELEGATE).then_nothing()
    delegation.given(DELEGATED).when(END).then(ENDED)
    delegation.given(DELEGATED, ENDED).when(END).then_nothing()


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (changed(to_unit=PROVINCE), "delegation.to_itself"),
        (changed(valid_to=date(2021, 2, 1)), "delegation.backwards"),
    ],
)
def test_what_would_hold_for_nobody_is_refused(command: DelegateAuthority, code: str) -> None:
    delegation.given().when(command).then_refused(code)


def test_an_id_names_one_delegation() -> None:
    delegation.given(DELEGATED).when(changed(document_number="99/QĐ-UBND")).then_refused("delegation.id_taken")
    delegation.given().when(END).then_refused("delegation.unknown")


def test_an_area_or_a_stranger_is_not_delegated_to() -> None:
    for taker in ((listed(AREA, "residential_area", COMMUNE),), ()):
        delegation.knowing(taker=taker).given().when(DELEGATE).then_refused("delegation.between_whom")


@pytest.mark.parametrize(
    ("day", "kind", "holds"),
    [
        (date(2021, 2, 28), "agency", False), (MARCH, "agency", True), (MARCH, "enterprise", False),
        (date(2021, 12, 31), "school", True), (date(2022, 1, 1), "school", False),
    ],
)  # fmt: skip
def test_it_holds_for_its_kinds_between_its_days(day: date, kind: str, holds: bool) -> None:
    found = DELEGATION.fold.of([DELEGATED]).to(COMMUNE, kind, day)
    assert (found is not None) is holds


def test_once_taken_back_it_holds_no_more() -> None:
    known = DELEGATION.fold.of([DELEGATED, ENDED])
    assert known.to(COMMUNE, "agency", date(2021, 5, 31)) is not None
    assert known.to(COMMUNE, "agency", date(2021, 6, 1)) is None
    assert known.to(AREA, "agency", date(2021, 5, 31)) is None
