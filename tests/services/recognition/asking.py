"""Whatever may be asked about a dossier, sensible or not, for tests that try everything."""

from datetime import date
from typing import Any

from hypothesis import strategies as st

from contracts.recognition import OutcomeCount, Outcomes, SelfAnswer
from services.recognition.aftermath import CloseReview, CorrectDecision, OpenReview, WithdrawRecognition
from services.recognition.appraising import AppraiseDossier, ProposeOutcome
from services.recognition.checking import AcceptDossier, AssignDossier, ReturnDossier
from services.recognition.compiling import (
    AssessSelf,
    DiscardDossier,
    FileDocument,
    OpenDossier,
    SubmitDossier,
    TakeDocumentBack,
)
from services.recognition.deciding import DecideDossier
from tests.services.recognition.scenes import AREA, COMMUNE, OTHER, PAPERS, SHORT, SITTING, answers
from tests.services.recognition.scenes import DOSSIER as ID

OUTCOMES = st.sampled_from(["recognised", "refused"])
ENOUGH = Outcomes(counts=(OutcomeCount(criterion="households", recognised=18, in_all=25),), undecided=0, up_to=1)


def said(*met: bool) -> tuple[SelfAnswer, ...]:
    codes = ("registered", "households")
    return tuple(
        SelfAnswer(criterion=code, met=good, points=None, document_number=None)
        for code, good in zip(codes, met, strict=True)
    )


def commands(day: date) -> st.SearchStrategy[Any]:
    """Any command in any order, sensible or not."""
    common = {"occurred_on": st.just(day), "dossier_id": st.just(ID)}
    papers = st.sampled_from([None, (), PAPERS[:1], PAPERS, PAPERS[::-1]])
    results = st.sampled_from(
        [answers(), answers(registered=False), answers(signed=16, met=False), answers(signed=16), answers()[:1]]
    )
    sittings = st.sampled_from([None, SITTING, SITTING.model_copy(update={"in_favour": 3, "against": 3})])
    counted = st.sampled_from([None, ENOUGH, ENOUGH.model_copy(update={"undecided": 1})])
    chair = {**common, "decided_by": st.sampled_from([COMMUNE, COMMUNE, AREA, OTHER])}
    numbers, document = st.sampled_from(["1", "2"]), st.sampled_from(PAPERS)
    return st.one_of(
        st.builds(OpenDossier, **common, unit_id=st.just(AREA), campaign_id=st.just("year-2021"),
                  year=st.just(2021), rule_set=st.just("rules-2021"),
                  unit_kind=st.sampled_from(["residential_area", "school"])),
        st.builds(DiscardDossier, **common),
        st.builds(FileDocument, **common, document=document, file_sha256=st.sampled_from([None, "a" * 64])),
        st.builds(TakeDocumentBack, **common, document=document),
        st.builds(AssessSelf, **common, answers=st.sampled_from([said(True, True), said(True, False), said(True, True)[:1]])),
        st.builds(SubmitDossier, **common, documents=papers),
        st.builds(ReturnDossier, **common, shortfalls=st.just(SHORT)),
        st.builds(AcceptDossier, **common),
        st.builds(AssignDossier, **common, holder=st.sampled_from([None, "officer-1", "officer-2"])),
        st.builds(AppraiseDossier, **common, results=results, sitting=sittings),
        st.builds(ProposeOutcome, **common, outcome=OUTCOMES, proposal_number=numbers),
        st.builds(DecideDossier, **chair, outcome=OUTCOMES, decision_number=numbers, counted=counted,
                  reason=st.sampled_from([None, "Chưa đạt"])),
        st.builds(CorrectDecision, **chair, item=st.just("decision_number"), before=numbers, after=numbers,
                  reason=st.just("In nhầm"), correction_number=numbers),
        st.builds(WithdrawRecognition, **chair, reason=st.just("Không còn đạt"), decision_number=numbers),
        st.builds(OpenReview, **common, because_of=st.sampled_from(["x/1", "x/2"]), reason=st.just("Thu hồi")),
        st.builds(CloseReview, **chair, upheld=st.booleans(), reason=st.just("Đã xem lại"), document_number=numbers),
    )  # fmt: skip


def moves(day: date) -> list[Any]:
    """One sensible command of each kind that brings a dossier on, as good or bad as it may be."""
    common: dict[str, Any] = {"occurred_on": day, "dossier_id": ID}
    return [
        # a sheet that was begun has to be finished before it is handed in
        AssessSelf(**common, answers=said(True, True)),
        SubmitDossier(**common, documents=(*PAPERS, f"on-{day}")),
        ReturnDossier(**common, shortfalls=SHORT),
        AppraiseDossier(**common, results=answers()),
        ProposeOutcome(**common, outcome="refused", proposal_number="only-here"),
        DecideDossier(**common, outcome="refused", reason="x", decision_number="only-here", decided_by=COMMUNE),
        CloseReview(**common, decided_by=COMMUNE, upheld=True, reason="x", document_number="only-here"),
    ]
