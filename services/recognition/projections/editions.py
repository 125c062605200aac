"""Which contents did each rule set have, draft after draft: from what was each edited, and when was it put in force?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from chronicle.projection import Change, Patch, Projection, Put
from contracts.envelope import Seen
from contracts.recognition import RuleSetContent, RuleSetDraftDiscarded, RuleSetDrafted, RuleSetPutInForce

editions_max = 500
Standing = Literal["in_force", "draft", "replaced", "superseded", "discarded"]


@dataclass(frozen=True, slots=True)
class EditionRow:
    rule_set: str
    edition: int
    year: int = 0
    circular: str = ""
    title_vi: str | None = None
    title_en: str | None = None
    based_on_rule_set: str | None = None
    based_on_edition: int | None = None
    drafted_on: date | None = None
    intended_on: date | None = None
    """From when the draft is meant to hold."""
    in_force_on: date | None = None
    discarded_on: date | None = None
    content: str = "{}"
    """All of it as JSON, as it stands in the fact."""


def drafted(fact: RuleSetDrafted, seen: Seen[Any]) -> Iterable[Change]:
    based_on = fact.based_on
    yield Put(
        EditionRow(
            rule_set=fact.rule_set,
            edition=fact.edition,
            year=fact.year,
            circular=fact.circular,
            title_vi=fact.title_vi,
            title_en=fact.title_en,
            based_on_rule_set=based_on.rule_set if based_on else None,
            based_on_edition=based_on.edition if based_on else None,
            drafted_on=fact.drafted_on,
            intended_on=fact.in_force_on,
            content=RuleSetContent.of(fact).model_dump_json(),
        )
    )


def discarded(fact: RuleSetDraftDiscarded, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.rule_set, fact.edition), {"discarded_on": fact.discarded_on})


def put_in_force(fact: RuleSetPutInForce, seen: Seen[Any]) -> Iterable[Change]:
    """What was never a draft gets its row here; of a draft, what it was edited from stays known."""
    key = (fact.rule_set, fact.edition)
    columns = {
        "year": fact.year,
        "circular": fact.circular,
        "title_vi": fact.title_vi,
        "title_en": fact.title_en,
        "in_force_on": fact.in_force_on,
        "content": RuleSetContent.of(fact).model_dump_json(),
    }
    yield Patch(key, columns)


EDITIONS = Projection(
    name="editions",
    row=EditionRow,
    key=("rule_set", "edition"),
    on={RuleSetDrafted: drafted, RuleSetDraftDiscarded: discarded, RuleSetPutInForce: put_in_force},
)

_LISTED = (
    "rule_set, edition, year, circular, title_vi, title_en, based_on_rule_set, based_on_edition, drafted_on, intended_on, "
    "in_force_on, discarded_on"
)


async def editions(connection: Any, rule_set: str | None = None) -> list[dict[str, Any]]:
    """Every edition of one or of all rule sets, newest year first, each with how it stands; without contents."""
    rows = await connection.fetch(
        f"SELECT {_LISTED} FROM recognition.editions WHERE $1::text IS NULL OR rule_set = $1 "
        "ORDER BY year DESC, rule_set, edition DESC LIMIT $2",
        rule_set, editions_max,
    )  # fmt: skip
    found = [dict(row) for row in rows]
    by_set: dict[str, list[dict[str, Any]]] = {}
    for row in found:
        by_set.setdefault(row["rule_set"], []).append(row)
    return [{**row, "standing": standing(row, by_set[row["rule_set"]])} for row in found]


def standing(row: dict[str, Any], of_the_set: Sequence[dict[str, Any]]) -> Standing:
    """How an edition stands among those of its rule set: editions only go up, so the highest of a kind counts."""
    if row["in_force_on"] is not None:
        newest = max(other["edition"] for other in of_the_set if other["in_force_on"] is not None)
        return "in_force" if row["edition"] == newest else "replaced"
    if row["discarded_on"] is not None:
        return "discarded"
    return "draft" if row["edition"] == max(other["edition"] for other in of_the_set) else "superseded"


async def content(connection: Any, rule_set: str, edition: int) -> RuleSetContent | None:
    """What an edition says, as facts say it; None where there is no such one."""
    said = await connection.fetchval(
        "SELECT content FROM recognition.editions WHERE rule_set = $1 AND edition = $2", rule_set, edition
    )
    return None if said is None else RuleSetContent.model_validate_json(said)
