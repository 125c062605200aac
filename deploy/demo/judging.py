"""What is said of a unit in its dossier: by itself, by the committee criterion by criterion, and by other outcomes."""

from contracts.recognition import CriterionResult, OutcomeCount, Outcomes, SelfAnswer, Sitting
from deploy.demo.step import draw, one_in
from deploy.demo.story import Story
from reference.rule_sets import KindRules
from reference.units import UnitEntry

FINDING = "Biên bản thẩm định số 07/BB-BCĐ"
by_written_opinions_one_in = 3
members_min = 7


def answers(results: tuple[CriterionResult, ...]) -> tuple[SelfAnswer, ...]:
    """Units see themselves as the counts say; where none answers, they see no fault."""
    return tuple(
        SelfAnswer(
            criterion=result.criterion, met=result.met or result.denominator is None, points=None, document_number=None
        )
        for result in results
    )


def sitting(unit: UnitEntry, recognised: bool) -> Sitting:
    """How the committee sat: who is against is never more than a few, unless the unit fails."""
    members = members_min + draw("members", unit.parent_id or "", 5)
    took_part = members - draw("absent", unit.unit_id, 3)
    minority = draw("minority", unit.unit_id, 3)
    written = one_in("written", unit.unit_id, by_written_opinions_one_in)
    return Sitting(
        form="written_opinions" if written else "meeting",
        members=members,
        took_part=took_part,
        in_favour=took_part - minority if recognised else minority,
        against=minority if recognised else took_part - minority,
        minutes_number=f"{1 + draw('minutes', unit.unit_id, 90):02d}/BB-BCĐ",
        minutes_sha256=None,
    )


def results(story: Story, unit: UnitEntry, rules: KindRules) -> tuple[CriterionResult, ...]:
    """Counts answer what they can; the committee's one finding, where there is one, falls on the last judged criterion."""
    judged = [criterion.code for criterion in rules.criteria if criterion.evidence == "judged"]
    failed = None if story.judged_well(unit) or not judged else judged[-1]
    found = []
    for criterion in rules.criteria:
        numerator = denominator = None
        met = criterion.code != failed
        if criterion.kind == "fraction_at_least":
            numerator, denominator = _fraction(story, unit, criterion.evidence)
            met = denominator > 0 and criterion.fraction is not None and numerator >= criterion.fraction * denominator
        found.append(CriterionResult(
            criterion=criterion.code, met=met, numerator=numerator, denominator=denominator,
            document_number=FINDING if criterion.code == failed else None,
        ))  # fmt: skip
    return tuple(found)


def outcomes(story: Story, unit: UnitEntry, rules: KindRules) -> Outcomes | None:
    """A commune is decided after its areas: by then none is undecided."""
    recognised, in_all = story.area_counts(unit)
    asked = [criterion.code for criterion in rules.criteria if criterion.evidence == "areas_recognised"]
    counts = tuple(OutcomeCount(criterion=code, recognised=recognised, in_all=in_all) for code in asked)
    return Outcomes(counts=counts, undecided=0, up_to=None) if counts else None


def _fraction(story: Story, unit: UnitEntry, evidence: str) -> tuple[int, int]:
    if evidence == "areas_recognised":
        return story.area_counts(unit)
    households = story.households(unit)
    return households.signed, households.total
