"""Each view, given facts, holds exactly these rows; what a view holds follows its facts for every history."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chronicle.spec import ViewSpec
from contracts.mobilisation import ActivityReported, ActivityUndone, Counter, RestoredCounter
from contracts.models import ModelReplicated, ModelReviewed
from contracts.recognition import DossierAppraised, DossierProposed
from contracts.registration import Code, CodeAssigned, RegistrationWithdrawn, UnitEnded, UnitMoved, UnitRenamed
from reference.vietnamese import ALPHABET, alphabetical_place, sort_key
from services.dashboards.projections.activity import ACTIVITY, ActivityRow
from services.dashboards.projections.campaigns import CAMPAIGNS, CampaignRow
from services.dashboards.projections.coverage import COVERAGE, CoverageRow
from services.dashboards.projections.directory import DIRECTORY, DirectoryRow
from services.dashboards.projections.documents import DOCUMENTS, DocumentsRow
from services.dashboards.projections.dossiers import DOSSIERS, DossierRow
from services.dashboards.projections.models_kept import MODELS_KEPT, ModelRow
from services.dashboards.projections.targets import TARGETS, TargetRow
from services.dashboards.projections.units import UNITS, UnitRow
from tests.services.dashboards.province import (
    CAMPAIGN,
    SPRING,
    YEAR,
    about,
    campaign,
    decided,
    households,
    issued,
    launched,
    listed,
    model,
    opened,
    registered,
)

pytestmark = pytest.mark.fast

JULY = date(2021, 7, 1)


def test_a_unit_is_known_by_its_newest_official_code_name_and_parent() -> None:
    codes = (
        Code(scheme="gso", value="100", valid_from=date(2021, 1, 1)),
        Code(scheme="gso", value="200", valid_from=date(2021, 6, 1)),
        Code(scheme="police", value="X", valid_from=date(2021, 7, 1)),
    )
    ViewSpec(UNITS).given(
        listed("c1", "commune", "Xã", "Tân Hà", "d1", codes=codes, latitude=10.5, longitude=107.7),
        UnitRenamed(unit_id="c1", unit_name="Tân Hải", previous_name="Tân Hà", valid_from=JULY),
        UnitMoved(unit_id="c1", parent_id="d2", previous_parent_id="d1", valid_from=JULY),
        CodeAssigned(unit_id="c1", code=Code(scheme="police", value="Y", valid_from=JULY)),
    ).then(UnitRow("c1", "d2", "commune", "Xã", "Tân Hải", "200", 10.5, 107.7, False, None, date(2021, 1, 1)))


def test_a_unit_takes_a_new_official_code_and_ends() -> None:
    ViewSpec(UNITS).given(
        listed("s1", "school", "Trường", "Mầm non", "c1", generated=True, out_of_scope_reason="mầm non"),
        CodeAssigned(unit_id="s1", code=Code(scheme="gso", value="7", valid_from=JULY)),
        UnitEnded(unit_id="s1", ended_on=JULY, reason="Sáp nhập"),
    ).then(UnitRow("s1", "c1", "school", "Trường", "Mầm non", "7", None, None, True, "mầm non", date(2021, 1, 1), JULY))


def test_a_campaign_is_kept_with_its_days() -> None:
    ViewSpec(CAMPAIGNS).given(campaign()).then(
        CampaignRow(
            CAMPAIGN, "binh-thuan", YEAR, "Phong trào năm 2021", "tt23-2012-binh-thuan-2021", date(2020, 10, 31),
            date(2022, 3, 31), date(2021, 4, 30),
        )
    )  # fmt: skip


def test_targets_keep_the_order_of_the_plan() -> None:
    ViewSpec(TARGETS).given(campaign()).then(
        TargetRow(CAMPAIGN, "units_registered", "residential_area", 0, "1/1", False),
        TargetRow(CAMPAIGN, "units_registered", "commune", 1, "1/1", False),
        TargetRow(CAMPAIGN, "households_registered", "residential_area", 2, "17/20", True),
    )


@given(
    total=st.integers(0, 10_000), reached=st.integers(0, 10_000), over=st.booleans(), share=st.fractions(0, 1)
)  # fmt: skip
def test_what_is_still_needed_reaches_the_target_and_one_less_does_not(
    total: int, reached: int, over: bool, share: Fraction
) -> None:
    reached = min(reached, total)
    target = TargetRow("y", "m", "k", 0, str(share), over)
    needed = target.still_needed(reached, total)

    def reaches(count: int) -> bool:
        return count > share * total if over else count >= share * total

    assert reaches(reached + needed) or reached + needed == total
    assert needed == 0 or not reaches(reached + needed - 1)


def test_a_registration_holds_until_it_is_withdrawn() -> None:
    withdrawal = RegistrationWithdrawn(campaign_id=CAMPAIGN, year=YEAR, unit_id="a1", withdrawn_on=JULY, reason="Nhầm")
    coverage = ViewSpec(COVERAGE)
    coverage.given(registered("a1", "residential_area", late=True)).then(CoverageRow("a1", YEAR, SPRING, True))
    coverage.given(registered("a1", "residential_area", late=True), withdrawal).then(
        CoverageRow("a1", YEAR, None, False, JULY)
    )
    coverage.given(withdrawal, registered("a1", "residential_area")).then(CoverageRow("a1", YEAR, SPRING))


def test_the_newest_household_count_stands_whatever_comes_later_about_earlier_days() -> None:
    ViewSpec(COVERAGE).given(
        households("a1", 100, 118), households("a1", 90, 118, newest=False, as_of=date(2021, 3, 31))
    ).then(
        CoverageRow("a1", YEAR, households_total=118, households_registered=100, households_as_of=date(2021, 10, 31))
    )


def test_documents_are_counted_by_kind() -> None:
    ViewSpec(DOCUMENTS).given(
        issued("c1", "plan", "1/KH"), issued("c1", "plan", "2/KH"), issued("c1", "resolution", "1-NQ"),
        issued("p", "guidance", "1/HD"),
    ).then(DocumentsRow("c1", YEAR, resolutions=1, plans=2), DocumentsRow("p", YEAR, guidances=1))  # fmt: skip


def test_a_model_is_followed_from_proposal_to_its_points() -> None:
    ViewSpec(MODELS_KEPT).given(
        *model("m1", "c1", "Camera an ninh"),
        *model("m2", "c1", "Tiếng kẻng an ninh"),
        launched("m1", "c1", 2, 3),
        ModelReplicated(
            model_id="m1", unit_id="c1", added_points=1, added_teams=0, points=3, teams=3, replicated_on=JULY
        ),
        ModelReviewed(
            model_id="m1",
            unit_id="c1",
            grade="good",
            previous_grade=None,
            reviewed_on=JULY,
            review_kind=None,
            period_first=None,
            period_last=None,
        ),
    ).then(
        ModelRow(
            "m1", "c1", "Camera an ninh", "residential", "launched", 3, 3, "good", None, "Camera an ninh", "reviewed"
        ),
        ModelRow("m2", "c1", "Tiếng kẻng an ninh", "residential", model_name="Tiếng kẻng an ninh"),
    )


def test_a_dossier_stands_at_its_last_step() -> None:
    appraised = DossierAppraised(**about("a-1"), results=(), met=True, appraised_on=JULY)
    proposed = DossierProposed(**about("a-1"), outcome="recognised", proposal_number="1/TTr", proposed_on=JULY)
    dossier = f"{CAMPAIGN}/a-1"
    view = ViewSpec(DOSSIERS)
    view.given(opened("a-1", "residential_area")).then(DossierRow(dossier, "a-1", "residential_area", YEAR))
    view.given(opened("a-1", "residential_area"), appraised, proposed).then(
        DossierRow(dossier, "a-1", "residential_area", YEAR, "proposed")
    )
    view.given(opened("a-1", "residential_area"), proposed, decided("a-1", late=True)).then(
        DossierRow(dossier, "a-1", "residential_area", YEAR, "decided", "recognised", True, date(2021, 11, 5))
    )


def test_a_later_report_of_the_same_period_replaces_the_earlier() -> None:
    def report(value: int, previous: int) -> ActivityReported:
        counters = (Counter(counter="leaflets", value=value, previous_value=previous),)
        return ActivityReported(
            unit_id="c1", year=YEAR, period="month", period_number=3, counters=counters, reported_on=JULY,
            first_reported_on=JULY, lowered=value < previous, reason=None,
        )  # fmt: skip

    def undone(value: int | None) -> ActivityUndone:
        counters = (RestoredCounter(counter="leaflets", value=value, previous_value=7),)
        return ActivityUndone(
            unit_id="c1", year=YEAR, period="month", period_number=3, batch_id="b", counters=counters, standing=None,
            undone_on=JULY,
        )  # fmt: skip

    view = ViewSpec(ACTIVITY)
    view.given(report(10, 0), report(7, 10)).then(ActivityRow("c1", YEAR, "month", 3, "leaflets", 7))
    view.given(report(10, 0), report(7, 10), undone(10)).then(ActivityRow("c1", YEAR, "month", 3, "leaflets", 10))
    view.given(report(7, 0), undone(None)).then()


def test_the_directory_knows_a_unit_by_its_words_without_marks_and_by_its_newest_name() -> None:
    place = alphabetical_place
    phuong = listed("c1", "commune", "Phường", "Phú Thuỷ", "d1")
    renamed = UnitRenamed(unit_id="c1", unit_name="Bình Đức (mới)", previous_name="Phú Thuỷ", valid_from=JULY)
    view = ViewSpec(DIRECTORY)
    view.given(phuong).then(DirectoryRow("c1", "phuong", "phu thuy", place("Phường"), place("Phú Thuỷ")))
    view.given(phuong, renamed).then(
        DirectoryRow("c1", "phuong", "binh duc moi", place("Phường"), place("Bình Đức (mới)"))
    )


names = st.lists(
    st.text(st.sampled_from([*ALPHABET, *"ÁÀẠẢÃỆỘđĐưỨ 0123456789-.ßж"]), min_size=1, max_size=12),
    min_size=2,
    max_size=6,
)


@given(names=names)
def test_the_database_sorts_the_directory_as_the_alphabet_does(names: list[str]) -> None:
    assert sorted(names, key=lambda name: alphabetical_place(name).encode()) == sorted(names, key=sort_key)
