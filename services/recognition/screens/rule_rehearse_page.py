"""A version rehearsed on the dossiers that were appraised in a year: who would fare otherwise, and by which criterion."""

from asyncio import to_thread
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from contracts.recognition import KindRules, RuleSetContent
from portal.api import Opened, Seeing
from portal.downloads import FileKind
from portal.exports import about, moment, sent
from portal.freshness import freshness
from portal.languages import chosen
from portal.numbered_pages import Paging
from portal.sight import Sight
from portal.tables import Cell, Column, Sheet, Table, sheet_rows_max
from portal.words import Words, message
from reference.vietnamese import sort_key
from services.recognition.projections.rules import kind_rules
from services.recognition.screens import rule_wording as codes
from services.recognition.screens import wording
from services.recognition.screens.rule_appraised import Appraised, appraised_in, years
from services.recognition.screens.rule_compare_page import told
from services.recognition.screens.rule_rehearsal import Reason, Rehearsed, rehearse
from services.recognition.screens.rule_shell import EditionAsked, Page, RuleSetId, Shown, shown_or_refused

PAGES = APIRouter()
Which = Literal["changes", "cannot_be_said", "not_met", "all"]
WHICH: dict[str, str] = {
    "changes": message("Kết quả sẽ khác"),
    "not_met": message("Sẽ chưa đạt"),
    "cannot_be_said": message("Không kết luận được"),
    "all": message("Tất cả"),
}
page_rows = 100
Then = Mapping[tuple[str, str], KindRules | None]
"""The rules a dossier was appraised by, by (rule set, kind of unit), as they are in force now."""
YearAsked = Annotated[
    int | None, Query(ge=2000, le=2100, description="default: the newest year before that has appraisals")
]
WhichAsked = Annotated[Which, Query(description="which dossiers are listed")]
PageAsked = Annotated[int, Query(ge=1, le=100_000)]


@dataclass(frozen=True, slots=True)
class Line:
    """One dossier under the version; without rules for its kind nothing can be said of it."""

    dossier: Appraised
    unit: str
    above: str
    """What the unit right above is called today; "" where it is not in sight."""
    rules: KindRules | None
    found: Rehearsed


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """All dossiers of a year that are in sight, and how many fare how."""

    year: int | None
    years: list[int]
    lines: list[Line]
    counts: Counter[str]

    def listed(self, which: Which) -> list[Line]:
        if which == "changes":
            return [line for line in self.lines if line.found.changes]
        return [line for line in self.lines if which in ("all", line.found.verdict)]


async def rehearsal(seen: Sight, shown: Shown, year: int | None) -> Rehearsal:
    """By default on the newest year before the version's own that has appraisals, else on the newest of all."""
    known = await years(seen.connection, seen.scope.named)
    before = [one for one in known if one < shown.content.year]
    asked = year or next(iter((*before, *known)), None)
    dossiers = [] if asked is None else await appraised_in(seen.connection, seen.scope.named, asked, sheet_rows_max)
    pairs = {(dossier.rule_set, dossier.unit_kind) for dossier in dossiers}
    then = {pair: await kind_rules(seen.connection, *pair) for pair in pairs}
    lines = await to_thread(_lines, shown.content, dossiers, then, seen)
    counts = Counter(line.found.verdict for line in lines) + Counter(changes=0)
    counts.update(line.found.verdict + "_newly" for line in lines if line.found.changes)
    return Rehearsal(asked, known, lines, counts)


def _lines(content: RuleSetContent, dossiers: Sequence[Appraised], then: Then, seen: Sight) -> list[Line]:
    of_kind: dict[str, KindRules] = {rules.unit_kind: rules for rules in content.kinds}
    found = [
        _line(of_kind.get(dossier.unit_kind), dossier, then[dossier.rule_set, dossier.unit_kind], seen)
        for dossier in dossiers
    ]
    order = {kind: number for number, kind in enumerate(codes.KINDS)}
    return sorted(found, key=lambda line: _place(order, line))


def _place(order: Mapping[str, int], line: Line) -> tuple[object, ...]:
    """By kind, then by the unit above: names as “Thôn 1” are those of many units."""
    return order.get(line.dossier.unit_kind, len(order)), sort_key(line.above), sort_key(line.unit)


