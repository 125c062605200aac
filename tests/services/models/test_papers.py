"""Decisions about the papers of a model, and the view of them."""

import pytest

from chronicle.spec import DeciderSpec, ViewSpec
from contracts.models import ModelConsolidated, PaperFiled, PaperTakenBack
from services.models.papers import PAPERS, ConsolidateModel, FilePaper, TakePaperBack
from services.models.projections.papers import PAPERS as PAPERS_VIEW
from services.models.projections.papers import PaperRow
from tests.services.models.examples import CLOSED, DAY, LATER, WORKS

pytestmark = pytest.mark.fast

model = DeciderSpec(PAPERS)
FILE = FilePaper(occurred_on=DAY, model_id="m1", paper="plan", number="18/KH", dated=DAY)
FILED = PaperFiled(model_id="m1", unit_id="c1", paper="plan", number="18/KH", dated=DAY, file_sha256=None, filed_on=DAY)
BACK = TakePaperBack(occurred_on=DAY, model_id="m1", paper="plan", number="18/KH", reason="Nhầm")
TAKEN = PaperTakenBack(model_id="m1", unit_id="c1", paper="plan", number="18/KH", reason="Nhầm", taken_back_on=DAY)


def test_a_paper_is_filed_and_put_right() -> None:
    model.given(*WORKS).when(FILE).then(FILED)
    model.given(*WORKS, FILED).when(FILE).then_nothing()
    with_file = FILE.model_copy(update={"file_sha256": "0" * 64})
    model.given(*WORKS, FILED).when(with_file).then(FILED.model_copy(update={"file_sha256": "0" * 64}))
    model.given(*WORKS, CLOSED).when(FILE).then(FILED)
    model.given().when(FILE).then_refused("model.unknown")
    model.given(*WORKS).when(FILE.model_copy(update={"dated": LATER})).then_refused("paper.dated_later")


def test_a_paper_is_taken_back() -> None:
    model.given(*WORKS, FILED).when(BACK).then(TAKEN)
    model.given(*WORKS, FILED, TAKEN).when(BACK).then_nothing()
    model.given(*WORKS, FILED, TAKEN).when(FILE).then(FILED)
    model.given().when(BACK).then_refused("model.unknown")


def test_a_dossier_is_put_right_with_the_papers_that_are_there() -> None:
    consolidate = ConsolidateModel(occurred_on=DAY, model_id="m1")
    consolidated = ModelConsolidated(model_id="m1", unit_id="c1", papers=("plan",), consolidated_on=DAY)
    model.given(*WORKS, FILED).when(consolidate).then(consolidated)
    model.given(*WORKS, FILED, consolidated).when(consolidate).then_nothing()
    model.given(*WORKS).when(consolidate).then_refused("model.no_papers")
    model.given(*WORKS, FILED, CLOSED).when(consolidate).then_refused("model.closed")


def test_the_view_holds_the_papers_that_are_there() -> None:
    ViewSpec(PAPERS_VIEW).given(FILED).then(PaperRow("m1", "plan", "18/KH", DAY, None, DAY))
    ViewSpec(PAPERS_VIEW).given(FILED, TAKEN).then()
