"""What if a year had been judged by another rule set: the rehearsal of the pages, asked by the operator."""

from collections import Counter

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

from chronicle.settings import Settings
from contracts.recognition import RuleSetContent
from deploy.components import COMPONENTS
from deploy.installation import opened, sight_at
from deploy.operations import Unknown, print_json
from portal.component import COMPONENT as PORTAL
from portal.sight import Sight
from portal.words import Words
from reference.rule_sets import shipped
from services.recognition.component import COMPONENT as RECOGNITION
from services.recognition.rule_set_files import content_of
from services.recognition.screens.rule_rehearse_words import kinds_told, why
from services.recognition.screens.rule_rehearsed import Days, Line, Rehearsal, Which, rehearsal
from services.recognition.screens.rule_shell import shown_or_refused

positions_told_max = 10
ASKED = tuple(one for one in COMPONENTS if one.name in (PORTAL.name, RECOGNITION.name))


async def what_if(
    settings: Settings, console: Console, rule_set: str, year: int | None, unit: str | None, as_of: str | None,
    which: Which, days: Days, *, as_json: bool,
) -> None:  # fmt: skip
    """Prints who would fare otherwise under the rules, why, and by which facts. Raises Unknown, Refused, Rejected."""
    bar = Progress("{task.description}", BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=console,
                   transient=True, disable=as_json)  # fmt: skip
    async with opened(settings, ASKED) as host:
        service, task = host.services[RECOGNITION.name], bar.add_task("what if · giả sử")
        async with sight_at(host, service, as_of) as seen:
            content = await _rules(seen.as_it_is(), rule_set)
            with bar:
                found = await rehearsal(
                    seen, content, year, days, unit, lambda done, total: bar.update(task, completed=done, total=total)
                )
    if found.year is None:
        raise Unknown("no dossier was appraised then · khi đó chưa có hồ sơ nào được thẩm định")
    if as_json:
        _as_json(found, which)
    else:
        _say(console, found, which)


async def _rules(seen: Sight, rule_set: str) -> RuleSetContent:
    """The draft or what is in force under that name, else what is shipped. Raises Unknown."""
    known = await seen.connection.fetchval("SELECT count(*) FROM recognition.editions WHERE rule_set = $1", rule_set)
    if known:
        return (await shown_or_refused(seen, rule_set, None)).content
    if rule_set not in shipped():
        raise Unknown(f"no rule set {rule_set}; shipped are {', '.join(shipped())} · không có bộ quy định này")
    return content_of(shipped()[rule_set])


def _as_json(found: Rehearsal, which: Which) -> None:
    """First how many of each kind fare how, then a dossier a line."""
    for one in found.kinds:
        verdicts = {name: one.verdicts[name] for name in ("met", "not_met", "cannot_be_said")}
        print_json({"year": found.year, "unit_kind": one.unit_kind, "dossiers": one.dossiers, "met_before": one.met_before,
                    **verdicts, "lost": one.lost, "gained": one.gained})  # fmt: skip
    for line in found.listed(which):
        print_json(
            {
                "dossier": line.dossier.dossier_id, "unit": line.dossier.unit_id, "unit_name": line.unit,
                "unit_kind": line.dossier.unit_kind, "met_before": line.found.before, "verdict": line.found.verdict,
                "reasons": [{"criterion": reason.criterion, "why": reason.why} for reason in line.found.reasons],
                "facts": line.found.positions,
            }
        )  # fmt: skip


def _say(console: Console, found: Rehearsal, which: Which) -> None:
    for words in (Words("vi"), Words("en")):
        for told in kinds_told(words, found.kinds):
            console.print(f"{told.counts} {told.bounds}".strip(), highlight=False, soft_wrap=True)
    listed = found.listed(which)
    for line in listed:
        console.print(_line(line), highlight=False, soft_wrap=True, markup=False)
    reasons = Counter(reason.why for line in listed for reason in line.found.reasons)
    why_so = ", ".join(f"{name} {count}" for name, count in sorted(reasons.items()))
    console.print(
        f"{found.year}: {len(listed)} listed{f' ({why_so})' if why_so else ''}", highlight=False, soft_wrap=True
    )


def _line(line: Line) -> str:
    facts = " ".join(str(position) for position in line.found.positions[:positions_told_max])
    verdict = f"{'met' if line.found.before else 'not_met'} → {line.found.verdict}"
    return f"{line.unit}, {line.above} [{line.dossier.unit_id}]: {verdict}; {why(Words('vi'), line)}; facts {facts}"
