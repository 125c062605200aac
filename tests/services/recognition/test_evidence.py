"""Evidence fills itself in from facts and names them: exact shares, of those that had to, in the words a committee goes by."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chronicle.spec import recorded
from contracts.models import ModelClosed, ModelLaunched, ModelProposed, ModelReviewed
from contracts.recognition import DossierDecided, RecognitionWithdrawn
from contracts.registration import (
    DocumentCorrected,
    DocumentIssued,
    DocumentStruck,
    HouseholdsCorrected,
    HouseholdsReported,
    HouseholdsUndone,
    RegistrationUndone,
    RegistrationWithdrawn,
    UnitRegistered,
)
from services.recognition.projections.evidence import EVIDENCE, EvidenceRow
from services.recognition.projections.evidence_models import EVIDENCE_MODELS, ModelEvidenceRow
from services.recognition.projections.unit_standings import UnitThen
from services.recognition.screens.answered import Answer, Gathered, answer, needed_of

pytestmark = pytest.mark.fast

SPRING, AUTUMN = date(2021, 3, 12), date(2021, 10, 31)
QUARTER = date(2021, 3, 31)
OF_YEAR: dict[str, Any] = {"campaign_id": "year-2021", "year": 2021}


def known(*facts: Any, unit: str = "c1", kind: str = "commune", below: tuple[UnitThen, ...] = ()) -> Gathered:
    """What is gathered after these facts, at the positions 1, 2, 3 …"""
    told = [recorded(fact, position=number) for number, fact in enumerate(facts, start=1)]
    rows = [EvidenceRow(*values) for values in EVIDENCE.fold(told).values()]
    models = [ModelEvidenceRow(*values) for values in EVIDENCE_MODELS.fold(told).values()]
    return Gathered(unit, kind, rows, below, [model for model in models if model.launched_at])


def asked(source: str, *facts: Any, at_least: str | None = None, by: date | None = None, **more: Any) -> Answer:
    found = answer(source, at_least, known(*facts, **more), by)
    assert found is not None
    return found


def registered(unit: str = "c1", kind: Any = "commune") -> UnitRegistered:
    about = {**OF_YEAR, "unit_id": unit, "unit_kind": kind, "rule_set": "r"}
    return UnitRegistered(**about, registered_on=SPRING, late=False)


def counted(reached: int, total: int, **changed: Any) -> HouseholdsReported:
    fields: dict[str, Any] = {
        "as_of": AUTUMN, "previous_total": 0, "previous_registered": 0, "newest": True, "lowered": False, **changed,
    }  # fmt: skip
    return HouseholdsReported(**OF_YEAR, unit_id="a1", total=total, registered=reached, **fields)


def issued(kind: Any, number: str) -> DocumentIssued:
    about = {**OF_YEAR, "issuer_id": "c1", "document_kind": kind, "number": number, "dated": SPRING}
    return DocumentIssued(**about, subject="x", signer_title="Chủ tịch", file_sha256=None)


def decided(unit: str, outcome: Any = "recognised") -> DossierDecided:
    return DossierDecided(
        dossier_id=f"year-2021/{unit}", unit_id=unit, unit_kind="residential_area", year=2021, outcome=outcome, reason=None,
        decision_number="1/QĐ-UBND", decided_on=AUTUMN, decided_by="c1", decide_before=None, late=False,
    )  # fmt: skip


def areas(number: int) -> tuple[UnitThen, ...]:
    return tuple(UnitThen(f"a{n}", "residential_area", "Thôn", str(n), "c1", None) for n in range(number))


def test_a_unit_registered_by_the_fact_that_says_so() -> None:
    assert asked("registered", registered()).met is True
    assert asked("registered", registered()).positions == (1,)
    assert asked("registered").met is False


def test_a_registration_withdrawn_and_one_undone_are_no_evidence() -> None:
    withdrawn = RegistrationWithdrawn(**OF_YEAR, unit_id="c1", withdrawn_on=SPRING, reason="x")
    found = asked("registered", registered(), withdrawn)
    assert (found.met, found.positions) == (False, (2,))
    undone = RegistrationUndone(
        **OF_YEAR, unit_id="c1", batch_id="b", undone_registered_on=SPRING, undone_withdrawn_on=None, unit_kind=None,
        registered_on=None, late=False, late_entry_basis=None, withdrawn_on=None, withdrawal_reason=None,
    )  # fmt: skip
    assert asked("registered", registered(), undone) == Answer("registered", False)


def test_a_commune_needs_its_resolution_and_its_plan() -> None:
    both = (issued("resolution", "1-NQ/ĐU"), issued("plan", "2/KH-UBND"))
    assert asked("documents_issued", both[0]).met is False
    assert asked("documents_issued", *both, issued("guidance", "3/HD")).positions == (1, 2)
    struck = DocumentStruck(
        **OF_YEAR, issuer_id="c1", number="2/KH-UBND", dated=SPRING, document_kind="plan", reason="x"
    )
    assert asked("documents_issued", *both, struck).met is False
    corrected = DocumentCorrected(
        **OF_YEAR, issuer_id="c1", number="2/KH-UBND", dated=SPRING, document_kind="guidance", previous_kind="plan",
        subject="x", signer_title="x", file_sha256=None, reason="x",
    )  # fmt: skip
    assert asked("documents_issued", *both, corrected).met is False


def test_of_those_who_issue_nothing_here_the_committee_looks_at_the_papers() -> None:
    assert asked("documents_issued", kind="agency") == Answer("documents_issued")


def test_households_are_an_exact_share_of_the_newest_count() -> None:
    of_area: dict[str, Any] = {"unit": "a1", "kind": "residential_area", "at_least": "1/1"}
    one_missing = asked("households_registered", counted(997, 998), **of_area)
    assert (one_missing.met, one_missing.missing, one_missing.positions) == (False, 1, (1,))
    assert asked("households_registered", counted(118, 118), **of_area).met is True
    assert asked("households_registered", **of_area) == Answer("households_registered")
    older = counted(118, 118, newest=False, as_of=SPRING)
    assert asked("households_registered", counted(1, 118), older, **of_area).numerator == 1


def test_evidence_that_has_to_stand_by_a_day_is_asked_as_it_stood_then() -> None:
    late = registered().model_copy(update={"registered_on": AUTUMN})
    assert asked("registered", registered(), by=QUARTER).met is True
    found = asked("registered", late, by=QUARTER)
    assert (found.met, found.positions, [row.since for row in found.late]) == (False, (1,), [AUTUMN])
    assert asked("registered", registered().model_copy(update={"registered_on": QUARTER}), by=QUARTER).met is True
    plan = issued("plan", "2/KH-UBND").model_copy(update={"dated": AUTUMN})
    found = asked("documents_issued", issued("resolution", "1-NQ/ĐU"), plan, by=QUARTER)
    assert (found.met, [row.number for row in found.late]) == (False, ["2/KH-UBND"])
    assert asked("models_effective", *launched(), by=QUARTER).met is True
    assert asked("models_effective", *launched(), by=date(2021, 1, 31)).met is False


def test_households_by_a_day_are_the_newest_count_that_is_not_of_a_later_one() -> None:
    of_area: dict[str, Any] = {"unit": "a1", "kind": "residential_area", "at_least": "1/1", "by": QUARTER}
    may = {"as_of": date(2021, 5, 1)}
    march = counted(110, 118, as_of=SPRING)
    found = asked("households_registered", march, counted(118, 118, **may), **of_area)
    assert (found.met, found.numerator, found.positions) == (False, 110, (1, 2))
    whole = asked(
        "households_registered", counted(118, 118, **may), counted(118, 118, as_of=SPRING, newest=False), **of_area
    )
    assert (whole.met, whole.positions, whole.late) == (True, (2,), ())
    unknown = asked("households_registered", counted(118, 118, **may), **of_area)
    assert (unknown.met, unknown.positions) == (None, (1,)), "a count of May says nothing about March"


def test_units_below_that_registered_too_late_are_named_and_do_not_count() -> None:
    late = registered("a1", "residential_area").model_copy(update={"registered_on": AUTUMN})
    facts = (registered("a0", "residential_area"), late)
    found = asked("units_registered", *facts, at_least="1/1", below=areas(3), by=QUARTER)
    assert (found.numerator, found.denominator, [row.unit_id for row in found.late]) == (1, 3, ["a1"])
    assert asked("units_registered", *facts, at_least="1/2", below=areas(3), by=AUTUMN).met is True


def test_a_corrected_count_is_evidence_and_an_undone_one_is_not() -> None:
    of_area: dict[str, Any] = {"unit": "a1", "kind": "residential_area", "at_least": "1/1"}
    corrected = HouseholdsCorrected(
        **OF_YEAR, unit_id="a1", as_of=AUTUMN, total=118, registered=118, said_total=118, said_registered=100,
        previous_total=118, previous_registered=100, newest_as_of=AUTUMN, newest_total=118, newest_registered=118,
        lowered=False, reason="x", late_entry_basis=None,
    )  # fmt: skip
    found = asked("households_registered", counted(100, 118), corrected, **of_area)
    assert (found.met, found.positions) == (True, (2,))
    undone = HouseholdsUndone(
        **OF_YEAR, unit_id="a1", as_of=AUTUMN, batch_id="b", undone_total=118, undone_registered=118, previous_total=118,
        previous_registered=118, day=None, newest_as_of=None, newest_total=0, newest_registered=0, lowered=False,
    )  # fmt: skip
    assert asked("households_registered", counted(118, 118), undone, **of_area).met is None


def launched(model: str = "m1", unit: str = "c1") -> tuple[Any, ...]:
    return (
        ModelProposed(
            model_id=model, unit_id=unit, model_name=model, model_kind="x", block="residential", patron=None,
            proposed_on=SPRING, origin_id=None,
        ),
        ModelLaunched(
            model_id=model, unit_id=unit, decision_number="1", regulation_number="1", points=1, teams=1, launched_on=SPRING
        ),
    )  # fmt: skip


def reviewed(grade: Any) -> ModelReviewed:
    return ModelReviewed(
        model_id="m1", unit_id="c1", grade=grade, previous_grade=None, reviewed_on=AUTUMN, review_kind=None,
        period_first=None, period_last=None,
    )  # fmt: skip


def test_an_effective_model_works_and_is_not_graded_weak() -> None:
    assert asked("models_effective", *launched()).positions == (2,)
    assert asked("models_effective", *launched(), reviewed("fair")).positions == (2, 3)
    assert asked("models_effective", *launched(), reviewed("weak")).met is False
    closed = ModelClosed(model_id="m1", unit_id="c1", reason="x", successor_id=None, closed_on=AUTUMN)
    assert asked("models_effective", *launched(), closed).met is False
    assert asked("models_effective", launched()[0]).met is False


def test_an_area_without_a_model_of_its_own_is_the_committee_s_to_judge() -> None:
    assert asked("models_effective", unit="a1", kind="residential_area").met is None


def test_sixteen_of_twenty_five_fail_seventy_percent_and_two_are_missing() -> None:
    facts = [decided(f"a{n}") for n in range(16)] + [decided("a16", "refused")]
    found = asked("areas_recognised", *facts, at_least="7/10", below=areas(25))
    assert (found.met, found.numerator, found.denominator, found.missing) == (False, 16, 25, 2)
    assert {word: len(units) for word, units in found.units.items()} == {"recognised": 16, "refused": 1, "undecided": 8}
    assert found.positions == tuple(range(1, 18))
    enough = asked("areas_recognised", *facts, decided("a17"), decided("a18"), at_least="7/10", below=areas(25))
    assert (enough.met, enough.numerator, enough.missing) == (True, 18, 0)


def test_a_recognition_withdrawn_counts_no_longer() -> None:
    withdrawn = RecognitionWithdrawn(
        dossier_id="year-2021/a0", unit_id="a0", unit_kind="residential_area", year=2021, reason="x",
        decision_number="9/QĐ-UBND", decided_by="c1", withdrawn_on=AUTUMN,
    )  # fmt: skip
    found = asked("areas_recognised", decided("a0"), withdrawn, at_least="7/10", below=areas(1))
    assert (found.met, found.missing, [*found.units]) == (False, 1, ["withdrawn"])


def test_what_had_not_to_register_is_in_no_share_and_other_kinds_are_in_theirs() -> None:
    school = UnitThen("s1", "school", "Trường", "THPT", "c1", None)
    below = (*areas(1), school)
    facts = (registered("a0", "residential_area"), decided("a0"))
    assert asked("areas_recognised", *facts, at_least="7/10", below=below).denominator == 1
    assert asked("units_recognised", *facts, at_least="7/10", below=below).missing == 1
    found = asked("units_registered", *facts, at_least="1/1", below=below)
    assert (found.numerator, found.denominator, found.units["missing"]) == (1, 2, (school,))


def test_of_nothing_no_share_is_reached() -> None:
    assert asked("areas_recognised", at_least="7/10").met is False


@given(total=st.integers(1, 200), reached=st.integers(0, 200), part=st.sampled_from(["7/10", "1/1", "17/20", "2/3"]))
def test_what_is_missing_is_exactly_what_reaches_the_share(total: int, reached: int, part: str) -> None:
    reached = min(reached, total)
    needed = needed_of(total, part)
    assert Fraction(needed, total) >= Fraction(part) > Fraction(needed - 1, total)
    facts = [decided(f"a{n}") for n in range(reached)]
    found = asked("areas_recognised", *facts, at_least=part, below=areas(total))
    assert found.met == (found.missing == 0) == (Fraction(reached, total) >= Fraction(part))
