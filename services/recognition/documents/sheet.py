"""A paper as it is laid out: its parts in words, the same for PDF and DOCX, before anything is drawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from contracts.recognition import DocumentNumbered
from reference.vietnamese import official_date

TableName = Literal["units", "outcomes", "votes", "criteria", "points", "steps"]
BlockKind = Literal["paragraph", "heading", "article", "centred", "field", "list", "table", "part"]
STANDARD = "“An toàn về an ninh, trật tự”"
DOTS = "." * 36
"""Left for the hand: what the system does not keep, names of persons above all."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table: titles, relative widths, and how each is aligned."""

    titles: tuple[str, ...]
    widths: tuple[float, ...]
    aligns: tuple[str, ...]


COLUMNS: Mapping[TableName, Columns] = {
    "units": Columns(("TT", "Tên đơn vị", "Địa bàn"), (0.9, 3.6, 9.5), ("center", "left", "left")),
    "outcomes": Columns(
        ("TT", "Tên đơn vị", "Địa bàn", "Đề nghị"), (0.9, 3.4, 7.4, 2.4), ("center", "left", "left", "center")
    ),
    "votes": Columns(
        ("TT", "Tên đơn vị", "Kết quả thẩm định", "Tán thành", "Không tán thành"),
        (0.9, 5.5, 3.4, 2.2, 2.4),
        ("center", "left", "center", "center", "center"),
    ),
    "criteria": Columns(
        ("TT", "Tiêu chí", "Số liệu", "Kết quả", "Văn bản"),
        (0.9, 7, 2.2, 2, 3),
        ("center", "left", "center", "center", "left"),
    ),
    "points": Columns(
        ("TT", "Tiêu chí", "Điểm", "Kết quả", "Văn bản"),
        (0.9, 7, 2, 2.2, 3),
        ("center", "left", "center", "center", "left"),
    ),
    "steps": Columns(
        ("Bước", "Hạn", "Giao, nhận lúc", "Người giao", "Người nhận"),
        (4.4, 2.3, 3, 2.4, 2.4),
        ("left", "center", "left", "left", "left"),
    ),
}


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under the columns of a name."""

    name: TableName
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of the content. `label` is the number of an article, or what a field or part is."""

    kind: BlockKind
    text: str = ""
    label: str = ""
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Annex:
    """What is attached: a list on pages of its own, or the back of a slip."""

    title: str
    about: str
    note: str
    table: Table
    sum: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """What a kind of paper says; head, signature and nơi nhận are every paper's and come with its fact."""

    title: str
    subject: str
    blocks: tuple[Block, ...]
    addressee: str = ""
    authority: str = ""
    bases: tuple[str, ...] = ()
    verb: str = ""
    annex: Annex | None = None
    signatures_before: tuple[tuple[str, ...], ...] = ()
    """Who signs on the left of the signer: the secretary of a meeting, whoever handed a dossier in."""
    has_place_and_day: bool = True


def paragraph(text: str) -> Block:
    return Block("paragraph", text)


def heading(text: str) -> Block:
    return Block("heading", text)


def listed(texts: Sequence[str]) -> tuple[Block, ...]:
    return tuple(Block("list", text) for text in texts)


def table(name: TableName, rows: Sequence[tuple[str, ...]]) -> Block:
    return Block("table", table=Table(name, tuple(rows)))


def place_and_day(fact: DocumentNumbered) -> str:
    return f"{fact.printed.place}, {official_date(fact.signed_on)}"


def within_sentence(unit_name: str) -> str:
    """“khu phố 3, phường Mũi Né”: the word for its kind is no part of a name."""
    return unit_name[:1].lower() + unit_name[1:]


def sentence_ends(lines: Sequence[str]) -> tuple[str, ...]:
    """Each line ends in a semicolon, the last one in a full stop (Decree 30/2020/NĐ-CP, appendix I)."""
    return tuple(f"{line}{'.' if number == len(lines) else ';'}" for number, line in enumerate(lines, start=1))


def outcome_words(outcome: str | None) -> str:
    return {"recognised": "Đạt", "refused": "Chưa đạt", None: ""}[outcome]
