"""The checklist of a model's dossier as data."""

from datetime import date
from pathlib import Path

import pytest

from reference.papers import load_papers, papers_file
from reference.refusal import DataRefused

pytestmark = pytest.mark.fast

LINE = "  - {{code: {code}, text_vi: a, text_en: b, needed_from: planned, first: 2020-01-01, last: {last}, confirmed: false}}"


def test_the_list_asks_for_the_papers_of_the_decision_from_its_day_on() -> None:
    written = load_papers(papers_file())
    codes = [paper.code for paper in written.on(date(2021, 3, 1))]
    assert codes[:3] == ["survey_report", "proposal", "plan"] and "regulation" in codes
    assert written.on(date(2017, 5, 24)) == ()
    assert not any(paper.confirmed for paper in written.papers)


@pytest.mark.parametrize("lines", [[("a", "null"), ("a", "null")], [("a", "2019-01-01")]])
def test_a_list_that_contradicts_itself_is_refused(tmp_path: Path, lines: list[tuple[str, str]]) -> None:
    path = tmp_path / "x.yaml"
    written = "\n".join(LINE.format(code=code, last=last) for code, last in lines)
    path.write_text(f"papers:\n{written}\n", encoding="utf-8")
    with pytest.raises(DataRefused):
        load_papers(path)
