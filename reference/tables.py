"""CSV tables as operators save them: UTF-8 with or without a BOM, any line ending, read as NFC with line numbers."""

import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from reference.refusal import DataRefused, Problem, refusal

file_bytes_max = 20_000_000


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: `cells` by heading, stripped and in NFC; an absent optional column reads as empty text."""

    file: str
    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def problem(self, column: str | None, english: str, vietnamese: str) -> Problem:
        """Returns a problem that points at this row."""
        return Problem(self.file, self.line, column, english, vietnamese)


def read_table(path: Path, required: Sequence[str]) -> list[Row]:
    """Returns the rows in the order of the file; blank lines are skipped; `;` separates where the heading uses it.

    Raises DataRefused where the file cannot be read, is larger than `file_bytes_max` or not UTF-8, lacks a required
    column, or a row has more or fewer cells than the heading.
    """
    text = read_text(path)
    first_line = text.partition("\n")[0]
    delimiter = ";" if ";" in first_line and "," not in first_line else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        heading = [cell.strip().lower() for cell in next(reader, [])]
        _check_heading(path.name, heading, required)
        return list(_rows(path.name, heading, reader.line_num, ((reader.line_num, cells) for cells in reader)))
    except csv.Error as error:
        english = f"not a readable CSV line ({error}): check its quotation marks"
        raise refusal(
            path.name, reader.line_num, None, english, "dòng không đọc được: kiểm tra dấu ngoặc kép"
        ) from error


def read_text(path: Path) -> str:
    """Returns a file's text in NFC, without a byte-order mark. Raises DataRefused as `read_table` does."""
    return decoded(path.name, read_bytes(path))


def read_bytes(path: Path) -> bytes:
    """Returns what a file holds. Raises DataRefused where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        vietnamese = "không đọc được tệp: hãy kiểm tra tên, nơi lưu và quyền"
        raise refusal(
            path.name, None, None, f"cannot be read ({error.strerror}): check name and rights", vietnamese
        ) from error


def decoded(file: str, content: bytes) -> str:
    """Returns what a file holds, as `read_text` does."""
    if len(content) > file_bytes_max:
        english, vietnamese = f"over {file_bytes_max:,} bytes: split it", f"quá {file_bytes_max:,} byte: hãy chia nhỏ"
        raise refusal(file, None, None, english, vietnamese)
    try:
        # `utf-8-sig`: spreadsheets put a byte-order mark before the first heading.
        return unicodedata.normalize("NFC", content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        vietnamese = "không phải UTF-8: hãy lưu lại dạng “CSV UTF-8”"
        raise refusal(file, line, None, "not UTF-8: save it again as “CSV UTF-8”", vietnamese) from error


def _check_heading(file: str, heading: Sequence[str], required: Sequence[str]) -> None:
    problems = [
        Problem(file, 1, column, f"column “{column}” is missing: add it", f"thiếu cột “{column}”: hãy thêm cột này")
        for column in required
        if column not in heading
    ]
    problems += [
        Problem(
            file, 1, column, f"column “{column}” appears twice: keep one", f"cột “{column}” bị lặp: hãy giữ một cột"
        )
        for column in dict.fromkeys(heading)
        if column and heading.count(column) > 1
    ]
    if problems:
        raise DataRefused(problems)


def _rows(file: str, heading: Sequence[str], line: int, numbered: Iterable[tuple[int, list[str]]]) -> Iterator[Row]:
    for last_line, cells in numbered:
        # A quoted cell may span lines, so a row starts where the one before it ended.
        first_line, line = line + 1, last_line
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(heading):
            english = (
                f"{len(cells)} cells where the heading has {len(heading)}: put quotes around text with a separator"
            )
            vietnamese = f"có {len(cells)} ô, tiêu đề có {len(heading)}: đặt chữ có dấu phân cách trong ngoặc kép"
            raise refusal(file, first_line, None, english, vietnamese)
        yield Row(file, first_line, {name: cell.strip() for name, cell in zip(heading, cells, strict=True)})
