"""The tables of a dossier's page as files: its documents, its criteria, what changed since the return, and its life."""

from collections.abc import Callable, Mapping
from typing import Any, Literal
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request, Response

from portal.api import Opened, Seeing
from portal.downloads import FileKind
from portal.exports import about, moment, sent
from portal.freshness import freshness
from portal.tables import Cell, Column, Sheet, Table
from portal.words import Words, message
from services.recognition.screens import wording
from services.recognition.screens.dossier_page import Judged, OnTheList, checklist, criteria
from services.recognition.screens.looking import Looked, look
from services.recognition.screens.shell import LIST, DossierAsked
from services.recognition.screens.story import Item, changed_since_return
from services.recognition.screens.timeline import Happened, happened

PAGES = APIRouter()
Part = Literal["documents", "criteria", "changed", "life"]
TITLES: Mapping[Part, str] = {
    "documents": message("Giấy tờ của hồ sơ"),
    "criteria": message("Tiêu chí"),
    "changed": message("Thay đổi từ lần trả lại"),
    "life": message("Quá trình"),
}


@PAGES.get(f"{LIST}/parts/{{part}}.{{file_kind}}")
async def part_file(
    request: Request, service: Opened, seen: Seeing, part: Part, file_kind: FileKind, dossier_id: DossierAsked
) -> Response:
    looked = await look(request, service, seen, dossier_id)
    words, fresh = looked.words, await freshness(service, seen.connection)
    tables: Mapping[Part, Callable[[], Any]] = {
        "documents": lambda: documents_table(words, documents),
        "criteria": lambda: criteria_table(words, judged),
        "changed": lambda: changed_table(looked),
        "life": lambda: life_table(words, happened(looked, ZoneInfo(service.settings.time_zone))),
    }
    documents, judged = await checklist(service, looked), await criteria(looked)
    state = ((words("Tình trạng"), words(wording.STATES[looked.shown])),)
    lines = about(words, looked.then, looked.row["year"], state, fresh, moment(service, fresh))
    title = words(TITLES[part])
    name = f"{title} {looked.then} {looked.row['year']}"
    return await sent(request, service, seen, Sheet(title, lines, tables[part](), words), file_kind, name)


def documents_table(words: Words, rows: list[OnTheList]) -> Table[OnTheList]:
    def state(row: OnTheList) -> str:
        return words("Phải sửa") if row.note else words("Đã có") if row.filed else words("Chưa có")

    return Table(
        (
            Column("document", words("Giấy tờ"), lambda row: Cell(row.title)),
            Column("state", words("Tình trạng"), lambda row: Cell(state(row))),
            Column("day", words("Ngày"), lambda row: Cell(row.filed.on if row.filed else None), "day"),
            Column("file", words("Tệp"), lambda row: Cell(row.label)),
            Column("note", words("Cần sửa gì"), lambda row: Cell(row.note)),
        ),
        rows,
    )


def criteria_table(words: Words, rows: list[Judged]) -> Table[Judged]:
    def met(answer: Any) -> str:
        return "" if answer is None else words("Đạt") if answer.met else words("Không đạt")

    return Table(
        (
            Column("text", words("Tiêu chí"), lambda row: Cell(row.text)),
            Column("self", words("Tự chấm"), lambda row: Cell(met(row.self_answer))),
            Column("found", words("Thẩm định"), lambda row: Cell(met(row.result))),
            Column(
                "reached", words("Số đạt"), lambda row: Cell(row.result.numerator if row.result else None), "number"
            ),
            Column("all", words("Tổng số"), lambda row: Cell(row.result.denominator if row.result else None), "number"),
            Column("points", words("Điểm"), lambda row: Cell((row.result and row.result.points) or "")),
            Column(
                "paper", words("Xem văn bản số"), lambda row: Cell((row.result and row.result.document_number) or "")
            ),
            Column("evidence", words("Bằng chứng"), lambda row: Cell(_evidence(row))),
            Column("note", words("Ghi chú"), lambda row: Cell((row.result and row.result.note) or row.note)),
        ),
        rows,
    )


def _evidence(row: Judged) -> str:
    if row.evidence is None:
        return ""
    said = [row.evidence.verdict, *(line.text for line in row.evidence.lines)]
    return "; ".join([*said, row.evidence.facts] if row.evidence.facts else said)


def changed_table(looked: Looked) -> Table[Item]:
    """Without a return there is nothing that could have changed."""
    words, changed = looked.words, changed_since_return(looked.story)
    rows = [] if changed is None else [*changed.documents, *changed.answers, *changed.others]
    return Table(
        (
            Column("item", words("Mục"), lambda row: Cell(looked.title_of(row.item))),
            Column("note", words("Yêu cầu khi trả lại"), lambda row: Cell(row.note)),
            Column(
                "now", words("Nay"), lambda row: Cell(words("đã thay đổi") if row.is_changed else words("không đổi"))
            ),
        ),
        rows,
    )


def life_table(words: Words, rows: list[Happened]) -> Table[Happened]:
    def details(row: Happened) -> str:
        return "; ".join([row.details, *(f"{item}: {note}" for item, note in row.items)])

    return Table(
        (
            Column("said", words("Việc"), lambda row: Cell(row.said)),
            Column("details", words("Nội dung"), lambda row: Cell(details(row))),
            Column("day", words("Ngày có hiệu lực"), lambda row: Cell(row.day), "day"),
            Column("recorded", words("Ghi lúc"), lambda row: Cell(words.moment(row.recorded_at))),
            Column("by", words("Bởi"), lambda row: Cell(row.by)),
            Column("position", words("Sự kiện"), lambda row: Cell(row.position), "number"),
        ),
        rows,
    )
