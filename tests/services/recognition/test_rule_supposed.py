"""A year under supposed rules: facts answer what nobody judged, and communes count the supposed outcomes of their areas."""

from datetime import date
from typing import Any

import pytest

from contracts.recognition import KindRules, RuleSetContent
from services.recognition.projections.evidence import EvidenceRow
from services.recognition.projections.unit_standings import UnitThen
from services.recognition.screens.answered import Gathered
from services.recognition.screens.rule_appraised import Appraised
from services.recognition.screens.rule_rehearsal import Reason, Rehearsed
from services.recognition.screens.rule_rehearsed import without_days
from services.recognition.screens.rule_supposed import suppose
from tests.services.recognition.scenes import answer, criterion, rules

pytestmark = pytest.mark.fast

REGISTERED = criterion("registered").model_copy(update={"evidence": "registered"})
JUDGED = criterion("party_resolution")
SHARE = criterion("areas_recognised", "7/10").model_copy(update={"evidence": "areas_recognised"})
THEN = rules(criteria=(criterion("party_resolution"),))
AREAS = [f"a{number}" for number in range(10)]
EVERYBODY = frozenset(AREAS)


def by(month_day: str | None) -> Any:
    return REGISTERED.model_copy(update={"stands_by": month_day})


def supposed(
    area: tuple[Any, ...], *, on_time: frozenset[str] = EVERYBODY, late: frozenset[str] = frozenset(), met: bool = True,
    results: Any = (answer("party_resolution"),), whole_year: bool = False,
) -> dict[str, Rehearsed]:  # fmt: skip
    """Ten areas that were recognised, registered in March or in May or never, and their commune."""
    rows = [
        EvidenceRow(a, 2021, "recognition", "", "recognised", date(2021, 11, 5), position=100 + n)
        for n, a in enumerate(AREAS)
    ]
    rows += [
        EvidenceRow(a, 2021, "registration", "", "registered", date(2021, 3, 31), position=1) for a in sorted(on_time)
    ]
    rows += [EvidenceRow(a, 2021, "registration", "", "registered", date(2021, 5, 1), position=2) for a in sorted(late)]
    below = [UnitThen(a, "residential_area", "Thôn", a, "c1", None) for a in AREAS]
    known = {a: Gathered(a, "residential_area", [row for row in rows if row.unit_id == a]) for a in AREAS}
    known["c1"] = Gathered("c1", "commune", rows, below)
    dossiers = [
        Appraised("y/c1", "c1", "commune", "r", 2021, True, (answer("areas_recognised", numerator=10, denominator=10),))
    ]
    dossiers += [Appraised(f"y/{a}", a, "residential_area", "r", 2021, met, tuple(results)) for a in AREAS]
    then: dict[tuple[str, str], KindRules | None] = {("r", "residential_area"): THEN, ("r", "commune"): None}
    kinds = (rules(criteria=area), rules(unit_kind="commune", criteria=(SHARE,)))
    asked = RuleSetContent(rule_set="supposed", circular="124/2021/TT-BCA", year=2022, kinds=kinds)
    return suppose(without_days(asked) if whole_year else asked, 2021, dossiers, then, known)


def test_what_nobody_judged_is_answered_by_facts_and_names_them() -> None:
    found = supposed((JUDGED, by("03-31")), on_time=EVERYBODY - {"a0"}, late=frozenset({"a0"}))
    assert (found["y/a1"].verdict, found["y/a1"].positions) == ("met", (1,))
    assert found["y/a0"].reasons == (Reason("registered", "not_met_by_facts"),)
    assert found["y/a0"].positions == (2,), "the registration that came too late"
    [judged, registered] = found["y/a0"].findings
    assert (judged.by, registered.by) == ("committee", "facts")


def test_without_the_day_the_same_registration_is_enough() -> None:
    asked = (JUDGED, by("03-31"))
    assert supposed(asked, on_time=frozenset(), late=EVERYBODY)["y/a0"].verdict == "not_met"
    assert supposed(asked, on_time=frozenset(), late=EVERYBODY, whole_year=True)["y/a0"].verdict == "met"


def test_what_was_judged_by_another_day_is_left_to_the_committee() -> None:
    dated = JUDGED.model_copy(update={"stands_by": "03-31"})
    found = supposed((dated, by(None)))["y/a0"]
    assert (found.verdict, found.reasons) == ("cannot_be_said", (Reason("party_resolution", "another_day"),))


def test_a_committee_that_facts_contradict_keeps_its_answer_and_both_are_said() -> None:
    found = supposed((by(None),), on_time=frozenset(), results=(answer("registered"),))["y/a0"]
    assert found.verdict == "met"
    assert [one.contradicted for one in found.findings] == [True]


@pytest.mark.parametrize(
    ("on_time", "verdict", "reasons"),
    [
        (EVERYBODY, "met", ()),
        (frozenset(AREAS[:7]), "met", ()),
        (frozenset(AREAS[:6]), "not_met", (Reason("areas_recognised", "too_few_under_these_rules"),)),
    ],
)
def test_a_commune_counts_the_supposed_outcomes_of_its_areas(on_time: Any, verdict: str, reasons: Any) -> None:
    found = supposed((JUDGED, by("03-31")), on_time=on_time)["y/c1"]
    assert (found.verdict, found.reasons) == (verdict, reasons)
    [share] = found.findings
    assert share.asked is not None and share.asked.actual is not None
    assert (share.asked.actual.numerator, share.asked.answer.numerator) == (10, len(on_time))


def test_what_is_open_below_leaves_a_commune_open_only_where_it_matters() -> None:
    found = supposed((criterion("another"), by("03-31")), on_time=frozenset(AREAS[:7]))
    assert found["y/a0"].verdict == "cannot_be_said" and found["y/a9"].verdict == "not_met"
    assert found["y/c1"].reasons == (Reason("areas_recognised", "rests_on_open"),)
    share = found["y/c1"].findings[0].asked
    assert share is not None and share.most is not None and (share.answer.numerator, share.most.numerator) == (0, 7)
    out_of_reach = supposed((criterion("another"), by("03-31")), on_time=frozenset(AREAS[:6]))["y/c1"]
    assert out_of_reach.verdict == "not_met", "even if every open one were recognised"


def test_an_area_that_was_not_met_and_would_be_counts_as_recognised() -> None:
    found = supposed((by("03-31"),), met=False, results=(answer("party_resolution", False),))
    assert found["y/a0"].changes and found["y/a0"].reasons == (Reason("party_resolution", "not_asked"),)
    assert found["y/c1"].verdict == "met"
