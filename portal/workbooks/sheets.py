"""A sheet of a workbook: looked over before it is read, for its size and for what the reader of values does not tell.

The reader (calamine) makes a full rectangle of the cells it finds, repeats a shared text in every cell that shows it, and gives
what a formula showed last. So the extent, the texts and the formulas are looked at first, in one pass over the XML.
"""

from io import BytesIO
from xml.parsers import expat

from python_calamine import CalamineError, CalamineWorkbook

from portal.workbooks.archives import Package, opened, parser, too_large_unpacked
from portal.workbooks.grid import FAULT, Block, Grid, Raw, cell_name, placed
from portal.workbooks.limits import (
    heading_rows_max,
    merged_rows_max,
    sheet_elements_max,
    spread_cells_max,
    workbook_columns_max,
    workbook_rows_max,
    workbook_text_bytes_max,
)
from portal.workbooks.problems import Unreadable

MARK = "_AnToan_form"
"""The defined name, out of sight, that holds which form a workbook is."""
GUIDE = "Hướng dẫn"
"""The sheet that explains; it is never read."""


def sheet_grid(content: bytes) -> Grid:
    """The cells of the first sheet that is not the guide. Raises Unreadable."""
    package = opened(content, GUIDE, MARK)
    try:
        look = _Look()
        look.over(package.sheet_xml)
        look.texts(package.shared_xml)
    except (expat.ExpatError, ValueError, LookupError):
        raise _unreadable() from None
    rows = _values(package)
    for row, column in look.faults:
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = FAULT
    return Grid(rows, frozenset(look.formulas), look.merged(len(rows), len(rows[0]) if rows else 0), package.mark)


def _values(package: Package) -> list[list[Raw]]:
    try:
        with CalamineWorkbook.from_filelike(BytesIO(package.content)) as book:
            return book.get_sheet_by_name(package.sheet).to_python(skip_empty_area=False)
    except CalamineError:
        raise _unreadable() from None
    except BaseException as fault:
        # a fault of the reader itself: PyO3 derives it from BaseException, under a name it does not export
        if type(fault).__name__ != "PanicException":
            raise
        raise _unreadable() from None


def _unreadable() -> Unreadable:
    return Unreadable(
        "workbook.sheet_unreadable",
        "Không đọc được trang tính: hãy mở bằng Excel, lưu lại thành .xlsx rồi nộp",
        "The sheet cannot be read: open it in Excel, save it again as .xlsx and upload that",
    )


