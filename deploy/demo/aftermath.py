"""After the decisions: one area's recognition is withdrawn, and the commune's, which rested on it, is looked at again."""

from collections.abc import Iterator
from fractions import Fraction

from deploy.demo.dossiers import days_of
from deploy.demo.step import Step, later
from deploy.demo.story import Story
from reference.units import UnitEntry
from services.recognition.aftermath import CloseReview, WithdrawRecognition

days_until_withdrawn, days_until_reviewed = 3, 4


def steps(story: Story) -> Iterator[Step]:
    """Where a commune can spare one of its areas, so that its own recognition stands."""
    chosen = next(_can_be_spared(story), None)
    if chosen is None:
        return
    area, commune = chosen
    decided = []
    for unit in chosen:
        rules = story.opened.rule_set.rules_for(unit.kind)
        assert rules is not None
        decided.append(days_of(story, unit, rules).decided)
    day = later(max(decided), days_until_withdrawn, story.calendar)
    yield Step(day, 0, "recognition", commune.unit_id, "commune_chair", f"withdraw/{area.unit_id}", WithdrawRecognition(
        occurred_on=day, dossier_id=story.dossier_of(area), decided_by=commune.unit_id, decision_number="15/QĐ-UBND",
        reason="Phát sinh vụ việc trong danh mục của Thông tư, theo biên bản số 09/BB-BCĐ",
    ))  # fmt: skip
    district, reviewed = commune.parent_id or "", later(day, days_until_reviewed, story.calendar)
    recognised, in_all = story.area_counts(commune)
    yield Step(reviewed, 0, "recognition", district, "district_chair", f"review/{commune.unit_id}", CloseReview(
        occurred_on=reviewed, dossier_id=story.dossier_of(commune), decided_by=district, upheld=True,
        document_number="04/TB-UBND", reason=f"Vẫn còn {recognised - 1}/{in_all} khu dân cư được công nhận",
    ))  # fmt: skip


def _can_be_spared(story: Story) -> Iterator[tuple[UnitEntry, UnitEntry]]:
    for commune in story.of_kind("commune"):
        recognised, in_all = story.area_counts(commune)
        if story.recognised(commune) and Fraction(recognised - 1, in_all) >= story.areas_needed:
            for area in story.children(commune.unit_id, "residential_area"):
                if story.recognised(area):
                    yield area, commune
