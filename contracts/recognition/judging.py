"""What a committee found in a dossier, what was proposed, and what the chair decided."""

from datetime import date
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from contracts.fact import Count, Fact, Identifier, Sha256, Text, UnitId, Value, Year, items_max
from contracts.recognition.clock import Due
from contracts.recognition.dossiers import Points, without_due
from contracts.registration import UnitKind

Outcome = Literal["recognised", "refused"]
Position = Annotated[int, Field(ge=1, le=2**62, description="of a fact in the log")]

evidence_max = 200


class CriterionResult(Value):
    """What the committee found for one criterion; an incident appears only as *not met, see document no. …*."""

    criterion: Identifier
    met: bool
    numerator: Count | None
    denominator: Count | None
    document_number: Text | None
    points: Points | None = None
    evidence: tuple[Position, ...] = Field(
        default=(), max_length=evidence_max, description="the facts that answered it by themselves"
    )
    note: Text | None = None


class Sitting(Value):
    """How the committee appraised: in a meeting or by written opinions, with how many votes."""

    form: Literal["meeting", "written_opinions"]
    members: Count
    took_part: Count
    in_favour: Count
    against: Count
    minutes_number: Text | None
    minutes_sha256: Sha256 | None


class DossierAppraised(Fact):
    """The committee judged every criterion. Since v2 with how it sat, the points, and by when it is proposed."""

    name: ClassVar[str] = "recognition.dossier_appraised"
    version: ClassVar[int] = 2
    dossier_id: Identifier
    unit_id: UnitId
    year: Year
    results: tuple[CriterionResult, ...] = Field(max_length=items_max)
    met: bool = Field(description="đạt / chưa đạt: every criterion is met")
    appraised_on: date
    sitting: Sitting | None = None
    points: Points | None = None
    due: Due | None = None


class DossierProposed(Fact):
    """The standing body proposed the outcome to the chair (tờ trình). Since v2 with the day by which it is decided."""

    name: ClassVar[str] = "recognition.dossier_proposed"
    version: ClassVar[int] = 2
    dossier_id: Identifier
    unit_id: UnitId
    year: Year
    outcome: Outcome
    proposal_number: Text
    proposed_on: date
    due: Due | None = None


class OutcomeCount(Value):
    """How many of the units that a criterion counts are recognised."""

    criterion: Identifier
    recognised: Count
    in_all: Count


class Outcomes(Value):
    """What a recognition rests on of other units' outcomes, as it stood when it was counted."""

    counts: tuple[OutcomeCount, ...] = Field(max_length=items_max)
    undecided: Count = Field(
        description="dossiers that are decided before this one, were handed in, and lie with a standing body or a chair"
    )
    up_to: Position | None = Field(description="counted up to this fact of the log; null: not by the log")


class OutcomesCounted(Outcomes, Fact):
    """On the day of a decision it was counted again what the recognition rests on of other units' outcomes."""

    name: ClassVar[str] = "recognition.outcomes_counted"
    version: ClassVar[int] = 1
    dossier_id: Identifier
    unit_id: UnitId
    year: Year
    counted_on: date


class DecidingAuthority(Value):
    """By what right the unit decided, as it stood that day."""

    level: Identifier = Field(description="the level the rule set names")
    basis: Text = Field(description="article, or number of the delegation")
    delegated_by: UnitId | None = Field(description="in whose place; null: by its own right")
    signed_as: Literal["chair", "deputy"] = Field(description="a deputy signs for the chair")


class DossierDecided(Fact):
    """The chair recognised the unit, or refused with a reason. A late decision is accepted and marked.

    Since v2 with the authority it rests on.
    """

    name: ClassVar[str] = "recognition.dossier_decided"
    version: ClassVar[int] = 2
    dossier_id: Identifier
    unit_id: UnitId
    unit_kind: UnitKind
    year: Year
    outcome: Outcome
    reason: Text | None
    decision_number: Text
    decided_on: date
    decided_by: UnitId = Field(description="the unit whose chair decided, as it was")
    decide_before: date | None
    late: bool
    authority: DecidingAuthority | None = None


FACTS: tuple[type[Fact], ...] = (DossierAppraised, DossierProposed, OutcomesCounted, DossierDecided)


def _appraised_1_to_2(shape: dict[str, Any]) -> dict[str, Any]:
    """v1 named no evidence, points, note or sitting."""
    results = [{**result, "points": None, "evidence": [], "note": None} for result in shape["results"]]
    return {**shape, "results": results, "sitting": None, "points": None, "due": None}


def _decided_1_to_2(shape: dict[str, Any]) -> dict[str, Any]:
    """v1 did not say by what right, and nobody guesses it now."""
    return {**shape, "authority": None}


UPCASTS = {
    ("recognition.dossier_appraised", 1): _appraised_1_to_2,
    ("recognition.dossier_proposed", 1): without_due,
    ("recognition.dossier_decided", 1): _decided_1_to_2,
}
