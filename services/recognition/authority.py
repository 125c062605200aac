"""What recognition knows of a unit of the register, and whose chair may decide its dossier on a day."""

from dataclasses import dataclass, replace
from datetime import date

from chronicle.aggregate import Fold
from chronicle.refusal import Refused
from contracts.fact import Fact
from contracts.recognition import KindRules
from contracts.registration import UnitEnded, UnitKindChanged, UnitListed, UnitMoved

LEVELS = ("province", "district", "commune")


@dataclass(frozen=True)
class KnownUnit:
    """A unit's kind, to whom it belonged from which day, and when it ended. No kind: it is not in the register."""

    kind: str = ""
    parents: tuple[tuple[date, str | None], ...] = ()
    ended_on: date | None = None

    def stands_on(self, day: date) -> bool:
        return self.kind != "" and (self.ended_on is None or day < self.ended_on)

    def parent_on(self, day: date) -> str | None:
        """The parent of that day; before the first known day, the first known parent."""
        ordered = sorted(self.parents, key=lambda dated: dated[0])
        held = [parent for since, parent in ordered if since <= day]
        return held[-1] if held else next((parent for _, parent in ordered), None)


def evolve_unit(unit: KnownUnit, fact: Fact) -> KnownUnit:
    match fact:
        case UnitListed():
            return replace(unit, kind=fact.unit_kind, parents=((fact.valid_from, fact.parent_id),))
        case UnitKindChanged():
            return replace(unit, kind=fact.unit_kind)
        case UnitMoved():
            return replace(unit, parents=(*unit.parents, (fact.valid_from, fact.parent_id)))
        case UnitEnded():
            return replace(unit, ended_on=fact.ended_on)
    return unit


UNIT = Fold(category="registration.unit", initial=KnownUnit(), evolve=evolve_unit)


def must_decide(rules: KindRules, unit: KnownUnit, decider_id: str, decider: KnownUnit, day: date) -> None:
    """The unit above decides, as it stood that day, and it must be of the level the rules name. Raises Refused.

    Where that level is not there any more, as districts since 01/07/2025, the unit right above is broader, and decides.
    """
    if not decider.stands_on(day):
        raise Refused(
            "decider.unknown", vi="Cấp quyết định không có trong danh bạ", en="The deciding unit is not in the register"
        )
    if not _is_of_the_level(decider, rules.decided_by) or unit.parent_on(day) != decider_id:
        raise Refused(
            "decision.not_theirs",
            vi="Đơn vị này không có thẩm quyền quyết định hồ sơ; thẩm quyền thuộc cấp trên trực tiếp theo bộ quy định",
            en="This unit may not decide the dossier: the unit directly above does, at the level the rule set names",
        )


def must_take_in(rules: KindRules, unit: KnownUnit, body_id: str, body: KnownUnit, day: date) -> None:
    """The standing body of the unit above takes a dossier in, as it stood that day and of the level the rules name. Raises Refused.

    As with who decides, where that level is not there any more the unit right above is broader, and takes it in.
    """
    if not body.stands_on(day) or unit.parent_on(day) != body_id:
        raise Refused(
            "submission.not_theirs",
            vi="Hồ sơ nộp cho Thường trực Ban Chỉ đạo của cấp trên trực tiếp, không phải đơn vị này",
            en="A dossier is handed to the standing body of the unit directly above, which this is not",
        )
    if not _is_of_the_level(body, rules.appraised_by or "managing_level"):
        raise Refused(
            "submission.another_level",
            vi="Bộ quy định giao cấp rộng hơn thẩm định; hãy sửa cấp trên trực tiếp trong danh bạ hoặc sửa bộ quy định",
            en="The rule set has a broader level appraise: correct the unit above in the register, or the rule set",
        )


def _is_of_the_level(unit: KnownUnit, level: str) -> bool:
    return level in ("managing_level", unit.kind) or _is_above(unit.kind, level)


def _is_above(kind: str, level: str) -> bool:
    return kind in LEVELS and level in LEVELS and LEVELS.index(kind) < LEVELS.index(level)


def must_have_ended(unit: KnownUnit, day: date) -> None:
    """Raises Refused for a unit that still stands on the day."""
    if unit.stands_on(day):
        raise Refused(
            "dossier.unit_stands",
            vi="Đơn vị vẫn tồn tại, hồ sơ tiếp tục được xét",
            en="The unit still stands, and its dossier goes on",
        )
