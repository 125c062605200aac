"""The register of papers about units in sight: of a dossier, of a decision or of a year, and what can be issued next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from chronicle.refusal import Refused
from contracts.recognition import PaperKind
from portal.api import Opened, Seeing
from portal.downloads import FileKind
from portal.exports import about, moment, sent
from portal.freshness import freshness
from portal.languages import chosen, said
from portal.numbered_pages import Paging, page_rows
from portal.sight import Sight
from portal.tables import Address, Cell, Column, Sheet, Table, sheet_rows_max
from portal.words import Words
from services.recognition.documents.composing import must_be_as_far
from services.recognition.permissions import PERMISSIONS
from services.recognition.projections import paper_units
from services.recognition.projections.journeys import JourneyRow, journeys
from services.recognition.projections.unit_standings import called_on
from services.recognition.register import NumberDocuments
from services.recognition.screens import paper_words
from services.recognition.screens.proving import proof_of
from services.recognition.screens.shell import SHELL

PAGES = APIRouter()
page_max = 100_000
parameter_characters_max = 500

Parameter = Annotated[str, Query(max_length=parameter_characters_max)]
YearAsked = Annotated[int | None, Query(ge=2000, le=2100)]


@dataclass(frozen=True, slots=True)
class Asked:
    """Papers of one dossier, with one number (or that go with it), of a kind, of a campaign year."""

    dossier: str = ""
    number: str = ""
    kind: str = ""
    year: int | None = None

    def query(self) -> dict[str, Any]:
        found = {"dossier": self.dossier, "number": self.number, "kind": self.kind, "year": self.year}
        return {name: value for name, value in found.items() if value}

    def wanted(self, seen: Sight) -> paper_units.Wanted:
        return paper_units.Wanted(
            seen.scope.of_dossiers, self.dossier or None, self.kind or None, self.year, self.number or None
        )


@dataclass(frozen=True, slots=True)
class Offered:
    """A kind of paper on a dossier's page: where its form is, or why there is none."""

    kind: PaperKind
    issuer_id: str
    why_not: str


@PAGES.get("/recognition/documents", response_class=HTMLResponse)
async def papers(
    request: Request, service: Opened, seen: Seeing, dossier: Parameter = "", number: Parameter = "",
    kind: Parameter = "", year: YearAsked = None, page: Annotated[int, Query(ge=1, le=page_max)] = 1, done: Parameter = "",
) -> HTMLResponse:  # fmt: skip
    words, asked = Words(chosen(request)), Asked(dossier, number, kind, year)
    paging = Paging(page, page_rows, await paper_units.counted_in_sight(seen.connection, asked.wanted(seen)))
    rows = await paper_units.papers_in_sight(seen.connection, asked.wanted(seen), paging.offset, paging.limit)
    fresh = await freshness(service, seen.connection)
    unit_name, offers = await offered(seen, dossier, words, seen.today) if dossier else ("", [])
    values: dict[str, Any] = {
        "asked": asked, "paging": paging, "rows": rows, "table": table_of(words, seen, rows), "offers": offers,
        "unit_name": unit_name,
        "codes": paper_words, "tree": seen.viewer.tree, "done": done, "freshness": fresh,
        "recorded_at": moment(service, fresh), "certificates": sum(row["kind"] == "certificate" for row in rows),
    }  # fmt: skip
    return SHELL.page(request, "papers.html", **values)


@PAGES.get("/recognition/documents/list.{file_kind}")
async def papers_file(
    request: Request, service: Opened, seen: Seeing, file_kind: FileKind, dossier: Parameter = "", number: Parameter = "",
    kind: Parameter = "", year: YearAsked = None,
) -> Response:  # fmt: skip
    words, asked = Words(chosen(request)), Asked(dossier, number, kind, year)
    rows = await paper_units.papers_in_sight(seen.connection, asked.wanted(seen), 0, sheet_rows_max)
    fresh, title = await freshness(service, seen.connection), words("Văn bản đã lập")
    narrowed = ((words("Hồ sơ"), dossier),) if dossier else ()
    lines = about(words, words("Trong phạm vi của bạn"), year, narrowed, fresh, moment(service, fresh))
    return await sent(request, service, seen, Sheet(title, lines, table_of(words, seen, rows), words), file_kind, title)


