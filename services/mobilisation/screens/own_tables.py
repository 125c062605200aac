"""The tables about one unit or one programme: how it stands with each period, what was said of a programme each year."""

from collections.abc import Sequence
from dataclasses import replace

from portal.tables import Address, Cell, Column, Table
from portal.words import Words
from services.mobilisation.projections.programme_reviews import ProgrammeReviewRow
from services.mobilisation.projections.reports import Obligation
from services.mobilisation.screens import wording
from services.mobilisation.screens.shell import Place


def own_table(words: Words, place: Place, own: Sequence[Obligation]) -> Table[Obligation]:
    """A period a row; the last column of the page leads to its report, once the period has begun."""

    def state(one: Obligation) -> Cell:
        said = wording.report_cell(words, one.state)
        return replace(said, note=words("có số đã sửa thấp hơn")) if one.lowered else said

    def reported(one: Obligation) -> Cell:
        times = words("đã sửa %(times)s lần", times=words.number(one.times - 1)) if one.times > 1 else ""
        return Cell(one.reported_on, note=times)

    def work(one: Obligation) -> Cell:
        if one.state == "coming":
            return Cell("")
        query = {"unit": place.unit_id, "year": place.year, "period": f"{one.period}-{one.period_number}"}
        said = words("Xem, sửa") if one.times else words("Báo cáo")
        return Cell(said, to=Address("/mobilisation/report", query))

    return Table(
        (
            Column(
                "period", words("Kỳ báo cáo"), lambda one: Cell(wording.period(words, one.period, one.period_number))
            ),
            Column("due", words("Hạn nộp"), lambda one: Cell(one.due), "day"),
            Column("state", words("Tình trạng"), state),
            Column("reported_on", words("Ngày báo cáo"), reported, "day"),
            Column("corrected", words("Số lần sửa"), lambda one: Cell(max(0, one.times - 1)), "number", on_page=False),
            Column("work", words("Việc"), work, on_sheet=False),
        ),
        own,
    )


def reviews_table(words: Words, rows: Sequence[ProgrammeReviewRow]) -> Table[ProgrammeReviewRow]:
    """A review a row, the newest first."""

    def grade(one: ProgrammeReviewRow) -> Cell:
        before = words(wording.GRADES[one.previous_grade]) if one.previous_grade else ""
        return Cell(words(wording.GRADES[one.grade]), note=words("trước đó: %(grade)s", grade=before) if before else "")

    def file(one: ProgrammeReviewRow) -> Cell:
        return Cell(words("Tải tệp"), to=Address(f"/attachments/{one.file_sha256}")) if one.file_sha256 else Cell()

    return Table(
        (
            Column("year", words("Năm"), lambda one: Cell(str(one.year))),
            Column("day", words("Ngày"), lambda one: Cell(one.reviewed_on), "day"),
            Column("grade", words("Xếp loại"), grade),
            Column("result", words("Kết quả"), lambda one: Cell(one.result, written=True)),
            Column("document", words("Văn bản"), lambda one: Cell(one.document_number, written=True)),
            Column("file", words("Tệp"), file, on_sheet=False),
        ),
        rows,
    )
