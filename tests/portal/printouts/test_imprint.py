"""The code on a sheet: every value counts, and its order; the language does not; what is mistyped is told apart."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.printouts import question
from portal.printouts.imprint import Imprint, imprint_of, read, typed
from portal.share import Share
from portal.tables import Cell, Column, Kind, Table

pytestmark = pytest.mark.fast

KINDS: tuple[Kind, ...] = ("text", "number", "day", "share", "text")
words = st.text(max_size=8).map(lambda text: text.replace("\x00", ""))
cells: dict[Kind, Any] = {
    "text": st.builds(Cell, words, note=words),
    "number": st.builds(Cell, st.none() | st.integers(-5, 10**6)),
    "day": st.builds(Cell, st.none() | st.dates(date(2000, 1, 1), date(2100, 1, 1))),
    "share": st.integers(0, 50).flatmap(
        lambda all: st.builds(Cell, st.builds(Share, st.integers(0, all), st.just(all)))
    ),
}
rows = st.tuples(*(cells[kind] for kind in KINDS))
CODE = Imprint("0123456789abcdef" * 2, "beef").code("/units.csv?year=2021", 7)


def _cell(place: int) -> Any:
    return lambda row: row[place]


def table(some: Any, whole: Any = None, title: str = "Cột") -> Table[Any]:
    columns = tuple(Column(f"c{place}", f"{title} {place}", _cell(place), kind) for place, kind in enumerate(KINDS))
    return Table(columns, some, whole)


def on_a_sheet(some: Any) -> list[Any]:
    """What a reader sees: no text and an empty text are different values, but a share of nothing has none."""
    columns = table(some).columns
    return [
        [
            (cell.value.reached, cell.value.total) if isinstance(cell.value, Share) and cell.value.total
            else None if isinstance(cell.value, Share)
            else f"{cell.value} ({cell.note})" if isinstance(cell.value, str) and cell.note
            else cell.value
            for cell in (column.cell(row) for column in columns)
        ]
        for row in some
    ]  # fmt: skip


@given(one=st.lists(rows, max_size=4), other=st.lists(rows, max_size=4))
def test_what_reads_differently_has_another_hash(one: Any, other: Any) -> None:
    assume_same = on_a_sheet(one) == on_a_sheet(other)
    if not any(sign >= "\u0300" for row in [*one, *other] for sign in str(row)):  # two spellings of one letter are one
        assert (imprint_of(table(one)) == imprint_of(table(other))) == assume_same


@given(some=st.lists(rows, min_size=1, max_size=4), data=st.data())
def test_any_change_of_any_cell_changes_the_hash(some: Any, data: Any) -> None:
    row, place = data.draw(st.integers(0, len(some) - 1)), data.draw(st.integers(0, len(KINDS) - 1))
    changed = [list(each) for each in some]
    value = changed[row][place].value
    changed[row][place] = {
        "text": lambda: Cell(f"{value}."), "number": lambda: Cell((value or 0) + 1),
        "day": lambda: Cell(date(1999, 1, 1)), "share": lambda: Cell(Share(value.reached, value.total + 1)),
    }[KINDS[place]]()  # fmt: skip
    assert imprint_of(table(changed)).digest != imprint_of(table(some)).digest


@given(some=st.lists(rows, min_size=2, max_size=5, unique_by=lambda row: str(on_a_sheet([row]))))
def test_the_order_of_the_rows_and_the_last_one_count(some: Any) -> None:
    whole = imprint_of(table(some))
    assert imprint_of(table(some[::-1])) != whole
    assert imprint_of(table(some[:-1], some[-1])) != whole


@given(some=st.lists(rows, max_size=3))
def test_titles_do_not_count(some: Any) -> None:
    assert imprint_of(table(some)) == imprint_of(table(some, title="Column"))


def test_another_column_is_another_form() -> None:
    one, other = table([]), Table(table([]).columns[:-1], ())
    assert imprint_of(one).form != imprint_of(other).form


def test_what_differs_from_reader_to_reader_does_not_count() -> None:
    columns = (Column("unit", "Đơn vị", Cell), Column("holder", "Đang giữ", Cell, for_reader=True))
    assert imprint_of(Table(columns, ["a"])) == imprint_of(Table(columns[:1], ["a"]))


@pytest.mark.parametrize(
    "again", [CODE, CODE.upper(), CODE.replace(" ", "-"), CODE.replace("0", "O").replace("1", "l")]
)
def test_a_code_is_typed_in_many_ways(again: str) -> None:
    assert read(again, "/units.csv?year=2021", 7) == Imprint("0123456789abcdef" * 2, "beef")


@given(place=st.integers(0, 39), sign=st.sampled_from("0123456789abcdefgh"))
def test_a_slip_of_the_finger_is_noticed(place: int, sign: str) -> None:
    slipped = typed(CODE)[:place] + sign + typed(CODE)[place + 1 :]
    found = read(slipped, "/units.csv?year=2021", 7)
    assert (found is not None) == (slipped == typed(CODE))


@pytest.mark.parametrize(("query", "position"), [("/units.csv?year=2022", 7), ("/units.csv?year=2021", 8)])
def test_so_is_one_beside_the_code(query: str, position: int) -> None:
    assert read(CODE, query, position) is None


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/units.csv?year=2021&unit=a", "/units.csv?unit=a&year=2021"),
        ("https://antoan.example.vn/units.xlsx?unit=a&language=en&as_of=7&q=&page=2", "/units.csv?unit=a"),
        (" /units.csv ", "/units.csv"),
    ],
)
def test_a_question_has_one_form(address: str, said: str) -> None:
    found = question.read(address)
    assert found is not None and question.question(*found) == said


@pytest.mark.parametrize("address", ["", "units", "/units", "/units.pdf", "/../x.csv", "/a b.csv", "http://[.csv"])
def test_what_is_no_question_is_none(address: str) -> None:
    assert question.read(address) is None
