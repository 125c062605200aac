"""A form as a workbook filled with what we know: one row each, what is ours locked, what is to be filled in open."""

from collections.abc import Sequence

from portal.workbooks.form import Cells, Form, heading, said
from portal.workbooks.guide import About
from portal.workbooks.limits import workbook_rows_max
from portal.workbooks.writing import Writing
from reference.vietnamese import Language


def template(form: Form, rows: Sequence[Cells], about: About = (), language: Language = "vi") -> bytes:
    """The workbook of a form (XLSX). `rows` hold values by key; of a choice its code; None or a missing key is an empty cell.

    10,000 rows take about a second: use a thread.
    """
    assert len(rows) <= workbook_rows_max, f"{len(rows)} rows cannot come back in one workbook"
    writing = Writing(form, language)
    writing.set_columns(dict(enumerate(form.columns)), 1, about)
    labels = {
        column.key: {choice.code: said(choice.said, language) for choice in column.choices} for column in form.columns
    }
    formats = [writing.format_of(column) for column in form.columns]
    for place, column in enumerate(form.columns):
        writing.page.write_string(0, place, heading(column, language), writing.heading)
    for number, cells in enumerate(rows, start=1):
        for place, column in enumerate(form.columns):
            value = cells.get(column.key)
            if value is not None:
                shown = labels[column.key].get(str(value), value) if column.choices else value
                writing.write(number, place, shown, formats[place])
    return writing.done(0, _fixed_in_front(form))


def _fixed_in_front(form: Form) -> int:
    """How many columns stay in view: those of ours in front, and no more than two so that a small screen has room."""
    front = next((place for place, column in enumerate(form.columns) if column.kind != "fixed"), len(form.columns))
    return min(front, 2)
