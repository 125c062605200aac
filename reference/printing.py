"""What printed papers say, as data: the bodies that issue them, their abbreviations and signers, and what papers rest on."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from reference.refusal import refusal
from reference.yaml_files import Value, read_yaml

FOLDER = Path(__file__).parent / "printing"

BodyName = Literal["committee", "police", "steering"]
PaperKind = Literal["submission", "minutes", "appraisal", "decision", "certificate", "slip", "apology"]
SignerKind = Literal["head", "deputy"]
Lines = tuple[str, ...]


class Body(Value):
    """A body that issues papers at every level. `symbols` are abbreviations by the Vietnamese word for the unit's kind."""

    name: str
    symbols: Mapping[str, str]
    stands_under: Literal["nobody", "same_body_above", "committee"]
    lines: Lines | None = Field(default=None, description="how it stands at the head, where not by name and place")
    top: str | None = Field(default=None, description="what the province's own stands under")
    signers: Mapping[SignerKind, Lines]
    signers_at_top: Mapping[SignerKind, Lines] | None = Field(default=None, description="where the province's differ")
    confirmed: bool


class Issued(Value):
    """By which body a kind of paper is issued, and its abbreviation."""

    body: BodyName
    symbol: str
    confirmed: bool


class Basis(Value):
    """A law that decisions name while it holds."""

    text: str
    first: date
    last: date | None
    confirmed: bool


class Printing(Value):
    """The whole file."""

    bodies: Mapping[BodyName, Body]
    papers: Mapping[PaperKind, Issued]
    circulars: Mapping[str, str]
    bases: tuple[Basis, ...]

    def bases_on(self, day: date, circular: str) -> Lines:
        """What a decision of the day rests on: the laws in force, and the circular by its full name where it is known."""
        laws = tuple(
            basis.text for basis in self.bases if basis.first <= day and (basis.last is None or day <= basis.last)
        )
        return (*laws, self.circulars.get(circular, f"Thông tư số {circular}"))


def printing_file(name: str = "vn") -> Path:
    """Returns where the words of this folder are kept."""
    return FOLDER / f"{name}.yaml"


def load_printing(path: Path) -> Printing:
    """Returns the words. Raises DataRefused, also where a body cannot sign or a law ends before it begins."""
    written = read_yaml(path, Printing)
    for name, body in written.bodies.items():
        if body.signers.keys() != {"head", "deputy"}:
            raise refusal(path.name, None, f"bodies.{name}.signers", "name head and deputy", "cần head và deputy")
    for basis in written.bases:
        if basis.last is not None and basis.last < basis.first:
            raise refusal(path.name, None, "bases", f"{basis.text} ends before it begins", "kết thúc trước khi bắt đầu")
    return written


@cache
def printing() -> Printing:
    """The words as they ship, read once."""
    return load_printing(printing_file())
