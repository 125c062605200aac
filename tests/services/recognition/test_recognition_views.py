"""The views of recognition: where each dossier stands, who is recognised, and by which rules."""

import json

import pytest

from chronicle.spec import ViewSpec
from services.recognition.projections.dossiers import DOSSIERS, DossierRow
from services.recognition.projections.recognised import RECOGNISED, RecognisedRow
from services.recognition.projections.rules import RULES, RulesRow
from tests.services.recognition.scenes import (
    ACCEPTED,
    APPRAISED,
    APRIL,
    AREA,
    BEFORE,
    COMMUNE,
    CORRECTED_BY,
    DECIDED,
    DOSSIER,
    OCTOBER,
    OPENED,
    PAPERS,
    PROPOSED,
    RESUBMITTED,
    RETURNED,
    SUBMITTED,
    in_force,
    rules,
)

pytestmark = pytest.mark.fast


def test_a_returned_dossier_says_what_it_lacks() -> None:
    ViewSpec(DOSSIERS).given(OPENED, SUBMITTED, RETURNED).then(
        DossierRow(
            dossier_id=DOSSIER, unit_id=AREA, unit_kind="residential_area", campaign_id="year-2021", year=2021,
            rule_set="rules-2021", state="returned", since=OCTOBER, round=1, returned_count=1, documents=PAPERS,
            shortfalls=("meeting_minutes",), submitted_to=COMMUNE, due_step="correct", due_on=CORRECTED_BY,
            due_since=OCTOBER, due_working_days=5, paused_step="check_completeness", paused_days_left=3,
        )
    )  # fmt: skip


def test_a_decided_dossier_keeps_how_it_came_to_be() -> None:
    facts = (OPENED, SUBMITTED, RETURNED, RESUBMITTED, ACCEPTED, APPRAISED, PROPOSED, DECIDED)
    ViewSpec(DOSSIERS).given(*facts).then(
        DossierRow(
            dossier_id=DOSSIER, unit_id=AREA, unit_kind="residential_area", campaign_id="year-2021", year=2021,
            rule_set="rules-2021", state="decided", since=OCTOBER, round=2, returned_count=1, documents=PAPERS,
            met=True, proposed_outcome="recognised", proposal_number="07/TTr-CA", outcome="recognised",
            decision_number="411/QĐ-UBND", decided_on=OCTOBER, decided_by=COMMUNE, decide_before=BEFORE, late=False,
            submitted_to=COMMUNE, sitting_form="meeting", members=7, took_part=6, in_favour=5, against=1,
            minutes_number="07/BB-BCĐ", authority_level="commune", authority_basis="23/2012/TT-BCA", signed_as="chair",
        )
    )  # fmt: skip


def test_the_public_register_holds_the_recognised_and_nobody_else() -> None:
    refused = DECIDED.model_copy(update={"unit_id": "a2", "outcome": "refused", "reason": "Chưa đạt"})
    ViewSpec(RECOGNISED).given(DECIDED, refused).then(
        RecognisedRow(
            year=2021, unit_id=AREA, unit_kind="residential_area", decision_number="411/QĐ-UBND", decided_on=OCTOBER,
            decided_by=COMMUNE, late=False, dossier_id=DOSSIER,
        )
    )  # fmt: skip


def test_corrected_rules_replace_the_ones_before() -> None:
    corrected = rules(before_excludes_the_day=False)
    ViewSpec(RULES).given(in_force(), in_force(corrected)).then(
        RulesRow(
            rule_set="rules-2021", unit_kind="residential_area", circular="23/2012/TT-BCA", year=2021,
            in_force_on=APRIL, window_from=corrected.window_from, window_to=corrected.window_to, decide_before=BEFORE,
            before_excludes_the_day=False, decided_by="commune", documents=PAPERS,
            criteria=json.dumps([c.model_dump() for c in corrected.criteria], ensure_ascii=False, sort_keys=True),
            complete_within_days=3, correct_within_days=5, appraise_within_days=5, propose_within_days=2,
            said=corrected.model_dump_json(),
        )
    )  # fmt: skip
