"""What facts say about a criterion by themselves: met or not, of how many how many, and by which facts. Pure.

Of units below, one definition holds in this service: counted is who stood right below on the day the year is counted and had to
register, with a dossier or without one; recognised is who was and still is. Who is out of scope is in no count, and is named with
the reason. The dashboards count the same by `required` and `recognised` (decision 0023).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from functools import cached_property
from math import ceil

from contracts.recognition import Criterion
from contracts.recognition.judging import evidence_max
from services.recognition.appraisal import reaches
from services.recognition.projections.evidence import EvidenceRow
from services.recognition.projections.evidence_models import ModelEvidenceRow
from services.recognition.projections.unit_standings import UnitThen

ISSUING = ("province", "district", "commune")
"""Kinds of unit whose resolutions and plans the system records; of others the committee looks at the papers."""
RECOGNISING = ("residential_area", "agency", "enterprise", "school")
"""What can stand below a commune and be recognised."""
MATTERS: Mapping[str, str] = {
    "registered": "registration",
    "documents_issued": "document",
    "households_registered": "households",
    "areas_recognised": "recognition",
    "units_registered": "registration",
    "units_recognised": "recognition",
}
"""Of which matter the facts are that answer a source; models are kept elsewhere."""
OF_ITSELF = ("registered", "documents_issued", "households_registered")
"""Sources that ask what the unit itself did."""
NOT_LATE = ("withdrawn", "refused", "guidance")
"""What is said so would not have answered anything had it come in time."""


@dataclass(frozen=True)
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

    @cached_property
    def _by_matter(self) -> Mapping[tuple[str, str], Sequence[EvidenceRow]]:
        """A commune has hundreds of units below, each asked for by itself."""
        found: dict[tuple[str, str], list[EvidenceRow]] = {}
        for row in self.rows:
            found.setdefault((row.unit_id, row.matter), []).append(row)
        return found

    def of(self, unit_id: str, matter: str) -> Sequence[EvidenceRow]:
        return self._by_matter.get((unit_id, matter), ())

    def said(self, unit_id: str, matter: str) -> EvidenceRow | None:
        """Of several the one that holds since last: of households, the newest count."""
        return max(self.of(unit_id, matter), key=lambda row: row.since or date.min, default=None)

    def supposing(self, outcomes: Mapping[str, str]) -> "Gathered":
        """As if these units had been decided so; what there is no fact of has no position."""
        kept = [row for row in self.rows if row.matter != "recognition" or row.unit_id not in outcomes]
        supposed: list[EvidenceRow] = []
        for unit_id, said in outcomes.items():
            known = self.said(unit_id, "recognition") or EvidenceRow(unit_id, 0, "recognition", "")
            supposed.append(replace(known, said=said))
        return replace(self, rows=[*kept, *supposed])

    def as_it_stood(self, by: date) -> "Gathered":
        """Only what held since that day or before, of what holds at all."""
        rows = [row for row in self.rows if row.since is None or row.since <= by]
        return replace(self, rows=rows, models=[model for model in self.models if _launched_by(model, by)])


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
    by: date | None = None
    """The day by which all this had to stand; None: the whole year counts."""
    late: tuple[EvidenceRow, ...] = ()
    """What would have answered it, and came after that day."""

    @property
    def missing(self) -> int:
        """So many more, and the share is reached."""
        return max(0, (self.needed or 0) - (self.numerator or 0))


def answer(source: str, at_least: str | None, known: Gathered, by: date | None = None) -> Answer | None:
    """What the facts answer to a source of evidence; None where there is none to ask: the committee judges.

    With a day, as they stood by then; what came later is named where it was too late.
    """
    ask = SOURCES.get(source)
    if ask is None:
        return None
    if by is None:
        return ask(source, at_least, known)
    found = ask(source, at_least, known.as_it_stood(by))
    late = () if found.met else tuple(_late(source, known, by))
    return replace(found, by=by, late=late, positions=_numbers(*found.positions, *(row.position for row in late)))


def answer_to(criterion: Criterion, year: int, known: Gathered) -> Answer | None:
    """What the facts answer to a criterion in a year, by the day it names."""
    return answer(criterion.evidence, criterion.at_least, known, criterion.stands_by_in(year))


def needed_of(total: int, at_least: str) -> int:
    """How many of so many reach an exact share: 18 of 25 reach 7/10, 17.5 are asked for."""
    return ceil(Fraction(at_least) * total)


def _launched_by(model: ModelEvidenceRow, by: date) -> bool:
    return model.launched_on is not None and model.launched_on <= by


def _late(source: str, known: Gathered, by: date) -> Iterator[EvidenceRow]:
    """Of each unit that counts, what is said now and was not yet then."""
    matter = MATTERS.get(source, "")
    below = [u.unit_id for u in known.below if source != "areas_recognised" or u.unit_kind == "residential_area"]
    for unit_id in [known.unit_id] if source in OF_ITSELF else below:
        rows = known.of(unit_id, matter) if matter == "document" else [known.said(unit_id, matter)]
        for row in rows:
            if row is not None and row.since is not None and row.since > by and row.said not in NOT_LATE:
                yield row


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
    return _numbers(*(row.position for row in rows if row is not None))


def _numbers(*positions: int) -> tuple[int, ...]:
    """In order, each once; 0 is no fact's."""
    return tuple(sorted({position for position in positions if position}))[:evidence_max]
