"""The area, its commune and the year that sentences about recognition are spoken of."""

from datetime import date, timedelta
from typing import Any

from contracts.recognition import (
    Criterion,
    CriterionResult,
    DecidingAuthority,
    DossierAccepted,
    DossierAppraised,
    DossierDecided,
    DossierOpened,
    DossierProposed,
    DossierReturned,
    DossierSubmitted,
    Due,
    KindRules,
    Pause,
    RequiredDocument,
    RuleSetPutInForce,
    Shortfall,
    Sitting,
    Step,
)
from contracts.registration import UnitListed

AREA, COMMUNE, OTHER = "a1", "c1", "c2"
DOSSIER = f"year-2021/{AREA}"
APRIL = date(2021, 4, 1)
OCTOBER = date(2021, 10, 25)
BEFORE = date(2021, 11, 10)
PAPERS = ("results_report", "meeting_minutes")
ABOUT: dict[str, Any] = {"dossier_id": DOSSIER, "unit_id": AREA, "year": 2021}


def scored(code: str, most: str, kind: Any = "points") -> Criterion:
    return criterion(code).model_copy(update={"kind": kind, "points_max": most})


def criterion(code: str, at_least: str | None = None) -> Criterion:
    return Criterion(
        code=code, kind="met" if at_least is None else "fraction_at_least", evidence="judged", at_least=at_least,
        text_vi=code, text_en=code, source=None, confirmed=True,
    )  # fmt: skip


def documents(*codes: str) -> tuple[RequiredDocument, ...]:
    return tuple(RequiredDocument(code=code, text_vi=code, text_en=code, confirmed=True) for code in codes)


def rules(**changed: Any) -> KindRules:
    fields: dict[str, Any] = {
        "unit_kind": "residential_area", "window_from": date(2020, 10, 31), "window_to": date(2021, 10, 31),
        "decide_before": BEFORE, "before_excludes_the_day": True, "decided_by": "commune", "documents": documents(*PAPERS),
        "criteria": (criterion("registered"), criterion("households", "7/10")), "complete_within_days": 3,
        "correct_within_days": 5, "appraise_within_days": 5, "propose_within_days": 2, "decide_within_days": None,
    }  # fmt: skip
    return KindRules(**{**fields, **changed})


def in_force(*kinds: KindRules, year: int = 2021, edition: int = 1) -> RuleSetPutInForce:
    return RuleSetPutInForce(
        rule_set="rules-2021", circular="23/2012/TT-BCA", year=year, kinds=kinds or (rules(),), in_force_on=APRIL,
        edition=edition,
    )  # fmt: skip


def listed(unit_id: str, kind: Any, parent_id: str | None) -> UnitListed:
    return UnitListed(
        unit_id=unit_id, unit_kind=kind, title="Đơn vị", unit_name="Tân Hà", parent_id=parent_id, codes=(),
        valid_from=date(2021, 1, 1), latitude=None, longitude=None, generated=False, out_of_scope_reason=None,
    )  # fmt: skip


def answers(
    registered: bool = True, signed: int = 18, total: int = 25, met: bool = True
) -> tuple[CriterionResult, ...]:
    return (
        CriterionResult(criterion="registered", met=registered, numerator=None, denominator=None, document_number=None),
        CriterionResult(criterion="households", met=met, numerator=signed, denominator=total, document_number=None),
    )


def answer(code: str, met: bool = True, **figures: Any) -> CriterionResult:
    given = {"numerator": None, "denominator": None, "document_number": None, **figures}
    return CriterionResult(criterion=code, met=met, **given)


SHORT = (Shortfall(item="meeting_minutes", note="Thiếu chữ ký"),)


def day(since: date, days: int) -> date:
    return since + timedelta(days=days)


def due(step: Step, on: date, days: int | None, since: date = OCTOBER) -> Due:
    """As it is counted where no calendar was set: from Monday to Friday."""
    return Due(step=step, on=on, since=since, working_days=days, calendar=None, calendar_version=0)


OPENED = DossierOpened(
    **ABOUT, unit_kind="residential_area", campaign_id="year-2021", rule_set="rules-2021", opened_on=APRIL
)
CHECKED_BY, CORRECTED_BY = date(2021, 10, 28), date(2021, 11, 1)
SUBMITTED = DossierSubmitted(
    **ABOUT, round=1, documents=PAPERS, submitted_on=OCTOBER, submitted_to=COMMUNE,
    due=due("check_completeness", CHECKED_BY, 3),
)  # fmt: skip
RETURNED = DossierReturned(
    **ABOUT, shortfalls=SHORT, returned_on=OCTOBER, due=due("correct", CORRECTED_BY, 5),
    pause=Pause(step="check_completeness", working_days_left=3),
)  # fmt: skip
RESUBMITTED = SUBMITTED.model_copy(update={"round": 2})
ACCEPTED = DossierAccepted(**ABOUT, accepted_on=OCTOBER, due=due("appraise", date(2021, 11, 1), 5))
SITTING = Sitting(
    form="meeting", members=7, took_part=6, in_favour=5, against=1, minutes_number="07/BB-BCĐ", minutes_sha256=None
)
APPRAISED = DossierAppraised(
    **ABOUT,
    results=answers(),
    met=True,
    appraised_on=OCTOBER,
    sitting=SITTING,
    due=due("propose", date(2021, 10, 27), 2),
)
NOT_MET = APPRAISED.model_copy(update={"results": answers(registered=False), "met": False})
PROPOSED = DossierProposed(
    **ABOUT, outcome="recognised", proposal_number="07/TTr-CA", proposed_on=OCTOBER,
    due=due("decide", date(2021, 11, 9), None),
)  # fmt: skip
RIGHT = DecidingAuthority(level="commune", basis="23/2012/TT-BCA", delegated_by=None, signed_as="chair")
DECIDED = DossierDecided(
    **ABOUT, unit_kind="residential_area", outcome="recognised", reason=None, decision_number="411/QĐ-UBND",
    decided_on=OCTOBER, decided_by=COMMUNE, decide_before=BEFORE, late=False, authority=RIGHT,
)  # fmt: skip
UP_TO_PROPOSAL = (OPENED, SUBMITTED, ACCEPTED, APPRAISED, PROPOSED)
