"""Which reforms of its administrative units a province went through: the day, the law, the tables of before and after."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from reference.lineage import Succession, load_lineage
from reference.units import UnitEntry, load_units
from reference.yaml_files import Value, read_yaml

FILE = "reforms.yaml"


class Source(Value):
    """One reform and its tables, named from the folder of the file. Without `units`, the lineage names the successors."""

    day: date
    name_vi: str
    name_en: str
    legal_basis: str
    confirmed: bool
    lineage: str
    units: str | None = None


class Sources(Value):
    """The reforms of a province."""

    reforms: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class OpenedReform:
    """A reform with its tables loaded."""

    source: Source
    lineage: Sequence[Succession]
    after: Sequence[UnitEntry]


def load_reforms(folder: Path) -> list[OpenedReform]:
    """Returns the reforms of a province's folder in the order of their days; none where it has no such file.

    Raises DataRefused.
    """
    if not (folder / FILE).exists():
        return []
    found = read_yaml(folder / FILE, Sources).reforms
    return [
        OpenedReform(
            source,
            load_lineage(folder / source.lineage),
            () if source.units is None else load_units(folder / source.units, source.day),
        )
        for source in sorted(found, key=lambda source: source.day)
    ]
