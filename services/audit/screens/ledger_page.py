"""Sổ niêm phong: how far the log is sealed, under which key, and which checkpoints were published for others to keep."""

import asyncio
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse
from starlette.responses import Response

from chronicle.ledger import offline_verifier
from chronicle.service import Service
from portal.api import Opened, SeeingNow
from portal.asked import BLANK
from portal.downloads import FileKind
from portal.exports import about, moment, sent
from portal.fact_table import to_event
from portal.languages import chosen
from portal.tables import Address, Cell, Column, Sheet, Table, sheet_rows_max
from portal.words import Words, message
from services.audit.ledger import book, proofs
from services.audit.ledger.witnessing import Trouble, WitnessRow, witnesses
from services.audit.projections.checkpoints import CheckpointRow, checkpoints, count
from services.audit.projections.keys import keys
from services.audit.routes import Position
from services.audit.screens.events import PositionGiven
from services.audit.screens.shell import at_home, log_now, shown

PAGES = APIRouter()
page_checkpoints = 31

CodeAsked = Annotated[str, Query(max_length=60, description="the verification code that is printed on the paper")]
BelowAsked = Annotated[PositionGiven | None, BLANK, Query(description="only checkpoints of fewer facts")]


@PAGES.get("/audit", response_class=HTMLResponse)
async def ledger(request: Request, service: Opened, seen: SeeingNow, below: BelowAsked = None) -> HTMLResponse:
    words = Words(chosen(request))
    rows = await checkpoints(seen.connection, below, page_checkpoints + 1)
    sealed = await book.newest(seen.connection)
    return await shown(
        request, service, seen, "ledger.html", sealed=sealed, signed_at=sealed and at_home(service, sealed.signed_at),
        keys=await keys(seen.connection), witnesses=[told(words, service, row) for row in await witnesses(seen.connection)],
        published=await count(seen.connection), below=below,
        table=checkpoints_table(words, rows[:page_checkpoints]),
        earlier=rows[page_checkpoints - 1].size if len(rows) > page_checkpoints else None,
    )  # fmt: skip


@PAGES.get("/audit/checkpoints.{file_kind}")
async def checkpoints_file(request: Request, service: Opened, seen: SeeingNow, file_kind: FileKind) -> Response:
    words = Words(chosen(request))
    rows = await checkpoints(seen.connection, None, sheet_rows_max)
    fresh = await log_now(service, seen.connection)
    title = words("Điểm kiểm tra đã công bố")
    lines = about(words, words("Toàn bộ"), None, (), fresh, moment(service, fresh))
    return await sent(
        request, service, seen, Sheet(title, lines, checkpoints_table(words, rows), words), file_kind, title
    )


@PAGES.get("/audit/checkpoints/{position}.txt", response_class=PlainTextResponse)
async def checkpoint(service: Opened, seen: SeeingNow, position: Position) -> str:
    """The signed note over so many facts, to keep elsewhere. Raises Refused."""
    return (await proofs.checkpoint(seen.connection, position)).note


@PAGES.get("/audit/papers/{position}.json")
async def paper_proof(service: Opened, position: Position, code: CodeAsked) -> JSONResponse:
    """The proof of a paper as a file, for whoever holds it. Raises Refused."""
    found = await proofs.inclusion_of_paper(service, position, code)
    name = f"antoan-proof-{position}.json"
    return JSONResponse(asdict(found), headers={"content-disposition": f'attachment; filename="{name}"'})


@PAGES.get("/audit/verifier.py", response_class=PlainTextResponse)
async def verifier() -> PlainTextResponse:
    """The program that checks proofs away from here: one file, to be given away."""
    text = await asyncio.to_thread(Path(offline_verifier.__file__).read_text, "utf-8")
    return PlainTextResponse(text, headers={"content-disposition": 'attachment; filename="antoan_verifier.py"'})


@dataclass(frozen=True, slots=True)
class Told:
    """A witness in words."""

    key: str
    signed: str
    trouble: str | None


TROUBLES: dict[Trouble, str] = {
    "away": message("Lần hỏi gần nhất, nhân chứng không trả lời; hệ thống tự hỏi lại."),
    "refused": message("Nhân chứng từ chối ký: hãy xem ngay vì sao, và chạy antoan verify."),
    "saw_longer": message("Nhân chứng đã thấy một nhật ký dài hơn: nhật ký ở đây có thể đã bị cắt hoặc khôi phục từ bản cũ."),
}  # fmt: skip


def told(words: Words, service: Service, row: WitnessRow) -> Told:
    """How far it has signed, and what is wrong."""
    signed = words("chưa ký điểm nào")
    if row.size is not None and row.cosigned_at is not None:
        signed = words(
            "đã ký đến sự kiện %(size)s, lúc %(moment)s",
            size=words.number(row.size), moment=words.moment(at_home(service, row.cosigned_at)),
        )  # fmt: skip
    return Told(row.witness, signed, row.trouble and words(TROUBLES[row.trouble]))


def checkpoints_table(words: Words, rows: list[CheckpointRow]) -> Table[CheckpointRow]:
    """A published checkpoint a row."""
    return Table(
        (
            Column("published_on", words("Công bố ngày"), lambda one: Cell(one.published_on), "day"),
            Column(
                "size", words("Số sự kiện"), lambda one: Cell(one.size, to=Address(f"/audit/checkpoints/{one.size}.txt")),
                "number",
            ),
            Column("root", words("Giá trị gốc (SHA-256)"), lambda one: Cell(one.root_sha256)),
            Column("position", words("Ghi ở sự kiện"), lambda one: Cell(one.position, to=to_event(one.position)), "number"),
        ),
        rows,
    )  # fmt: skip
