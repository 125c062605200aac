"""Reads the files of a table, and holds them against the table of the page they were taken from."""

import csv
from collections.abc import Collection
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import Any

import httpx
from python_calamine import CalamineWorkbook

from portal.formats import filters
from portal.tables import harmless
from tests.services.dashboards.page_reading import Table

asked_again_max = 5
SHARE_PARTS = {"vi": ("đạt", "tổng", "tỷ lệ"), "en": ("reached", "total", "share")}


def sheet_of(content: bytes) -> tuple[dict[str, str], list[str], list[list[Any]]]:
    """What a workbook says about itself, its titles, and its rows."""
    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    gap = rows.index([""] * len(rows[0]))
    return {str(row[0]): str(row[1]) for row in rows[1:gap]}, [str(title) for title in rows[gap + 1]], rows[gap + 2 :]


def csv_of(content: bytes) -> tuple[dict[str, str], list[str], list[list[str]]]:
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(StringIO(content.decode("utf-8-sig"), newline="")))
    gap = rows.index([])
    return {row[0]: row[1] for row in rows[1:gap]}, rows[gap + 1], rows[gap + 2 :]


def on_page(value: Any, language: Any) -> str:
    """A value of a sheet as the page writes it."""
    if isinstance(value, datetime | date):
        return str(filters(language)["day"](value))
    return str(filters(language)["number"](int(value))) if isinstance(value, float) else str(value)


def compare(
    table: Table, titles: list[str], rows: list[list[Any]], language: Any, only_on_page: Collection[str] = ()
) -> None:
    """Every cell of the page's table stands in the sheet, row by row; only what is there to be followed does not."""
    body = [row for row in table.rows if row]
    assert len(rows) == len(body)
    reached, total, _ = SHARE_PARTS[language]
    for shown, row in zip(body, rows, strict=True):
        filed = dict(zip(titles, row, strict=True))
        for title, words in zip(table.head, shown, strict=True):
            if title in only_on_page:
                assert title not in filed
            elif f"{title}: {total}" in filed:
                parts = [filed[f"{title}: {reached}"], filed[f"{title}: {total}"]]
                fraction = "/".join(filters(language)["number"](int(part)) for part in parts if part != "")
                assert fraction in words if fraction else "/" not in words, (title, words, parts)
            else:
                told = on_page(filed[title], language) or ("–" if words == "–" else "")
                assert bare(told) == bare(words), (title, told, words)


def bare(words: str) -> str:
    """Without the brackets a sheet puts around a note, and the space a page puts before one."""
    return words.replace("(", "").replace(")", "").replace(" ", "")


def as_csv(value: Any) -> str:
    """A value of a workbook as the CSV has it: text only, no groups, days written year first."""
    if isinstance(value, datetime | date):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value)
    return harmless(str(value))


async def files_are(
    client: httpx.AsyncClient, table: Table, path: str, only_on_page: Collection[str] = (), **query: str
) -> tuple[dict[str, str], list[str], list[list[Any]]]:
    """Both files at a path without its ending have the table's rows; what the workbook holds."""
    found: dict[str, bytes] = {}
    for _ in range(asked_again_max):
        for kind in ("xlsx", "csv"):
            answer = await client.get(f"{path}.{kind}", params=query)
            assert answer.status_code == 200, answer.text
            assert answer.headers["content-disposition"].startswith('attachment; filename="'), path
            found[kind] = answer.content
        if sheet_of(found["xlsx"])[0] == csv_of(found["csv"])[0]:
            break  # else a view stored in between that it passed over what it has no use for: both speak of another event
    about, titles, rows = sheet_of(found["xlsx"])
    assert rows, "a table of nothing shows nothing"
    compare(table, titles, rows, query.get("language", "vi"), only_on_page)
    assert csv_of(found["csv"]) == (about, titles, [[as_csv(value) for value in row] for row in rows])
    return about, titles, rows
