"""The views that know who is behind: which units are asked to take part, and how far each has come."""

from typing import Any

import pytest

from chronicle.spec import ViewSpec
from contracts.recognition import DossierSubmitted
from contracts.registration import RegistrationWithdrawn, UnitKindChanged, UnitScopeChanged
from services.notifications.projections.participants import PARTICIPANTS, ParticipantRow
from services.notifications.projections.undertakings import UNDERTAKINGS, UndertakingRow
from tests.services.notifications.examples import DAY, RETURNED, decided, ended, listed, opened, registered

pytestmark = pytest.mark.fast

SUBMITTED = DossierSubmitted(dossier_id="bt-2021/c1", unit_id="c1", year=2021, round=1, documents=(), submitted_on=DAY)
NAMED: Any = {"title": "Xã", "unit_name": "Tân Hà"}
WITHDRAWN = RegistrationWithdrawn(campaign_id="bt-2021", year=2021, unit_id="c1", withdrawn_on=DAY, reason="Sáp nhập")


def test_units_are_known_by_kind_and_scope() -> None:
    ViewSpec(PARTICIPANTS).given(
        listed("p1", "province"),
        listed("c1"),
        listed("e1", "enterprise", "Doanh nghiệp nhỏ"),
        listed("c2"),
        ended("c2"),
    ).then(
        ParticipantRow("p1", "province", **NAMED),
        ParticipantRow("c1", "commune", **NAMED),
        ParticipantRow("e1", "enterprise", in_scope=False, **NAMED),
        ParticipantRow("c2", "commune", ended_on=DAY, **NAMED),
    )


def test_who_is_asked_follows_the_kind_and_the_scope_of_a_unit() -> None:
    widened = UnitKindChanged(
        unit_id="c1",
        unit_kind="district",
        title="Đặc khu",
        previous_kind="commune",
        previous_title="Xã",
        valid_from=DAY,
    )
    back = UnitScopeChanged(
        unit_id="e1", out_of_scope_reason=None, previous_reason="Doanh nghiệp nhỏ", legal_basis="TT 124", valid_from=DAY
    )
    ViewSpec(PARTICIPANTS).given(listed("c1"), widened, listed("e1", "enterprise", "Doanh nghiệp nhỏ"), back).then(
        ParticipantRow("c1", "district", **{**NAMED, "title": "Đặc khu"}), ParticipantRow("e1", "enterprise", **NAMED)
    )


def test_an_undertaking_follows_the_dossier() -> None:
    told = ViewSpec(UNDERTAKINGS)
    for facts, dossier in (
        ((registered("c1"),), "none"),
        ((registered("c1"), opened("c1")), "open"),
        ((registered("c1"), opened("c1"), SUBMITTED), "submitted"),
        ((registered("c1"), opened("c1"), SUBMITTED, RETURNED), "returned"),
        ((registered("c1"), opened("c1"), SUBMITTED, decided("c1")), "decided"),
    ):
        told.given(*facts).then(UndertakingRow(2021, "c1", "commune", True, dossier))


def test_a_registration_taken_back_is_no_undertaking() -> None:
    ViewSpec(UNDERTAKINGS).given(registered("c1"), WITHDRAWN).then(UndertakingRow(2021, "c1", "commune", False))
