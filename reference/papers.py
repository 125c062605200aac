"""The papers a model's dossier should hold, as dated data: what each is called, and from which step on it is missed."""

from datetime import date
from pathlib import Path
from typing import Literal, get_args

from pydantic import Field

from reference.refusal import refusal
from reference.yaml_files import Value, read_yaml

FOLDER = Path(__file__).parent / "papers"

Stage = Literal["proposed", "planned", "decided", "launched", "reviewed"]
STAGES: tuple[Stage, ...] = get_args(Stage)
"""Steps in a model's life, the first one first."""


class Paper(Value):
    """One kind of paper; both named days included, null where no end is known."""

    code: str = Field(pattern=r"^[a-z][a-z0-9_]{0,63}$")
    text_vi: str
    text_en: str
    needed_from: Stage
    first: date
    last: date | None
    confirmed: bool


class Checklist(Value):
    """A list of papers as written, in the order in which pages show them."""

    papers: tuple[Paper, ...] = Field(min_length=1, max_length=100)

    def on(self, day: date) -> tuple[Paper, ...]:
        """The papers asked for on a day."""
        return tuple(p for p in self.papers if p.first <= day and (p.last is None or day <= p.last))


def papers_file(name: str = "vn") -> Path:
    """Returns where a list of this folder is kept."""
    return FOLDER / f"{name}.yaml"


def load_papers(path: Path) -> Checklist:
    """Returns a checklist. Raises DataRefused, also where a code stands twice or ends before it begins."""
    written = read_yaml(path, Checklist)
    seen: set[str] = set()
    for paper in written.papers:
        if paper.code in seen:
            raise refusal(path.name, None, paper.code, "given twice: keep one", "bị lặp: hãy giữ một")
        if paper.last is not None and paper.last < paper.first:
            raise refusal(path.name, None, paper.code, "ends before it begins", "kết thúc trước khi bắt đầu")
        seen.add(paper.code)
    return written