class _Look:
    """What one pass over the sheet finds; the names of elements are those of the namespace of the sheet itself."""

    def __init__(self) -> None:
        self.formulas: set[tuple[int, int]] = set()
        self.faults: set[tuple[int, int]] = set()
        self._blocks: list[Block] = []
        self._spread: list[Block] = []
        self._shared_cells = 0
        self._row = self._column = -1
        self._last = (-1, -1)
        self._shared = self._fault = False
        self._places: dict[str, int] = {}
        self._elements: dict[str, str] | None = None
        self._left = sheet_elements_max

    def over(self, part: bytes) -> None:
        """Looks at the sheet. Raises Unreadable for one too long or too wide, ExpatError or ValueError for no XML of a sheet."""
        reading = parser()
        reading.StartElementHandler = self._start
        reading.Parse(part, True)
        spread = [block.within(*self._last) for block in self._spread]
        if sum(block.cells for block in spread) > spread_cells_max:
            raise too_large_unpacked()
        for block in spread:
            for row in range(block.row, block.last_row + 1):
                self.formulas.update((row, column) for column in range(block.column, block.last_column + 1))

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if self._elements is None:
            space = name.rpartition(" ")[0]
            self._elements = {f"{space} {local}": local for local in ("c", "v", "f", "is", "row", "mergeCell")}
        self._left -= 1
        if self._left < 0:
            raise too_large_unpacked()
        element = self._elements.get(name)
        if element == "c":
            self._cell(attributes)
        elif element == "row":
            self._row = int(attributes["r"]) - 1 if "r" in attributes else self._row + 1
            self._column = -1
        elif element == "mergeCell":
            self._blocks.append(_block(attributes["ref"]))
        elif element is not None:
            self._content(element, attributes)

    def _cell(self, attributes: dict[str, str]) -> None:
        name = attributes.get("r")
        if name is None:
            self._column += 1
        else:
            bare = name.rstrip("0123456789")
            place = self._places.get(bare)
            if place is None:
                place = self._places[bare] = placed(f"{bare}1")[1]
            self._column = place
            # a cell's own name counts for the reader, whatever its row says
            self._row = int(name[len(bare) :]) - 1
        kind = attributes.get("t")
        self._shared, self._fault = kind == "s", kind == "e"

    def _content(self, element: str, attributes: dict[str, str]) -> None:
        row, column = self._row, self._column
        if row < 0 or column < 0:
            raise ValueError(element)
        if row >= workbook_rows_max + heading_rows_max or column >= workbook_columns_max:
            raise _too_long(row, column)
        self._last = (max(self._last[0], row), max(self._last[1], column))
        if element == "f":
            self.formulas.add((row, column))
            if attributes.get("t") in ("array", "dataTable") and "ref" in attributes:
                self._spread.append(_block(attributes["ref"]))
            return
        if self._fault:
            self.faults.add((row, column))
        self._shared_cells += self._shared

    def texts(self, part: bytes) -> None:
        """Looks at the shared texts. Raises Unreadable when the cells that show them could hold more than the limit."""
        if not part or len(part) * self._shared_cells <= workbook_text_bytes_max:
            return
        longest = [0, 0]

        def start(name: str, _: dict[str, str]) -> None:
            if name.endswith(" si"):
                longest[1] = 0

        def text(data: str) -> None:
            longest[1] += len(data.encode("utf-8", "replace"))
            longest[0] = max(longest)

        reading = parser()
        reading.StartElementHandler, reading.CharacterDataHandler = start, text
        reading.buffer_text = True
        reading.Parse(part, True)
        if longest[0] * self._shared_cells > workbook_text_bytes_max:
            raise Unreadable(
                "workbook.too_much_text",
                "Trong tệp có ô quá dài: hãy rút ngắn các đoạn văn dài trong bảng",
                "A cell of the file is too long: shorten the long texts in the table",
            )

    def merged(self, rows: int, columns: int) -> tuple[Block, ...]:
        """The merged blocks as far as the sheet has cells. Raises Unreadable for too many."""
        found = tuple(
            block.within(rows - 1, columns - 1) for block in self._blocks if block.row < rows and block.column < columns
        )
        if sum(block.last_row - block.row + 1 for block in found) > merged_rows_max:
            raise Unreadable(
                "workbook.too_many_merged",
                "Tệp có quá nhiều ô gộp: hãy bỏ gộp ô hoặc dùng mẫu mới tải về",
                "The file has too many merged cells: unmerge them or use a fresh template",
            )
        return found


def _block(reference: str) -> Block:
    first, _, last = reference.partition(":")
    return Block(*placed(first), *placed(last or first))


def _too_long(row: int, column: int) -> Unreadable:
    cell = cell_name(row, column)
    if column >= workbook_columns_max:
        return Unreadable(
            "workbook.too_wide",
            f"Ô {cell} có nội dung; trang tính chỉ được có {workbook_columns_max} cột: hãy xóa các cột thừa bên phải",
            f"Cell {cell} has content; a sheet may have {workbook_columns_max} columns: delete those too far to the right",
            cell,
        )
    return too_many_rows(cell)


def too_many_rows(cell: str) -> Unreadable:
    """The refusal of a sheet that is too long, naming a cell that is too far down."""
    return Unreadable(
        "workbook.too_many_rows",
        f"Ô {cell} có nội dung; mỗi tệp không quá {workbook_rows_max} dòng: hãy xóa dòng thừa ở cuối hoặc chia tệp",
        f"Cell {cell} has content; a file may have {workbook_rows_max} rows: delete rows left at the end or split the file",
        cell,
    )
