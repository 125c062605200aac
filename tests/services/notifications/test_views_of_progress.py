"""The views that know who is behind: which units are asked to take part, and how far each has come."""

import pytest

from chronicle.spec import ViewSpec
from contracts.recognition import DossierSubmitted
from contracts.registration import RegistrationWithdrawn
from services.notifications.projections.participants import PARTICIPANTS, ParticipantRow
from services.notifications.projections.undertakings import UNDERTAKINGS, UndertakingRow
from tests.services.notifications.examples import DAY, RETURNED, decided, ended, listed, opened, registered

pytestmark = pytest.mark.fast

SUBMITTED = DossierSubmitted(dossier_id="bt-2021/c1", unit_id="c1", year=2021, round=1, documents=(), submitted_on=DAY)
WITHDRAWN = RegistrationWithdrawn(campaign_id="bt-2021", year=2021, unit_id="c1", withdrawn_on=DAY, reason="Sáp nhập")


def test_units_of_a_registering_kind_and_in_scope_are_asked() -> None:
    ViewSpec(PARTICIPANTS).given(
        listed("p1", "province"),
        listed("c1"),
        listed("e1", "enterprise", "Doanh nghiệp nhỏ"),
        listed("c2"),
        ended("c2"),
    ).then(
        ParticipantRow("p1", "province"),
        ParticipantRow("c1", "commune", asked=True),
        ParticipantRow("e1", "enterprise"),
        ParticipantRow("c2", "commune", asked=True, ended_on=DAY),
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
