"""What facts say about a criterion by themselves: met or not, of how many how many, and by which facts. Pure.

Of units below, one definition holds in this service: counted is who stood right below on the day the year is counted and had to
register, with a dossier or without one; recognised is who was and still is. Who is out of scope is in no count, and is named with
the reason. The dashboards count the same by `required` and `recognised` (decision 0023).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil

from contracts.recognition.judging import evidence_max
from services.recognition.appraisal import reaches
from services.recognition.projections.evidence import EvidenceRow
from services.recognition.projections.evidence_models import ModelEvidenceRow
from services.recognition.projections.unit_standings import UnitThen

ISSUING = ("province", "district", "commune")
"""Kinds of unit whose resolutions and plans the system records; of others the committee looks at the papers."""
RECOGNISING = ("residential_area", "agency", "enterprise", "school")
"""What can stand below a commune and be recognised."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """Everything that is known about a unit's year: of itself, of what stood right below it, and of the models kept there."""

    unit_id: str
    unit_kind: str
    rows: Sequence[EvidenceRow] = ()
    below: Sequence[UnitThen] = ()
    """Only what had to register."""
    models: Sequence[ModelEvidenceRow] = ()
    """Its own and those of what stands below."""
    excluded: Sequence[UnitThen] = ()
    """What stood below as well and was out of scope."""

    def of(self, unit_id: str, matter: str) -> list[EvidenceRow]:
        return [row for row in self.rows if row.unit_id == unit_id and row.matter == matter]

    def said(self, unit_id: str, matter: str) -> EvidenceRow | None:
        return next(iter(self.of(unit_id, matter)), None)


@dataclass(frozen=True, slots=True)
class Answer:
    """`met` is None where the facts leave it to the committee. `needed` of `denominator` reach the share."""

    source: str
    met: bool | None = None
    numerator: int | None = None
    denominator: int | None = None
    needed: int | None = None
    positions: tuple[int, ...] = ()
    rows: tuple[EvidenceRow, ...] = ()
    models: tuple[ModelEvidenceRow, ...] = ()
    units: Mapping[str, tuple[UnitThen, ...]] = field(default_factory=dict)
    """Units below by what is said of them: registered, missing; recognised, refused, withdrawn, undecided."""
    excluded: tuple[UnitThen, ...] = ()
    """Units below that are in no count, each with its reason."""

    @property
    def missing(self) -> int:
        """So many more, and the share is reached."""
        return max(0, (self.needed or 0) - (self.numerator or 0))


def answer(source: str, at_least: str | None, known: Gathered) -> Answer | None:
    """What the facts answer to a source of evidence; None where there is none to ask: the committee judges."""
    ask = SOURCES.get(source)
    return None if ask is None else ask(source, at_least, known)


def needed_of(total: int, at_least: str) -> int:
    """How many of so many reach an exact share: 18 of 25 reach 7/10, 17.5 are asked for."""
    return ceil(Fraction(at_least) * total)


def _registered(source: str, at_least: str | None, known: Gathered) -> Answer:
    row = known.said(known.unit_id, "registration")
    met = row is not None and row.said == "registered"
    return Answer(source, met, positions=_positions(row), rows=_rows(row))


def _documents(source: str, at_least: str | None, known: Gathered) -> Answer:
    if known.unit_kind not in ISSUING:
        return Answer(source)
    issued = [row for row in known.of(known.unit_id, "document") if row.said in ("resolution", "plan")]
    met = {row.said for row in issued} == {"resolution", "plan"}
    return Answer(source, met, positions=_positions(*issued), rows=_rows(*issued))


def _households(source: str, at_least: str | None, known: Gathered) -> Answer:
    """Without a count nobody knows: no count is not a count of nobody."""
    row = known.said(known.unit_id, "households")
    if row is None:
        return Answer(source)
    return _share(source, at_least, row.numerator, row.denominator, Answer(source, rows=_rows(row)))


def _models(source: str, at_least: str | None, known: Gathered) -> Answer:
    """A residential area may be a point of its commune's model, which the committee knows: none of its own is no answer."""
    effective = tuple(model for model in known.models if model.is_effective)
    positions = tuple(sorted(position for model in effective for position in model.positions))[:evidence_max]
    met = True if effective else None if known.unit_kind != "commune" else False
    return Answer(source, met, positions=positions, models=tuple(known.models))


def _units_registered(source: str, at_least: str | None, known: Gathered) -> Answer:
    by_word = _by_word(
        known, known.below, "registration", lambda row: "registered" if _is(row, "registered") else "missing"
    )
    return _of_units(source, at_least, known, by_word, "registration", "registered")


def _areas_recognised(source: str, at_least: str | None, known: Gathered) -> Answer:
    areas = [unit for unit in known.below if unit.unit_kind == "residential_area"]
    by_word = _by_word(known, areas, "recognition", lambda row: "undecided" if row is None else row.said)
    return _of_units(source, at_least, known, by_word, "recognition", "recognised")


def _units_recognised(source: str, at_least: str | None, known: Gathered) -> Answer:
    by_word = _by_word(known, known.below, "recognition", lambda row: "undecided" if row is None else row.said)
    return _of_units(source, at_least, known, by_word, "recognition", "recognised")


SOURCES: Mapping[str, Callable[[str, str | None, Gathered], Answer]] = {
    "registered": _registered,
    "documents_issued": _documents,
    "households_registered": _households,
    "models_effective": _models,
    "areas_recognised": _areas_recognised,
    "units_registered": _units_registered,
    "units_recognised": _units_recognised,
}


def _by_word(
    known: Gathered, units: Sequence[UnitThen], matter: str, word: Callable[[EvidenceRow | None], str]
) -> dict[str, list[UnitThen]]:
    found: dict[str, list[UnitThen]] = {}
    for unit in units:
        found.setdefault(word(known.said(unit.unit_id, matter)), []).append(unit)
    return found


def _of_units(
    source: str, at_least: str | None, known: Gathered, by_word: dict[str, list[UnitThen]], matter: str, reached: str
) -> Answer:
    rows = [
        row for units in by_word.values() for unit in units if (row := known.said(unit.unit_id, matter)) is not None
    ]
    excluded = tuple(u for u in known.excluded if source != "areas_recognised" or u.unit_kind == "residential_area")
    by = {word: tuple(units) for word, units in by_word.items()}
    told = Answer(source, rows=_rows(*rows), units=by, excluded=excluded)
    total = sum(len(units) for units in by_word.values())
    return _share(source, at_least, len(by_word.get(reached, ())), total, told)


def _share(source: str, at_least: str | None, reached: int, total: int, told: Answer) -> Answer:
    wanted = at_least or "1/1"
    return Answer(
        source, reaches(reached, total, wanted), reached, total, needed_of(total, wanted), _positions(*told.rows),
        told.rows, units=told.units, excluded=told.excluded,
    )  # fmt: skip


def _is(row: EvidenceRow | None, said: str) -> bool:
    return row is not None and row.said == said


def _rows(*rows: EvidenceRow | None) -> tuple[EvidenceRow, ...]:
    return tuple(row for row in rows if row is not None)


def _positions(*rows: EvidenceRow | None) -> tuple[int, ...]:
    """As many as a result of an appraisal may name."""
    return tuple(sorted({row.position for row in rows if row is not None}))[:evidence_max]
