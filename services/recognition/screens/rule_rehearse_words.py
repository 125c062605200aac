"""A rehearsal in words: how many of each kind fare how, why one does, and each criterion with who says so and by which facts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from portal.share import Standing
from portal.words import Words, message
from services.recognition.screens import rule_wording as codes
from services.recognition.screens.evidence_words import EvidenceTold, Teller
from services.recognition.screens.rule_rehearsal import FAILS, OPEN, Finding, positions_of
from services.recognition.screens.rule_rehearsed import Line, OfKind

positions_linked_max = 200
SAID: Mapping[str, str] = {
    "committee": message("Hội đồng đã xét khi thẩm định"),
    "facts": message("Theo dữ kiện"),
    "nobody": message("Còn chờ hội đồng xét"),
}


@dataclass(frozen=True, slots=True)
class KindTold:
    """How one kind of unit fares, and what is left to committees."""

    counts: str
    bounds: str
    left: Sequence[str]


@dataclass(frozen=True, slots=True)
class FindingTold:
    """One criterion of one dossier."""

    text: str
    standing: Standing
    verdict: str
    said_by: str
    contradiction: str
    evidence: EvidenceTold | None
    outcomes: str
    """How many units below would fare otherwise, where it counts them."""
    document: str
    positions: Sequence[int]
    left: int
    """So many more facts than are named."""


def kinds_told(words: Words, kinds: Iterable[OfKind]) -> list[KindTold]:
    return [_kind(words, one) for one in kinds]


def _kind(words: Words, one: OfKind) -> KindTold:
    number = words.number
    counts = words(
        "%(kind)s: %(dossiers)s hồ sơ đã thẩm định, %(before)s đạt; theo bản này %(met)s chắc chắn đạt, %(failed)s chưa đạt, "
        "%(open)s không kết luận được. Từ đạt thành chưa đạt: %(lost)s; từ chưa đạt thành đạt: %(gained)s.",
        kind=codes.kind(words, one.unit_kind), dossiers=number(one.dossiers), before=number(one.met_before),
        met=number(one.verdicts["met"]), failed=number(one.verdicts["not_met"]),
        open=number(one.verdicts["cannot_be_said"]), lost=number(one.lost), gained=number(one.gained),
    )  # fmt: skip
    bounds = words(
        "Ít nhất %(least)s, nhiều nhất %(most)s trong %(dossiers)s hồ sơ đạt.", least=number(one.verdicts["met"]),
        most=number(one.met_at_best), dossiers=number(one.dossiers),
    )  # fmt: skip
    left = [f"{codes.text_of(words, criterion)} ({number(count)})" for criterion, count in one.open]
    return KindTold(counts, bounds if one.verdicts["cannot_be_said"] else "", left)


def why(words: Words, line: Line) -> str:
    """By what a dossier fares so: what it fails by, what nobody can say, or why it would be met now."""
    if line.rules is None:
        return words("Không có quy định cho loại đơn vị này")
    return codes.reasons(words, line.rules, line.found.reasons)


def findings_told(words: Words, line: Line) -> list[FindingTold]:
    campaign = line.dossier.dossier_id.rpartition("/")[0]
    teller = Teller(words, campaign, line.dossier.unit_id, line.dossier.year)
    return [_finding(words, teller, one) for one in line.found.findings]


def _finding(words: Words, teller: Teller, one: Finding) -> FindingTold:
    positions = positions_of(one)
    standing: Standing = "overdue" if one.why in FAILS else "not_started" if one.why in OPEN else "done"
    verdict = "not_met" if one.why in FAILS else "cannot_be_said" if one.why in OPEN else "met"
    reason = words(codes.WHY_ALONE[one.why]) if one.why is not None and one.why in codes.WHY_ALONE else ""
    return FindingTold(
        text=codes.text_of(words, one.criterion),
        standing=standing,
        verdict=f"{words(codes.VERDICTS[verdict])}{f' ({reason})' if reason else ''}",
        said_by=words(SAID[one.by]),
        contradiction=_contradiction(words, one),
        evidence=None if one.asked is None else teller.told(one.asked.answer),
        outcomes=_outcomes(words, one),
        document=one.result.document_number or "" if one.result else "",
        positions=positions[:positions_linked_max],
        left=max(0, len(positions) - positions_linked_max),
    )


def _contradiction(words: Words, one: Finding) -> str:
    if not one.contradicted:
        return ""
    if one.why is None:
        return words("Hội đồng đã xét đạt, nhưng dữ kiện nói chưa đạt.")
    return words("Hội đồng đã xét chưa đạt, nhưng dữ kiện nói đạt.")


def _outcomes(words: Words, one: Finding) -> str:
    """Of the units below: as it was, as it surely would be, and as it could be."""
    if one.asked is None or one.asked.most is None or one.asked.actual is None:
        return ""
    actual, sure, most = one.asked.actual, one.asked.answer, one.asked.most
    return words(
        "Thực tế %(actual)s/%(total)s đơn vị được công nhận; theo bản này ít nhất %(sure)s, nhiều nhất %(most)s; cần %(needed)s.",
        actual=words.number(actual.numerator or 0), total=words.number(actual.denominator or 0),
        sure=words.number(sure.numerator or 0), most=words.number(most.numerator or 0),
        needed=words.number(actual.needed or 0),
    )  # fmt: skip
