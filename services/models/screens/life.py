"""What a fact of a model's life says beyond its name: numbers, counts, grades, units, reasons."""

from typing import Any

from contracts.models import (
    ModelClosed,
    ModelConsolidated,
    ModelDecided,
    ModelLaunched,
    ModelMoved,
    ModelPlanned,
    ModelProposed,
    ModelRenamed,
    ModelReplicated,
    ModelReviewed,
    MonitorAssigned,
    PaperFiled,
    PaperTakenBack,
    PlacementAsked,
)
from portal.authority.tree import Tree
from portal.words import Words
from services.models.screens import wording


def details(words: Words, tree: Tree, fact: Any) -> str:
    """One line; what somebody wrote stands in it as it was written."""
    match fact:
        case ModelProposed():
            return f"{fact.model_name} ({fact.model_kind})"
        case ModelPlanned():
            return fact.plan_number
        case ModelDecided():
            return fact.decision_number
        case ModelLaunched():
            counts = _counts(words, fact.points, fact.teams)
            return words("quy chế %(number)s; %(counts)s", number=fact.regulation_number, counts=counts)
        case ModelReplicated():
            added, now = _counts(words, fact.added_points, fact.added_teams), _counts(words, fact.points, fact.teams)
            return words("thêm %(added)s; nay có %(now)s", added=added, now=now)
        case ModelReviewed():
            return _review(words, fact)
    return _upkeep(words, tree, fact)


def _upkeep(words: Words, tree: Tree, fact: Any) -> str:
    match fact:
        case MonitorAssigned():
            return wording.unit_name(tree, fact.monitor_id)
        case PaperFiled():
            return words("%(number)s, ngày %(day)s", number=fact.number, day=words.day(fact.dated))
        case PaperTakenBack():
            return f"{fact.number}: {fact.reason}"
        case ModelConsolidated():
            return words("có %(n)s loại văn bản", n=words.number(len(fact.papers)))
        case ModelRenamed():
            return f"{fact.previous_name} → {fact.model_name}"
        case ModelMoved():
            units = (wording.unit_name(tree, unit) for unit in (fact.previous_unit_id, fact.unit_id))
            return f"{' → '.join(units)}: {fact.reason}"
        case PlacementAsked():
            return ", ".join(wording.unit_name(tree, unit) for unit in fact.successors)
        case ModelClosed():
            return str(fact.reason)
    return ""


def _counts(words: Words, points: int, teams: int) -> str:
    return words("%(points)s điểm, %(teams)s tổ", points=words.number(points), teams=words.number(teams))


def _review(words: Words, fact: ModelReviewed) -> str:
    grade = words(wording.GRADES[fact.grade])
    kind = wording.named(words, wording.REVIEW_KINDS, fact.review_kind)
    if fact.period_first and fact.period_last:
        period = f"{words.day(fact.period_first)} – {words.day(fact.period_last)}"
        return words("%(kind)s kỳ %(period)s: %(grade)s", kind=kind, period=period, grade=grade)
    return f"{kind}: {grade}" if kind else grade