async def offered(seen: Sight, dossier_id: str, words: Words, day: date) -> tuple[str, list[Offered]]:
    """What the unit is called, and every kind of paper about its dossier, with why one cannot be issued now or by this viewer."""
    found = await journeys(seen.connection, seen.scope.of_dossiers, [dossier_id])
    if not found:
        raise Refused("dossier.unknown", vi="Chưa có hồ sơ này", en="There is no such dossier")
    journey = found[0]
    above = seen.viewer.tree.parent(journey.unit_id) or ""
    chair = journey.decided_by or delegate_of(seen, above, journey.unit_kind) or above
    issuers = {kind: chair if kind in ("decision", "certificate") else above for kind in _kinds()}
    given = await paper_units.valid_numbers_of(seen.connection, dossier_id)
    called = await called_on(seen.connection, journey.unit_id, day) or dossier_id
    return called, [
        Offered(kind, issuer_id, _given(kind, given, words) or _why_not(seen, kind, journey, issuer_id, words))
        for kind, issuer_id in issuers.items()
    ]


def delegate_of(seen: Sight, above: str, unit_kind: str) -> str | None:
    """The office of the viewer's that decides in the place of the unit right above, where one does."""
    held = seen.viewer.authorities
    if any(authority.unit_id == above for authority in held):
        return None
    for authority in held:
        if any(given.from_unit == above and unit_kind in given.unit_kinds for given in authority.decides_for):
            return authority.unit_id
    return None


def _kinds() -> Sequence[PaperKind]:
    return ("slip", "minutes", "appraisal", "submission", "decision", "certificate", "apology")


def _given(kind: PaperKind, given: Mapping[str, str], words: Words) -> str:
    """Of these a dossier has one that is valid; others, as slips, may be drawn up again."""
    if kind not in ("decision", "certificate") or kind not in given:
        return ""
    return words("Đã có số %(number)s; hủy bản ấy trước khi lập bản khác.", number=given[kind])


def _why_not(seen: Sight, kind: PaperKind, journey: JourneyRow, issuer_id: str, words: Words) -> str:
    try:
        must_be_as_far(kind, journey, issuer_id)
    except Refused:
        return words("Hồ sơ chưa đến bước này, hoặc đã qua.")
    return said(seen.viewer.lacks(PERMISSIONS[NumberDocuments], issuer_id), words.language) or ""


def table_of(words: Words, seen: Sight, rows: Sequence[dict[str, Any]]) -> Table[dict[str, Any]]:
    """One declaration for page, workbook and CSV."""
    places = seen.viewer.tree.places

    def unit(row: dict[str, Any]) -> Cell:
        if row["units"] == 1:
            return Cell(row["unit_name"], written=True)
        return Cell(words.several("%(shown)s đơn vị", row["units"]))

    def issuer(row: dict[str, Any]) -> Cell:
        place = places.get(row["issuer_id"])
        return Cell(row["issuer_id"] if place is None else f"{place.title} {place.unit_name}", written=True)

    def state(row: dict[str, Any]) -> Cell:
        if row["voided_on"] is None:
            return Cell(words("Còn hiệu lực"), standing="done")
        return Cell(words("Đã hủy"), standing="overdue", note=row["void_reason"], note_written=True)

    def files(row: dict[str, Any]) -> Cell:
        at = f"/recognition/documents/{row['document_id']}"
        return Cell("PDF", to=Address(f"{at}.pdf"), note="DOCX", note_to=Address(f"{at}.docx"))

    return Table(
        (
            Column("number", words("Số, ký hiệu"), lambda row: Cell(row["number"], to=Address(f"/verify/{row['code']}"))),
            Column("kind", words("Loại văn bản"), lambda row: Cell(words(paper_words.KINDS[row["kind"]]))),
            Column("unit", words("Đơn vị"), unit),
            Column("issuer", words("Cơ quan ban hành"), issuer),
            Column("signed_on", words("Ngày ký"), lambda row: Cell(row["signed_on"]), "day"),
            Column("state", words("Tình trạng"), state),
            Column("code", words("Mã xác minh"), lambda row: Cell(row["code"]), on_page=False),
            Column("files", words("Tệp"), files),
            Column("proof", words("Bằng chứng"), lambda row: Cell(words("Tải"), to=Address(proof_of(row)))),
        ),
        rows,
    )  # fmt: skip
