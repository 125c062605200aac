"""Why rules could not be decided by: what is named twice, cannot be reached, or would leave dossiers without rules."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction

from chronicle.refusal import Refused
from contracts.recognition import Criterion, KindRules, RuleSetContent
from services.recognition.appraisal import SCORED
from services.recognition.authority import LEVELS

points_of_a_sheet_max = 9_999


def hindrances(content: RuleSetContent, in_force: RuleSetContent | None) -> Iterator[Refused]:
    """Everything that keeps the content from being put in force in the place of what is, if anything is."""
    if in_force is not None:
        yield from _must_continue(content, in_force)
    if not content.kinds:
        yield Refused("rule_set.without_kinds", vi="Chưa có loại đơn vị nào", en="There are no rules for any kind")
    yield from _twice("kind", (rules.unit_kind for rules in content.kinds))
    for rules in content.kinds:
        yield from _twice("criterion", (criterion.code for criterion in rules.criteria))
        yield from _twice("document", rules.document_codes)
        yield from _twice("ground", (ground.about for ground in rules.grounds))
        yield from _must_be_possible(rules)
        yield from _must_have_somebody_above(rules)
    yield from _must_have_an_order(content)


def _must_continue(content: RuleSetContent, in_force: RuleSetContent) -> Iterator[Refused]:
    """A correction keeps the year and every kind: dossiers that were opened under it must stay decidable."""
    if in_force.year != content.year:
        yield Refused(
            "rule_set.another_year",
            vi=f"Bộ quy định này là của năm {in_force.year}; hãy dùng mã khác cho năm {content.year}",
            en=f"This rule set is of {in_force.year}; give another name to the one of {content.year}",
        )
    dropped = sorted({rules.unit_kind for rules in in_force.kinds} - {rules.unit_kind for rules in content.kinds})
    if dropped:
        yield Refused(
            "rule_set.kind_dropped",
            vi=f"Không thể bỏ loại đơn vị đã có quy định: {', '.join(dropped)}",
            en=f"Kinds of unit that have rules cannot lose them: {', '.join(dropped)}",
        )


def _twice(what: str, codes: Iterable[str]) -> Iterator[Refused]:
    listed = list(codes)
    twins = sorted({code for code in listed if listed.count(code) > 1})
    if twins:
        yield Refused(
            f"rule_set.{what}_twice",
            vi=f"Bộ quy định nêu hai lần: {', '.join(twins)}",
            en=f"The rule set names twice: {', '.join(twins)}",
        )


def _must_be_possible(rules: KindRules) -> Iterator[Refused]:
    if rules.window_from > rules.window_to:
        yield Refused(
            "rule_set.window_backwards",
            vi=f"Kỳ xét của {rules.unit_kind} kết thúc trước khi bắt đầu",
            en=f"The window of {rules.unit_kind} ends before it begins",
        )
    if not rules.criteria:
        yield Refused(
            "rule_set.without_criteria",
            vi=f"Loại đơn vị {rules.unit_kind} chưa có tiêu chí nào",
            en=f"Nothing is asked of {rules.unit_kind}: every unit would meet it",
        )
    misplaced = [criterion.code for criterion in rules.criteria if not _fraction_fits(criterion)]
    if misplaced:
        yield Refused(
            "rule_set.fraction_misplaced",
            vi=f"Tiêu chí theo tỷ lệ, và chỉ tiêu chí đó, phải có tỷ lệ không quá 1: {', '.join(misplaced)}",
            en=f"A criterion of a share, and no other, must give the share, of 1 at most: {', '.join(misplaced)}",
        )
    yield from _must_be_reachable(rules)


def _must_have_somebody_above(rules: KindRules) -> Iterator[Refused]:
    """The unit right above takes in and decides: rules that name a level it can never be of leave nobody to."""
    levels = [level for level in (rules.appraised_by, rules.decided_by) if level not in (None, "managing_level")]
    reachable = LEVELS[2:] if rules.unit_kind == "residential_area" else LEVELS
    unreachable = sorted({level for level in levels if level not in reachable and level is not None})
    if unreachable:
        yield Refused(
            "rule_set.authority_out_of_reach",
            vi=f"Không có đơn vị cấp {', '.join(unreachable)} nào là cấp trên trực tiếp của {rules.unit_kind}",
            en=f"No unit of the level {', '.join(unreachable)} stands right above a unit of the kind {rules.unit_kind}",
        )


def _fraction_fits(criterion: Criterion) -> bool:
    if criterion.at_least is not None and Fraction(criterion.at_least) > 1:
        return False
    return (criterion.kind == "fraction_at_least") == (criterion.at_least is not None)


def _must_be_reachable(rules: KindRules) -> Iterator[Refused]:
    """A sheet of points has maxima and a pass mark that all of them together reach."""
    misplaced = [c.code for c in rules.criteria if (c.kind in SCORED) != (c.points_max is not None)]
    if misplaced:
        yield Refused(
            "rule_set.points_misplaced",
            vi=f"Tiêu chí chấm điểm hoặc trừ điểm, và chỉ tiêu chí đó, phải có điểm tối đa: {', '.join(misplaced)}",
            en=f"A criterion of points or a deduction, and no other, must give its maximum: {', '.join(misplaced)}",
        )
    if (rules.pass_mark is not None) != any(criterion.kind in SCORED for criterion in rules.criteria):
        yield Refused(
            "rule_set.pass_mark_misplaced",
            vi=f"Điểm đạt của {rules.unit_kind}: cần có khi có tiêu chí chấm điểm, và chỉ khi đó",
            en=f"The pass mark of {rules.unit_kind} is given where criteria have points, and only there",
        )
    most = sum((Decimal(c.points_max) for c in rules.criteria if c.kind == "points" and c.points_max), Decimal(0))
    if most > points_of_a_sheet_max or (rules.pass_mark is not None and most < Decimal(rules.pass_mark)):
        yield Refused(
            "rule_set.pass_mark_out_of_reach",
            vi=f"Tổng điểm tối đa của {rules.unit_kind} là {most}: không đến điểm đạt, hoặc quá {points_of_a_sheet_max}",
            en=f"All points of {rules.unit_kind} come to {most}: below the pass mark, or above {points_of_a_sheet_max}",
        )


def _must_have_an_order(content: RuleSetContent) -> Iterator[Refused]:
    """Kinds wait for kinds that have rules, and in no circle: otherwise nobody could ever be decided."""
    waits = {rules.unit_kind: set(rules.decided_after) for rules in content.kinds}
    unknown = sorted(set().union(*waits.values()) - waits.keys())
    if unknown:
        yield Refused(
            "rule_set.order_unknown",
            vi=f"Thứ tự quyết định nêu loại đơn vị không có quy định: {', '.join(unknown)}",
            en=f"The order of decisions names kinds that have no rules: {', '.join(unknown)}",
        )
    while free := {kind for kind, after in waits.items() if not after & waits.keys()}:
        waits = {kind: after for kind, after in waits.items() if kind not in free}
    if waits:
        yield Refused(
            "rule_set.order_circular",
            vi=f"Thứ tự quyết định quay vòng: {', '.join(sorted(waits))}",
            en=f"The order of decisions goes in a circle: {', '.join(sorted(waits))}",
        )
