"""The dossier of a model under Decision 1383/QĐ-BCĐ: papers filed and taken back, and the whole of it put right.

Which papers there should be is dated data (reference/papers); a model may be consolidated while some are missing, and then
the missing ones stay a finding.
"""

from datetime import date

from chronicle.aggregate import Aggregate
from chronicle.refusal import Refused
from contracts.fact import Fact, Identifier, Sha256, Text
from contracts.models import ModelConsolidated, PaperFiled, PaperTakenBack
from services.models.state import MODEL_FOLD, Model, ModelCommand, must_be_there, must_work


class FilePaper(ModelCommand):
    """Puts a paper into the dossier; the same number again puts its day or its file right."""

    paper: Identifier
    number: Text
    dated: date
    file_sha256: Sha256 | None = None


class TakePaperBack(ModelCommand):
    """Takes a paper out that was filed in error."""

    paper: Identifier
    number: Text
    reason: Text


class ConsolidateModel(ModelCommand):
    """The dossier was put right."""


def file_paper(command: FilePaper, model: Model) -> list[Fact]:
    """Also of a model that has ended: its last papers come afterwards."""
    must_be_there(model)
    if command.dated > command.occurred_on:
        raise Refused(
            "paper.dated_later",
            vi=f"Văn bản đề ngày {command.dated:%d/%m/%Y}, sau ngày ghi; hãy kiểm tra ngày",
            en=f"The paper is dated {command.dated}, after the day it is filed; check the day",
        )
    if model.papers.get((command.paper, command.number)) == (command.dated, command.file_sha256):
        return []
    return [
        PaperFiled(
            model_id=command.model_id,
            unit_id=model.unit_id,
            paper=command.paper,
            number=command.number,
            dated=command.dated,
            file_sha256=command.file_sha256,
            filed_on=command.occurred_on,
        )
    ]


def take_paper_back(command: TakePaperBack, model: Model) -> list[Fact]:
    must_be_there(model)
    if (command.paper, command.number) not in model.papers:
        return []
    return [
        PaperTakenBack(
            model_id=command.model_id,
            unit_id=model.unit_id,
            paper=command.paper,
            number=command.number,
            reason=command.reason,
            taken_back_on=command.occurred_on,
        )
    ]


def consolidate(command: ConsolidateModel, model: Model) -> list[Fact]:
    must_work(model)
    papers = model.paper_codes()
    if not papers:
        raise Refused(
            "model.no_papers",
            vi="Hồ sơ mô hình chưa có văn bản nào; hãy ghi các văn bản trước",
            en="The model's dossier holds no paper yet; file its papers first",
        )
    if papers == model.consolidated:
        return []
    return [
        ModelConsolidated(
            model_id=command.model_id, unit_id=model.unit_id, papers=papers, consolidated_on=command.occurred_on
        )
    ]


PAPERS: Aggregate[Model] = Aggregate(
    fold=MODEL_FOLD,
    identity=lambda command: command.model_id,
    decisions={FilePaper: file_paper, TakePaperBack: take_paper_back, ConsolidateModel: consolidate},
)
