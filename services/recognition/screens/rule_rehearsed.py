"""A version of rules rehearsed on the dossiers that were appraised in a year: by what committees found then, and what facts say."""

from asyncio import to_thread
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from contracts.recognition import Criterion, KindRules, RuleSetContent
from portal.authority.tree import Tree
from portal.sight import Sight
from portal.tables import sheet_rows_max
from portal.words import message
from reference.vietnamese import sort_key
from services.recognition.projections.rules import kind_rules
from services.recognition.screens import rule_wording as codes
from services.recognition.screens import wording
from services.recognition.screens.evidence import all_gathered
from services.recognition.screens.rule_appraised import Appraised, appraised_in, years
from services.recognition.screens.rule_rehearsal import Rehearsed
from services.recognition.screens.rule_supposed import suppose

Which = Literal["changes", "cannot_be_said", "not_met", "all"]
WHICH: Mapping[str, str] = {
    "changes": message("Kết quả sẽ khác"),
    "not_met": message("Sẽ chưa đạt"),
    "cannot_be_said": message("Không kết luận được"),
    "all": message("Tất cả"),
}
Days = Literal["kept", "ignored"]
DAYS: Mapping[str, str] = {
    "kept": message("Xét thời hạn của minh chứng"),
    "ignored": message("Bỏ qua thời hạn, xét cả năm"),
}
Told = Callable[[int, int], None]
"""How many of how many dossiers are judged."""


@dataclass(frozen=True, slots=True)
class Line:
    """One dossier under the version; without rules for its kind nothing can be said of it."""

    dossier: Appraised
    unit: str
    above: str
    """What the unit right above is called; "" where it is not in sight."""
    rules: KindRules | None
    found: Rehearsed


@dataclass(frozen=True, slots=True)
class OfKind:
    """How the dossiers of one kind of unit fare. As met at worst are those of `verdicts["met"]`, at best the open ones too."""

    unit_kind: str
    dossiers: int
    met_before: int
    verdicts: Counter[str]
    lost: int
    gained: int
    open: tuple[tuple[Criterion, int], ...]
    """What is left to a committee, and in how many dossiers that cannot be concluded."""

    @property
    def met_at_best(self) -> int:
        return self.verdicts["met"] + self.verdicts["cannot_be_said"]


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """All dossiers of a year that are in sight, and how many fare how."""

    year: int | None
    years: list[int]
    lines: list[Line]

    def listed(self, which: Which) -> list[Line]:
        if which == "changes":
            return [line for line in self.lines if line.found.changes]
        return [line for line in self.lines if which in ("all", line.found.verdict)]

    @property
    def kinds(self) -> list[OfKind]:
        """In the order in which kinds are always named."""
        found: dict[str, list[Line]] = {}
        for line in self.lines:
            found.setdefault(line.dossier.unit_kind, []).append(line)
        return [_of_kind(kind, lines) for kind, lines in found.items()]


def _of_kind(unit_kind: str, lines: Sequence[Line]) -> OfKind:
    open_ = Counter(
        reason.criterion for line in lines if line.found.verdict == "cannot_be_said" for reason in line.found.reasons
    )
    rules = lines[0].rules
    asked = [] if rules is None else [(c, open_[c.code]) for c in rules.criteria if open_[c.code]]
    verdicts = Counter(line.found.verdict for line in lines)
    changed = Counter(line.found.verdict for line in lines if line.found.changes)
    before = sum(line.found.before for line in lines)
    return OfKind(unit_kind, len(lines), before, Counter(verdicts), changed["not_met"], changed["met"], tuple(asked))


def without_days(content: RuleSetContent) -> RuleSetContent:
    """The same rules with evidence of the whole year: nobody could keep to a day that was set after it had passed."""
    kinds = [
        rules.model_copy(update={"criteria": tuple(c.model_copy(update={"stands_by": None}) for c in rules.criteria)})
        for rules in content.kinds
    ]
    return content.model_copy(update={"kinds": tuple(kinds)})


async def rehearsal(
    seen: Sight, content: RuleSetContent, year: int | None, days: Days = "kept", under: str | None = None,
    progress: Told = lambda done, total: None,
) -> Rehearsal:  # fmt: skip
    """By default on the newest year before the version's own that has appraisals, else on the newest of all.

    `under` narrows it to a unit and what stands below it.
    """
    content = content if days == "kept" else without_days(content)
    within = seen.scope.named
    if under is not None:
        seen.must_see(under)
        within = sorted(unit for unit in seen.viewer.tree.below([under]) if seen.scope.sees(unit))
    known_years = await years(seen.connection, within)
    before = [one for one in known_years if one < content.year]
    asked = year or next(iter((*before, *known_years)), None)
    if asked is None:
        return Rehearsal(None, known_years, [])
    dossiers = await appraised_in(seen.connection, within, asked, sheet_rows_max)
    pairs = {(dossier.rule_set, dossier.unit_kind) for dossier in dossiers}
    then = {pair: await kind_rules(seen.connection, *pair) for pair in pairs}
    units = {dossier.unit_id: dossier.unit_kind for dossier in dossiers}
    criteria = [criterion for rules in content.kinds for criterion in rules.criteria]
    known = await all_gathered(seen.connection, units, asked, seen.today, criteria)
    found = await to_thread(suppose, content, asked, dossiers, then, known, lambda done: progress(done, len(dossiers)))
    return Rehearsal(asked, known_years, await to_thread(_lines, content, dossiers, found, seen))


def _lines(
    content: RuleSetContent, dossiers: Sequence[Appraised], found: Mapping[str, Rehearsed], seen: Sight
) -> list[Line]:
    """By kind, then by the unit above: names as “Thôn 1” are those of many units."""
    rules: dict[str, KindRules] = {of_kind.unit_kind: of_kind for of_kind in content.kinds}
    tree = seen.viewer.tree
    order = {kind: number for number, kind in enumerate(codes.KINDS)}
    lines = [
        Line(
            dossier, wording.unit_name(tree, dossier.unit_id), _above(tree, seen, dossier.unit_id),
            rules.get(dossier.unit_kind), found[dossier.dossier_id],
        )
        for dossier in dossiers
    ]  # fmt: skip
    return sorted(
        lines,
        key=lambda line: (
            order.get(line.dossier.unit_kind, len(order)), sort_key(line.above), sort_key(line.unit), line.dossier.unit_id,
        ),
    )  # fmt: skip


def _above(tree: Tree, seen: Sight, unit_id: str) -> str:
    parent = tree.parent(unit_id)
    return wording.unit_name(tree, parent) if parent and seen.scope.sees(parent) else ""
