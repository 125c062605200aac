"""A version rehearsed on the dossiers that were appraised in a year: who would fare otherwise, why, and by which facts."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from chronicle.refusal import Refused
from contracts.fact import UnitId
from portal.api import Opened, Seeing
from portal.downloads import FileKind
from portal.exports import about, moment, sent
from portal.freshness import freshness
from portal.languages import chosen
from portal.numbered_pages import Paging
from portal.tables import Address, Cell, Column, Sheet, Table
from portal.words import Words
from services.recognition.screens import rule_wording as codes
from services.recognition.screens.rule_compare_page import told
from services.recognition.screens.rule_rehearse_words import findings_told, kinds_told, why
from services.recognition.screens.rule_rehearsed import DAYS, WHICH, Days, Line, Which, rehearsal
from services.recognition.screens.rule_shell import EditionAsked, Page, RuleSetId, Shown, shown_or_refused
from services.recognition.screens.shell import path_of

PAGES = APIRouter()
page_rows = 100
YearAsked = Annotated[
    int | None, Query(ge=2000, le=2100, description="default: the newest year before that has appraisals")
]
WhichAsked = Annotated[Which, Query(description="which dossiers are listed")]
DaysAsked = Annotated[Days, Query(description="whether days by which evidence has to stand are minded")]
PageAsked = Annotated[int, Query(ge=1, le=100_000)]
UnitAsked = Annotated[UnitId, Query(description="the unit whose dossier is opened")]


def rehearsal_table(
    words: Words, lines: Sequence[Line], shown: Shown | None = None, days: Days = "kept"
) -> Table[Line]:
    """A dossier a row; on a page each leads to its criteria with their facts."""

    def unit(line: Line) -> Cell:
        if shown is None:
            return Cell(line.unit, written=True)
        asked = {"edition": shown.edition, "unit": line.dossier.unit_id, "year": line.dossier.year, "days": days}
        return Cell(line.unit, Address(f"{shown.path}/rehearse/unit", asked), written=True)

    def before(line: Line) -> Cell:
        verdict = "met" if line.found.before else "not_met"
        return Cell(words(codes.VERDICTS[verdict]), standing=codes.VERDICT_SIGNS[verdict])

    def after(line: Line) -> Cell:
        return Cell(words(codes.VERDICTS[line.found.verdict]), standing=codes.VERDICT_SIGNS[line.found.verdict])

    columns: tuple[Column[Line], ...] = (
        Column("unit", words("Đơn vị"), unit),
        Column("dossier", words("Mã hồ sơ"), lambda line: Cell(line.dossier.dossier_id), on_page=False),
        Column("above", words("Cấp trên trực tiếp"), lambda line: Cell(line.above, written=True)),
        Column("kind", words("Loại đơn vị"), lambda line: Cell(codes.kind(words, line.dossier.unit_kind))),
        Column("before", words("Kết quả đã thẩm định"), before),
        Column("after", words("Kết quả theo bản này"), after),
        Column("why", words("Do tiêu chí"), lambda line: Cell(why(words, line))),
        Column("facts", words("Sự kiện"), lambda line: Cell(" ".join(map(str, line.found.positions))), on_page=False),
    )  # fmt: skip
    return Table(columns, lines)


@PAGES.get("/recognition/rules/{rule_set}/rehearse", response_class=HTMLResponse)
async def rehearse_page(
    request: Request, service: Opened, seen: Seeing, rule_set: RuleSetId, edition: EditionAsked = None,
    year: YearAsked = None, which: WhichAsked = "changes", days: DaysAsked = "kept", page: PageAsked = 1,
) -> HTMLResponse:  # fmt: skip
    about_it = Page(request, service, seen)
    shown = await shown_or_refused(seen.as_it_is(), rule_set, edition)
    found = await rehearsal(seen, shown.content, year, days)
    listed = found.listed(which)
    paging = Paging(page, page_rows, len(listed))
    values: dict[str, Any] = {
        "shown": shown, "found": found, "which": which, "ways": WHICH, "days": days, "choices": DAYS, "paging": paging,
        "kinds": kinds_told(about_it.words, found.kinds),
        "table": rehearsal_table(about_it.words, listed[(page - 1) * page_rows : page * page_rows], shown, days),
    }  # fmt: skip
    return await about_it.show("rule_rehearse.html", **values)


@PAGES.get("/recognition/rules/{rule_set}/rehearse/unit", response_class=HTMLResponse)
async def rehearse_unit(
    request: Request, service: Opened, seen: Seeing, rule_set: RuleSetId, unit: UnitAsked, edition: EditionAsked = None,
    year: YearAsked = None, days: DaysAsked = "kept",
) -> HTMLResponse:  # fmt: skip
    """One dossier under the version, criterion by criterion: what was found then, what facts say, and which facts."""
    about_it = Page(request, service, seen)
    shown = await shown_or_refused(seen.as_it_is(), rule_set, edition)
    found = await rehearsal(seen, shown.content, year, days, unit)
    line = next((line for line in found.lines if line.dossier.unit_id == unit), None)
    if line is None:
        raise Refused(
            "appraisal.unknown", vi="Năm đó đơn vị này không có hồ sơ đã thẩm định",
            en="The unit has no appraised dossier of that year",
        )  # fmt: skip
    values: dict[str, Any] = {
        "shown": shown, "line": line, "year": found.year, "days": days, "dossier": path_of(line.dossier.dossier_id),
        "findings": findings_told(about_it.words, line),
    }  # fmt: skip
    return await about_it.show("rule_rehearse_unit.html", **values)


@PAGES.get("/recognition/rules/{rule_set}/rehearse.{file_kind}")
async def rehearse_file(
    request: Request, service: Opened, seen: Seeing, rule_set: RuleSetId, file_kind: FileKind,
    edition: EditionAsked = None, year: YearAsked = None, which: WhichAsked = "changes", days: DaysAsked = "kept",
) -> Response:  # fmt: skip
    words = Words(chosen(request))
    shown = await shown_or_refused(seen.as_it_is(), rule_set, edition)
    found = await rehearsal(seen, shown.content, year, days)
    fresh = await freshness(service, seen.connection)
    chosen_lines = (
        (words("Bộ quy định"), told(words, shown)),
        (words("Hồ sơ của năm"), str(found.year or "")),
        (words("Danh sách"), words(WHICH[which])),
        (words("Thời hạn"), words(DAYS[days])),
        *((words("Kết quả"), said.counts) for said in kinds_told(words, found.kinds)),
    )
    lines = about(words, "", None, chosen_lines, fresh, moment(service, fresh))[1:]
    heading = words("Diễn tập bộ quy định")
    sheet = Sheet(heading, lines, rehearsal_table(words, found.listed(which)), words)
    return await sent(request, service, seen, sheet, file_kind, f"{heading} {rule_set}", of_facts=False)
