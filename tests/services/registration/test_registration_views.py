"""What the views of registration hold after given facts, and what holds in them after any history."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chronicle.command import Command
from chronicle.refusal import Refused
from chronicle.spec import ViewSpec, recorded
from contracts.fact import Fact
from contracts.registration import (
    Code,
    CodeAssigned,
    DocumentIssued,
    RegistrationWithdrawn,
    UnitEnded,
    UnitMoved,
    UnitRegistered,
    UnitRenamed,
)
from reference.vietnamese import alphabetical_place
from services.registration.campaign import CAMPAIGN_STREAM
from services.registration.households import HOUSEHOLDS, ReportHouseholds
from services.registration.period import PeriodState
from services.registration.projections.documents import DOCUMENTS, DocumentRow
from services.registration.projections.registrations import REGISTRATIONS, RegistrationRow
from services.registration.projections.units import UNITS, UnitRow
from services.registration.registration import REGISTRATION, RegisterUnit, WithdrawRegistration
from services.registration.today import Today
from services.registration.unit import UNIT_STREAM
from tests.services.registration.scenes import AREA, COMMUNE, LAUNCHED, LISTED_ON, SCHOOL, reported

pytestmark = pytest.mark.fast

MARCH, APRIL, MAY = date(2021, 3, 31), date(2021, 4, 30), date(2021, 5, 31)
COMMUNE_ROW: dict[str, Any] = {
    "unit_id": "c1", "parent_id": "d1", "unit_kind": "commune", "title": "Phường", "unit_name": "Mũi Né",
    "title_words": "phuong", "name_words": "mui ne", "name_place": alphabetical_place("Mũi Né"),
    "code": "22915", "valid_from": LISTED_ON, "latitude": 10.93, "longitude": 108.28,
}  # fmt: skip
REGISTERED = UnitRegistered(
    campaign_id="y2021", year=2021, unit_id="a1", unit_kind="residential_area", rule_set="tt23-2012",
    registered_on=MAY, late=True,
)  # fmt: skip
WITHDRAWN = RegistrationWithdrawn(campaign_id="y2021", year=2021, unit_id="a1", withdrawn_on=MAY, reason="Nhầm")
REGISTERED_ROW: dict[str, Any] = {
    "campaign_id": "y2021", "unit_id": "a1", "year": 2021, "unit_kind": "residential_area", "registered_on": MAY,
    "late": True,
}  # fmt: skip


def test_the_register_shows_a_unit_as_it_was_listed() -> None:
    ViewSpec(UNITS).given(COMMUNE, SCHOOL).then(
        UnitRow(**COMMUNE_ROW),
        UnitRow(
            unit_id="s1", parent_id="d1", unit_kind="school", title="Trường", unit_name="Mầm non Mũi Né",
            title_words="truong", name_words="mam non mui ne", name_place=alphabetical_place("Mầm non Mũi Né"),
            valid_from=LISTED_ON,
            out_of_scope_reason="Điều 3 Thông tư 124/2021/TT-BCA",
        ),
    )  # fmt: skip


def test_the_register_shows_the_newest_of_the_codes_a_unit_was_listed_with() -> None:
    codes = tuple(
        Code(scheme=scheme, value=value, valid_from=date(year, 1, 1))
        for scheme, value, year in (("gso", "2", 2010), ("gso", "1", 2000), ("post", "3", 2020))
    )
    ViewSpec(UNITS).given(COMMUNE.model_copy(update={"codes": codes})).then(UnitRow(**{**COMMUNE_ROW, "code": "2"}))


def test_the_register_follows_what_becomes_of_a_unit() -> None:
    ViewSpec(UNITS).given(
        COMMUNE,
        UnitRenamed(unit_id="c1", unit_name="Hàm Tiến", previous_name="Mũi Né", valid_from=MARCH),
        UnitMoved(unit_id="c1", parent_id="d2", previous_parent_id="d1", valid_from=APRIL),
        CodeAssigned(unit_id="c1", code=Code(scheme="gso", value="22918", valid_from=APRIL)),
        CodeAssigned(unit_id="c1", code=Code(scheme="post", value="77", valid_from=APRIL)),
        UnitEnded(unit_id="c1", ended_on=MAY, reason="Sáp nhập"),
    ).then(
        UnitRow(
            **{
                **COMMUNE_ROW, "unit_name": "Hàm Tiến", "name_words": "ham tien",
                "name_place": alphabetical_place("Hàm Tiến"), "parent_id": "d2", "code": "22918",
                "ended_on": MAY, "end_reason": "Sáp nhập",
            }
        )
    )  # fmt: skip


def test_a_unit_year_shows_the_registration_and_the_newest_households() -> None:
    ViewSpec(REGISTRATIONS).given(reported(APRIL, 118, 100), REGISTERED, reported(MARCH, 120, 90, newest=False)).then(
        RegistrationRow(**REGISTERED_ROW, households_total=118, households_registered=100, households_as_of=APRIL)
    )


def test_a_unit_year_shows_a_withdrawal_until_it_registers_again() -> None:
    ViewSpec(REGISTRATIONS).given(REGISTERED, WITHDRAWN).then(
        RegistrationRow(
            **{**REGISTERED_ROW, "registered_on": None, "late": False}, withdrawn_on=MAY, withdrawal_reason="Nhầm"
        )
    )
    ViewSpec(REGISTRATIONS).given(REGISTERED, WITHDRAWN, REGISTERED).then(RegistrationRow(**REGISTERED_ROW))


def test_an_area_counted_before_it_registers_is_not_shown_as_registered() -> None:
    ViewSpec(REGISTRATIONS).given(reported(MARCH, 118, 90)).then(
        RegistrationRow(
            campaign_id="y2021", unit_id="a1", year=2021, households_total=118, households_registered=90,
            households_as_of=MARCH,
        )
    )  # fmt: skip


def test_the_documents_keep_the_same_number_of_two_days_apart() -> None:
    issued = DocumentIssued(
        campaign_id="y2021", year=2021, issuer_id="p1", document_kind="plan", number="411/KH-BCĐ", dated=MARCH,
        subject="Kế hoạch", signer_title="Trưởng Ban Chỉ đạo", file_sha256="0" * 64,
    )  # fmt: skip
    row = DocumentRow(
        issuer_id="p1", number="411/KH-BCĐ", dated=MARCH, campaign_id="y2021", year=2021, document_kind="plan",
        subject="Kế hoạch", signer_title="Trưởng Ban Chỉ đạo", file_sha256="0" * 64,
    )  # fmt: skip
    later = DocumentRow(**{name: getattr(row, name) for name in DocumentRow.__slots__} | {"dated": MAY})
    ViewSpec(DOCUMENTS).given(issued, issued.model_copy(update={"dated": MAY})).then(row, later)


days = st.dates(date(2020, 10, 1), date(2022, 4, 30))
commands = st.one_of(
    st.builds(RegisterUnit, occurred_on=days, campaign_id=st.just("y2021"), unit_id=st.just("a1")),
    st.builds(
        WithdrawRegistration, occurred_on=days, campaign_id=st.just("y2021"), unit_id=st.just("a1"), reason=st.just("x")
    ),
    st.builds(
        ReportHouseholds, occurred_on=days, campaign_id=st.just("y2021"), unit_id=st.just("a1"),
        total=st.integers(0, 30), registered=st.integers(0, 30),
    ),
)  # fmt: skip
KNOWN = {
    "campaign": CAMPAIGN_STREAM.of([LAUNCHED]), "unit": UNIT_STREAM.of([AREA]), "period": PeriodState(),
    "today": Today(),
}  # fmt: skip


def play(asked: list[Command]) -> list[Fact]:
    """The facts a history of commands leads to, each aggregate seeing its own; what is refused leaves none."""
    of_registration: list[Fact] = []
    of_households: list[Fact] = []
    facts: list[Fact] = []
    for command in asked:
        counts = isinstance(command, ReportHouseholds)
        aggregate, own = (HOUSEHOLDS, of_households) if counts else (REGISTRATION, of_registration)
        try:
            decided = aggregate.decisions[type(command)](command, aggregate.fold.of(own), **KNOWN)
        except Refused:
            continue
        own += decided
        facts += decided
    return facts


@given(st.lists(commands, max_size=25))
def test_registered_never_exceeds_total_in_any_row_after_any_history(asked: list[Command]) -> None:
    facts = [recorded(fact, position=number) for number, fact in enumerate(play(asked), start=1)]
    for reached in range(len(facts) + 1):
        for values in REGISTRATIONS.fold(facts[:reached]).values():
            row = RegistrationRow(*values)
            assert row.households_registered <= row.households_total
            assert row.registered_on is None or row.withdrawn_on is None


@given(st.lists(commands, max_size=25))
def test_asking_for_everything_twice_in_a_row_changes_no_row(asked: list[Command]) -> None:
    assert play([command for once in asked for command in (once, once)]) == play(asked)