def _line(rules: KindRules | None, dossier: Appraised, then: KindRules | None, seen: Sight) -> Line:
    tree = seen.viewer.tree
    parent = tree.parent(dossier.unit_id)
    above = wording.unit_name(tree, parent) if parent and seen.scope.sees(parent) else ""
    name = wording.unit_name(tree, dossier.unit_id)
    if rules is None:
        return Line(dossier, name, above, None, Rehearsed(dossier.met, "cannot_be_said", (Reason("", "not_asked"),)))
    found = rehearse(rules, dossier.met, dossier.results, then.criteria if then else ())
    return Line(dossier, name, above, rules, found)


def rehearsal_table(words: Words, lines: Sequence[Line]) -> Table[Line]:
    """A dossier a row."""

    def before(line: Line) -> Cell:
        verdict = "met" if line.found.before else "not_met"
        return Cell(words(codes.VERDICTS[verdict]), standing=codes.VERDICT_SIGNS[verdict])

    def after(line: Line) -> Cell:
        return Cell(words(codes.VERDICTS[line.found.verdict]), standing=codes.VERDICT_SIGNS[line.found.verdict])

    def why(line: Line) -> Cell:
        if line.rules is None:
            return Cell(words("Không có quy định cho loại đơn vị này"))
        return Cell(codes.reasons(words, line.rules, line.found.reasons))

    columns: tuple[Column[Line], ...] = (
        Column("unit", words("Đơn vị"), lambda line: Cell(line.unit, written=True)),
        Column("dossier", words("Mã hồ sơ"), lambda line: Cell(line.dossier.dossier_id), on_page=False),
        Column("above", words("Cấp trên trực tiếp"), lambda line: Cell(line.above, written=True)),
        Column("kind", words("Loại đơn vị"), lambda line: Cell(codes.kind(words, line.dossier.unit_kind))),
        Column("before", words("Kết quả đã thẩm định"), before),
        Column("after", words("Kết quả theo bản này"), after),
        Column("why", words("Do tiêu chí"), why),
    )  # fmt: skip
    return Table(columns, lines)


@PAGES.get("/recognition/rules/{rule_set}/rehearse", response_class=HTMLResponse)
async def rehearse_page(
    request: Request, service: Opened, seen: Seeing, rule_set: RuleSetId, edition: EditionAsked = None,
    year: YearAsked = None, which: WhichAsked = "changes", page: PageAsked = 1,
) -> HTMLResponse:  # fmt: skip
    about_it = Page(request, service, seen)
    shown = await shown_or_refused(seen, rule_set, edition)
    found = await rehearsal(seen, shown, year)
    listed = found.listed(which)
    paging = Paging(page, page_rows, len(listed))
    values: dict[str, Any] = {
        "shown": shown, "found": found, "which": which, "ways": WHICH, "paging": paging,
        "table": rehearsal_table(about_it.words, listed[(page - 1) * page_rows : page * page_rows]),
    }  # fmt: skip
    return await about_it.show("rule_rehearse.html", **values)


@PAGES.get("/recognition/rules/{rule_set}/rehearse.{file_kind}")
async def rehearse_file(
    request: Request, service: Opened, seen: Seeing, rule_set: RuleSetId, file_kind: FileKind,
    edition: EditionAsked = None, year: YearAsked = None, which: WhichAsked = "changes",
) -> Response:  # fmt: skip
    words = Words(chosen(request))
    shown = await shown_or_refused(seen, rule_set, edition)
    found = await rehearsal(seen, shown, year)
    fresh = await freshness(service, seen.connection)
    chosen_lines = (
        (words("Bộ quy định"), told(words, shown)),
        (words("Hồ sơ của năm"), str(found.year or "")),
        (words("Danh sách"), words(WHICH[which])),
    )
    lines = about(words, "", None, chosen_lines, fresh, moment(service, fresh))[1:]
    heading = words("Diễn tập bộ quy định")
    sheet = Sheet(heading, lines, rehearsal_table(words, found.listed(which)), words)
    return await sent(request, service, seen, sheet, file_kind, f"{heading} {rule_set}")
