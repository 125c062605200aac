"""The rules of a year: criteria, windows, deadlines, documents and who decides, as they were put in force."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from pydantic import Field

from chronicle.aggregate import Aggregate, Fold
from chronicle.command import Command
from chronicle.refusal import Refused
from contracts.fact import Fact, Identifier, Text, Year, items_max
from contracts.recognition import Criterion, KindRules, RuleSetPutInForce


class PutRuleSetInForce(Command):
    """Makes a rule set the one to decide by, from the day it holds; again with other content, it corrects it."""

    rule_set: Identifier
    circular: Text
    year: Year
    kinds: tuple[KindRules, ...] = Field(min_length=1, max_length=items_max)


@dataclass(frozen=True)
class RuleSet:
    """What decisions need to know of it. Year 0: nobody put it in force."""

    circular: str = ""
    year: int = 0
    kinds: tuple[KindRules, ...] = ()

    @property
    def in_force(self) -> bool:
        return self.year != 0


def rules_to_go_by(rule_set: RuleSet, unit_kind: str, year: int) -> KindRules:
    """The rules for a kind of unit in a year. Raises Refused where there are none to go by."""
    if not rule_set.in_force:
        raise Refused("rule_set.not_in_force", vi="Bộ quy định chưa có hiệu lực", en="The rule set is not in force yet")
    if rule_set.year != year:
        raise Refused(
            "rule_set.another_year", vi=f"Bộ quy định của năm {rule_set.year}", en=f"The rule set is of {rule_set.year}"
        )
    rules = next((rules for rules in rule_set.kinds if rules.unit_kind == unit_kind), None)
    if rules is None:
        raise Refused(
            "rule_set.no_such_kind",
            vi="Bộ quy định không áp dụng cho loại đơn vị này",
            en="The rule set has no rules for this kind of unit",
        )
    return rules


def is_late(rules: KindRules, decided_on: date) -> bool:
    """Whether a decision of that day comes after the deadline; never where the rules name none."""
    if rules.decide_before is None:
        return False
    return decided_on >= rules.decide_before if rules.before_excludes_the_day else decided_on > rules.decide_before


def evolve(known: RuleSet, fact: Fact) -> RuleSet:
    match fact:
        case RuleSetPutInForce():
            return RuleSet(circular=fact.circular, year=fact.year, kinds=fact.kinds)
    return known


def put_in_force(command: PutRuleSetInForce, known: RuleSet) -> list[Fact]:
    if known == RuleSet(command.circular, command.year, command.kinds):
        return []
    _must_continue(command, known)
    _must_be_named_once("kind", [rules.unit_kind for rules in command.kinds])
    for rules in command.kinds:
        _must_be_named_once("criterion", [criterion.code for criterion in rules.criteria])
        _must_be_named_once("document", rules.documents)
        _must_be_possible(rules)
    return [
        RuleSetPutInForce(
            rule_set=command.rule_set,
            circular=command.circular,
            year=command.year,
            kinds=command.kinds,
            in_force_on=command.occurred_on,
        )
    ]


def _must_continue(command: PutRuleSetInForce, known: RuleSet) -> None:
    """A correction keeps the year and every kind: dossiers that were opened under it must stay decidable."""
    if known.in_force and known.year != command.year:
        raise Refused(
            "rule_set.another_year",
            vi=f"Bộ quy định này là của năm {known.year}; hãy dùng mã khác cho năm {command.year}",
            en=f"This rule set is of {known.year}; give another name to the one of {command.year}",
        )
    dropped = sorted({rules.unit_kind for rules in known.kinds} - {rules.unit_kind for rules in command.kinds})
    if dropped:
        raise Refused(
            "rule_set.kind_dropped",
            vi=f"Không thể bỏ loại đơn vị đã có quy định: {', '.join(dropped)}",
            en=f"Kinds of unit that have rules cannot lose them: {', '.join(dropped)}",
        )


def _must_be_named_once(what: str, codes: Iterable[str]) -> None:
    listed = list(codes)
    twins = sorted({code for code in listed if listed.count(code) > 1})
    if twins:
        raise Refused(
            f"rule_set.{what}_twice",
            vi=f"Bộ quy định nêu hai lần: {', '.join(twins)}",
            en=f"The rule set names twice: {', '.join(twins)}",
        )


def _must_be_possible(rules: KindRules) -> None:
    if rules.window_from > rules.window_to:
        raise Refused(
            "rule_set.window_backwards",
            vi=f"Kỳ xét của {rules.unit_kind} kết thúc trước khi bắt đầu",
            en=f"The window of {rules.unit_kind} ends before it begins",
        )
    if not rules.criteria:
        raise Refused(
            "rule_set.without_criteria",
            vi=f"Loại đơn vị {rules.unit_kind} chưa có tiêu chí nào",
            en=f"Nothing is asked of {rules.unit_kind}: every unit would meet it",
        )
    misplaced = [criterion.code for criterion in rules.criteria if not _fraction_fits(criterion)]
    if misplaced:
        raise Refused(
            "rule_set.fraction_misplaced",
            vi=f"Tiêu chí theo tỷ lệ, và chỉ tiêu chí đó, phải có tỷ lệ: {', '.join(misplaced)}",
            en=f"A criterion of a share, and no other, must give the share: {', '.join(misplaced)}",
        )


def _fraction_fits(criterion: Criterion) -> bool:
    return (criterion.kind == "fraction_at_least") == (criterion.at_least is not None)


RULE_SET: Aggregate[RuleSet] = Aggregate(
    fold=Fold(category="recognition.rule_set", initial=RuleSet(), evolve=evolve),
    identity=lambda command: command.rule_set,
    decisions={PutRuleSetInForce: put_in_force},
)
