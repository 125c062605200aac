"""Two versions side by side: what was added, removed and changed, kind by kind; and the days both windows name."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from chronicle.refusal import Refused
from chronicle.service import Service
from contracts.recognition import RuleSetContent
from portal.api import Opened, Seeing
from portal.downloads import FileKind
from portal.exports import about, moment, sent
from portal.freshness import freshness
from portal.languages import chosen
from portal.sight import Sight
from portal.tables import Cell, Column, Sheet, Table
from portal.words import Words
from services.recognition.projections import editions
from services.recognition.screens import rule_wording as codes
from services.recognition.screens.rule_comparison import Change, Difference, differences
from services.recognition.screens.rule_layer_words import compared_table, short
from services.recognition.screens.rule_layers import compared, layer_of_difference
from services.recognition.screens.rule_shell import EditionAsked, Page, RuleSetId, Shown, shown_or_refused, title
from services.recognition.screens.rule_windows import Overlap, overlap

PAGES = APIRouter()
WithAsked = Annotated[
    str | None, Query(alias="with", max_length=80, description="what it is compared with, as rule-set@version")
]


@PAGES.get("/recognition/rules/{rule_set}/compare", response_class=HTMLResponse)
async def compare(
    request: Request, service: Opened, seen: Seeing, rule_set: RuleSetId, edition: EditionAsked = None, other: WithAsked = None
) -> HTMLResponse:  # fmt: skip
    page = Page(request, service, seen)
    shown = await shown_or_refused(seen, rule_set, edition)
    rows = [row for row in await editions.editions(seen.connection) if not _same(row, shown)]
    before = await _other(seen, shown, other, rows)
    values: dict[str, Any] = {"shown": shown, "before": before, "choices": rows}
    if before is not None:
        found = differences(before.content, shown.content)
        values |= {
            "table": comparison_table(page.words, before.content, shown.content, found), "found": found,
            "overlaps": overlaps(before.content, shown.content),
            "layers": compared_table(page.words, [*compared(before.content, shown.content)]),
        }  # fmt: skip
    return await page.show("rule_compare.html", **values)


@PAGES.get("/recognition/rules/{rule_set}/compare.{file_kind}")
async def compare_file(
    request: Request, service: Opened, seen: Seeing, rule_set: RuleSetId, file_kind: FileKind,
    edition: EditionAsked = None, other: WithAsked = None,
) -> Response:  # fmt: skip
    return await _file(request, service, seen, rule_set, file_kind, (edition, other), "values")


@PAGES.get("/recognition/rules/{rule_set}/compare-layers.{file_kind}")
async def compare_layers_file(
    request: Request, service: Opened, seen: Seeing, rule_set: RuleSetId, file_kind: FileKind,
    edition: EditionAsked = None, other: WithAsked = None,
) -> Response:  # fmt: skip
    """Which layers both versions have, and as the same file."""
    return await _file(request, service, seen, rule_set, file_kind, (edition, other), "layers")


async def _file(
    request: Request, service: Service, seen: Sight, rule_set: str, file_kind: FileKind,
    asked: tuple[int | None, str | None], what: Literal["values", "layers"],
) -> Response:  # fmt: skip
    words = Words(chosen(request))
    edition, other = asked
    shown = await shown_or_refused(seen, rule_set, edition)
    rows = [row for row in await editions.editions(seen.connection) if not _same(row, shown)]
    before = await _other(seen, shown, other, rows)
    if before is None:
        raise Refused("rule_set.nothing_to_compare", vi="Chưa có bản nào khác", en="There is no other version")
    table: Table[Any]
    if what == "layers":
        table = compared_table(words, [*compared(before.content, shown.content)])
    else:
        table = comparison_table(words, before.content, shown.content, differences(before.content, shown.content))
    fresh = await freshness(service, seen.connection)
    versions = ((words("Trước"), told(words, before)), (words("Sau"), told(words, shown)))
    lines = about(words, "", None, versions, fresh, moment(service, fresh))[1:]
    heading = words("So sánh các lớp") if what == "layers" else words("So sánh bộ quy định")
    return await sent(request, service, seen, Sheet(heading, lines, table, words), file_kind, f"{heading} {rule_set}")


def told(words: Words, shown: Shown) -> str:
    """Which version it is."""
    number = words("bản %(edition)s", edition=shown.edition)
    return f"{title(words, shown.row)} ({shown.rule_set}, {number})"


def _same(row: dict[str, Any], shown: Shown) -> bool:
    return (row["rule_set"], row["edition"]) == (shown.rule_set, shown.edition)


async def _other(seen: Sight, shown: Shown, asked: str | None, rows: list[dict[str, Any]]) -> Shown | None:
    """What is asked for; else what it was edited from, what it replaces, or the newest of an earlier year. Raises Refused."""
    if asked:
        name, _, number = asked.rpartition("@")
        if not number.isascii() or not number.isdigit() or len(number) > 7:
            raise Refused("rule_set.unknown", vi="Chưa có bộ quy định này", en="There is no such rule set")
        return await shown_or_refused(seen, name, int(number))
    based = (shown.row["based_on_rule_set"], shown.row["based_on_edition"])
    own = [row for row in rows if row["rule_set"] == shown.rule_set and row["standing"] in ("in_force", "replaced")]
    edited = [row for row in rows if (row["rule_set"], row["edition"]) == based]
    earlier = [row for row in rows if row["standing"] == "in_force" and row["year"] <= shown.row["year"]]
    row = next(iter((*own, *edited, *earlier, *rows)), None)
    return None if row is None else await shown_or_refused(seen, row["rule_set"], row["edition"])


def overlaps(before: RuleSetContent, after: RuleSetContent) -> list[tuple[str, Overlap]]:
    """(kind of unit, days that both windows name)"""
    found = [(rules.unit_kind, overlap(rules.unit_kind, before, after)) for rules in after.kinds]
    return [(kind, days) for kind, days in found if days is not None]


def comparison_table(
    words: Words, before: RuleSetContent, after: RuleSetContent, found: list[Difference]
) -> Table[Difference]:
    """A difference a row."""
    named = _names(words, before) | _names(words, after)

    def about_what(one: Difference) -> Cell:
        part = words(codes.PARTS[one.part])
        name = named.get((one.unit_kind, one.part, one.code), one.code)
        if one.part == "ground":
            name = words(codes.GROUNDS.get(one.code, one.code))
        if one.part == "kind" or not name:
            return Cell(part)
        return Cell(f"{part}: {name}")

    def field(one: Difference) -> str:
        return words(codes.LABELS[one.field]) if one.field else ""

    def from_layer(one: Difference, content: RuleSetContent, absent: Change) -> str:
        return "" if one.change == absent else short(words, content, layer_of_difference(content, one))

    columns: tuple[Column[Difference], ...] = (
        Column("unit_kind", words("Loại đơn vị"), lambda one: Cell(
            codes.kind(words, one.unit_kind) if one.unit_kind else words("Chung"))),
        Column("part", words("Phần"), about_what),
        Column("code", words("Mã"), lambda one: Cell(one.code), on_page=False),
        Column("field", words("Điểm khác"), lambda one: Cell(field(one))),
        Column("change", words("Thay đổi"), lambda one: Cell(words(codes.CHANGES[one.change]))),
        Column("before", words("Trước"), lambda one: Cell(codes.said(words, one.field, one.before))),
        Column("layer_before", words("Lớp trước"), lambda one: Cell(from_layer(one, before, "added"))),
        Column("after", words("Sau"), lambda one: Cell(codes.said(words, one.field, one.after))),
        Column("layer_after", words("Lớp sau"), lambda one: Cell(from_layer(one, after, "removed"))),
    )  # fmt: skip
    return Table(columns, found)


def _names(words: Words, content: RuleSetContent) -> dict[tuple[str, str, str], str]:
    """What criteria, documents and categories are called."""
    found: dict[tuple[str, str, str], str] = {
        ("", "out_of_scope", entry.category): codes.text_of(words, entry) for entry in content.out_of_scope
    }
    for rules in content.kinds:
        found |= {(rules.unit_kind, "criterion", one.code): codes.text_of(words, one) for one in rules.criteria}
        found |= {(rules.unit_kind, "document", one.code): codes.text_of(words, one) for one in rules.documents}
    return found
