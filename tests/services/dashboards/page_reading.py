"""Reads our pages the way a test needs them: links with their words, tables row by row, the total of a list."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

NUMBER = re.compile(r"\d[\d.,]*\d|\d")


@dataclass
class Table:
    """A table's rows as words, cell by cell; the head first."""

    region: str
    head: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)


class Page(HTMLParser):
    """The links, tables and total of one page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[tuple[str, str]] = []
        self.tables: list[Table] = []
        self.total: int | None = None
        self.ids: list[str] = []
        self._href: str | None = None
        self._words: list[str] = []
        self._cell: list[str] | None = None
        self._row: list[str] = []
        self._in_head = False
        self._silent = 0
        self._region = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        if "id" in given:
            self.ids.append(given["id"] or "")
        if given.get("role") == "region":
            self._region = given.get("aria-labelledby") or ""
        if given.get("aria-hidden") == "true" and tag == "span":
            self._silent += 1
        if tag == "data" and given.get("id") == "total":
            self.total = int(given["value"] or "")
        if tag == "table":
            self.tables.append(Table(self._region))
            self._region = ""
        elif tag == "a":
            self._href, self._words = given.get("href"), []
        elif tag == "tr":
            self._row = []
        elif tag in ("td", "th"):
            self._cell = []
        elif tag in ("thead", "tbody"):
            self._in_head = tag == "thead"

    def handle_endtag(self, tag: str) -> None:
        if tag == "span" and self._silent:
            self._silent -= 1
        if tag == "a" and self._href is not None:
            self.links.append((self._href, " ".join("".join(self._words).split())))
            self._href = None
        elif tag in ("td", "th") and self._cell is not None:
            self._row.append(" ".join("".join(self._cell).split()))
            self._cell = None
        elif tag == "tr" and self.tables:
            if self._in_head:
                self.tables[-1].head = self._row
            else:
                self.tables[-1].rows.append(self._row)

    def handle_data(self, data: str) -> None:
        self._words.append(data)
        if self._cell is not None and not self._silent:
            self._cell.append(data)

    def table(self, region: str) -> Table:
        """The one table of a region."""
        [found] = [table for table in self.tables if table.region == region]
        return found


def number_in(words: str) -> int:
    """The last number of some words, whatever its language groups digits by."""
    return int(re.sub("[.,]", "", NUMBER.findall(words)[-1]))
