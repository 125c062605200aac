"""Every table of a page leads to its files: whoever sees rows can take them along."""

import re

import pytest

from tests.architecture.sources import REPOSITORY

pytestmark = pytest.mark.fast

TEMPLATES = {
    path.relative_to(REPOSITORY).as_posix(): path.read_text(encoding="utf-8")
    for folder in ("portal", "services")
    for path in sorted((REPOSITORY / folder).rglob("templates/*.html"))
}
MARK = re.compile(
    r"(?P<table><table\b|\b\w+\.table\()|(?P<files>\b\w+\.files\()|(?P<part>{%-? call (\w+\.)?part\()|(?P<end>{%-? endcall)"
)
"""A table, the links to files, and the beginning and end of a part, which has both its heading and its files."""

WITHOUT = {
    "portal/templates/tables.html": (1, "the macro that all the others call"),
    "portal/templates/entry_preview.html": (
        1,
        "what a file would record, before it does: the file is the one handed in",
    ),
    "services/mobilisation/templates/report_confirm.html": (1, "what a form is about to record, asked once more"),
    "services/recognition/templates/dossier_return.html": (1, "what a form offers to tick"),
    "services/recognition/templates/decide_many.html": (
        2,
        "what a form offers to tick, and what it is about to record",
    ),
    "services/dashboards/templates/work.html": (
        1,
        "either what was done or what is to do: one of two tables, one file",
    ),
}
"""Templates → how many of their tables have no files of their own, and why."""


def without_files(template: str) -> int:
    """Tables after which no files come before the next one, except inside a part."""
    found, waiting, in_part = 0, False, False
    for mark in MARK.finditer(re.sub(r"{#.*?#}", "", template, flags=re.DOTALL)):
        if mark["part"]:
            in_part = True
        elif mark["end"]:
            in_part = False
        elif mark["files"]:
            waiting = False
        elif not in_part:
            found, waiting = found + waiting, True
    return found + waiting


def test_every_table_leads_to_its_files() -> None:
    found = {path: count for path, text in TEMPLATES.items() if (count := without_files(text))}
    assert found == {path: count for path, (count, _) in WITHOUT.items()}


def test_a_part_has_its_files() -> None:
    [macro] = re.findall(
        r"{% macro part\(.*?{% endmacro %}", TEMPLATES["services/dashboards/templates/part.html"], re.DOTALL
    )
    assert ".files(" in macro


def test_files_are_linked_in_both_kinds() -> None:
    calls = [call for text in TEMPLATES.values() for call in re.findall(r"{{ \w+\.files\(.*?\) }}", text)]
    written = [call for call in calls if ".xlsx" in call or ".csv" in call]
    assert len(written) > 20
    for call in written:
        assert call.count('.xlsx"') == call.count('.csv"') == 1, call


@pytest.mark.parametrize(
    ("template", "count"),
    [
        ("<table></table>", 1),
        ("{{ declared.table(one) }}{{ declared.files(one) }}", 0),
        ("<table></table><table></table>{{ t.files(x) }}", 1),
        ("{{ t.files(x) }}<table></table>", 1),
        ("{% call parts.part(1) %}<table></table>{% endcall %}", 0),
        ("{% call parts.empty(1) %}{% endcall %}<table></table>", 1),
        ("{# <table> #}", 0),
    ],
)
def test_a_table_without_files_is_caught(template: str, count: int) -> None:
    assert without_files(template) == count
