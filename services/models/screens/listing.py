"""The list of models: which ones somebody asks for, what is wrong with each, and what they add up to in four ways."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, get_args

from portal.words import message
from reference.papers import STAGES, Paper
from reference.vietnamese import fold_marks

Finding = Literal["no_monitor", "not_reviewed", "missing_papers", "weak", "unit_ended", "to_place", "any"]
StateAsked = Literal["preparing", "proposed", "planned", "decided", "launched", "open", "closed"]
Order = Literal["name", "kind", "points", "teams", "since", "id"]

FINDINGS: Mapping[Finding, tuple[str, str]] = {
    "no_monitor": (message("Chưa có đơn vị theo dõi, hướng dẫn"), "state = 'launched' AND monitor_id IS NULL"),
    "not_reviewed": (
        message("Năm nay chưa sơ kết, tổng kết"), "state = 'launched' AND coalesce(reviewed_on < $4, true)",
    ),
    "missing_papers": (message("Hồ sơ thiếu văn bản"), "cardinality(missing) > 0"),
    "weak": (message("Yếu hoặc không hoạt động, chưa kết thúc"), "state <> 'closed' AND grade IN ('weak', 'not_working')"),
    "unit_ended": (message("Đơn vị quản lý đã kết thúc"), "state <> 'closed' AND unit_ended"),
    "to_place": (
        message("Chờ chọn đơn vị quản lý sau khi chia tách"), "state <> 'closed' AND cardinality(successors) > 0",
    ),
}  # fmt: skip
"""What is wrong with a model, and how it is seen. $4 is the first day of the year."""
_ANY = " OR ".join(f"({condition})" for _, condition in FINDINGS.values())

STATES: Mapping[StateAsked, tuple[str, ...]] = {
    "preparing": ("proposed", "planned", "decided"),
    "proposed": ("proposed",),
    "planned": ("planned",),
    "decided": ("decided",),
    "launched": ("launched",),
    "open": ("proposed", "planned", "decided", "launched"),
    "closed": ("closed",),
}
ORDERS: Mapping[Order, str] = {
    "name": "words, ",
    "kind": "model_kind, ",
    "points": "points DESC, ",
    "teams": "teams DESC, ",
    "since": "since DESC, ",
    "id": "model_id, ",
}
assert set(ORDERS) == set(get_args(Order))


@dataclass(frozen=True, slots=True)
class Asked:
    """The models somebody wants: of which units (None: all in sight), and narrowed by what."""

    units: Sequence[str] | None = None
    kind: str = ""
    block: str = ""
    patron: str = ""
    state: StateAsked | None = None
    grade: str = ""
    finding: Finding | None = None
    text: str = ""
    order: Order = "name"
    origin: str = ""
    after: str = ""
    """In the order of ids: the last one of the page before."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Models counted in four ways that are never one number; `findings` by finding, of all that match."""

    models: int
    kinds: int
    points: int
    teams: int
    findings: Mapping[str, int]


_FLAGGED = """
WITH flagged AS (
    SELECT m.*, k.ended_on IS NOT NULL AS unit_ended, array(
        SELECT r.paper FROM unnest($5::text[], $6::int[]) WITH ORDINALITY AS r(paper, stage, place)
        WHERE r.stage <= CASE WHEN m.state = 'closed' THEN -1 WHEN m.state = 'launched' AND m.reviewed_on IS NOT NULL THEN 4
            ELSE array_position(ARRAY['proposed', 'planned', 'decided', 'launched'], m.state) - 1 END
        AND NOT EXISTS (SELECT FROM models.papers p WHERE p.model_id = m.model_id AND p.paper = r.paper)
        ORDER BY r.place
    ) AS missing
    FROM models.inventory m LEFT JOIN models.keepers k USING (unit_id)
    WHERE ($1::text[] IS NULL OR m.unit_id = ANY($1)) AND ($2::text[] IS NULL OR m.unit_id = ANY($2))
        AND ($3::text = '' OR m.model_id = $3)
)
"""


def _parameters(
    within: list[str] | None, asked: Asked, checklist: Sequence[Paper], day: date, model_id: str = ""
) -> list[Any]:
    stages = [STAGES.index(paper.needed_from) for paper in checklist]
    units = None if asked.units is None else list(asked.units)
    return [within, units, model_id, date(day.year, 1, 1), [paper.code for paper in checklist], stages]


def _narrowed(asked: Asked) -> tuple[str, list[Any]]:
    """Conditions on `flagged`, and their parameters from $7 on."""
    words = [f"%{word}%" for word in fold_marks(asked.text).replace("%", "").replace("_", " ").split()]
    conditions = [
        "($7::text[] IS NULL OR state = ANY($7))", "($8 = '' OR model_kind = $8)", "($9 = '' OR block = $9)",
        "($10 = '' OR patron = $10)", "($11 = '' OR grade = $11)", "words LIKE ALL ($12::text[])",
        "($13 = '' OR origin_id = $13)", "model_id > $14", "$4::date IS NOT NULL",
    ]  # fmt: skip
    states = list(STATES[asked.state]) if asked.state else None
    parameters: list[Any] = [
        states,
        asked.kind,
        asked.block,
        asked.patron,
        asked.grade,
        words,
        asked.origin,
        asked.after,
    ]
    if asked.finding:
        conditions.append(f"({_ANY if asked.finding == 'any' else FINDINGS[asked.finding][1]})")
    return " AND ".join(conditions), parameters


async def counted(
    connection: Any, within: list[str] | None, asked: Asked, checklist: Sequence[Paper], day: date
) -> Counts:
    """What the list adds up to: models, kinds, points and teams that stand apart, and how many have which finding."""
    condition, parameters = _narrowed(asked)
    found = ", ".join(f"count(*) FILTER (WHERE {sql}) AS {name}" for name, (_, sql) in FINDINGS.items())
    row = await connection.fetchrow(
        f"{_FLAGGED} SELECT count(*) AS models, count(DISTINCT model_kind) AS kinds, coalesce(sum(points), 0)::bigint AS points, "
        f"coalesce(sum(teams), 0)::bigint AS teams, {found} FROM flagged WHERE {condition}",
        *_parameters(within, asked, checklist, day), *parameters,
    )  # fmt: skip
    return Counts(row["models"], row["kinds"], row["points"], row["teams"], {name: row[name] for name in FINDINGS})


_COLUMNS = ", ".join(f"({sql}) AS {name}" for name, (_, sql) in FINDINGS.items())


async def models_listed(
    connection: Any, within: list[str] | None, asked: Asked, checklist: Sequence[Paper], day: date, limit: int,
    offset: int = 0,
) -> list[dict[str, Any]]:  # fmt: skip
    """Lines of the list in its order; each says what is wrong with it (`findings`) and which papers are missing."""
    condition, parameters = _narrowed(asked)
    rows = await connection.fetch(
        f"{_FLAGGED} SELECT *, {_COLUMNS} FROM flagged WHERE {condition} "
        f"ORDER BY {ORDERS[asked.order]} words, model_id LIMIT $15 OFFSET $16",
        *_parameters(within, asked, checklist, day), *parameters, limit, offset,
    )  # fmt: skip
    return [_with_findings(row) for row in rows]


async def model_in_sight(
    connection: Any, within: list[str] | None, model_id: str, checklist: Sequence[Paper], day: date
) -> dict[str, Any] | None:
    """One model with its findings, or None where there is none in sight."""
    row = await connection.fetchrow(
        f"{_FLAGGED} SELECT *, {_COLUMNS} FROM flagged", *_parameters(within, Asked(), checklist, day, model_id)
    )
    return None if row is None else _with_findings(row)


def _with_findings(row: Any) -> dict[str, Any]:
    found = dict(row)
    findings = [name for name in FINDINGS if found.pop(name)]
    return {**found, "missing": list(found["missing"]), "findings": findings}


async def choices(connection: Any, within: list[str] | None, units: Sequence[str] | None) -> dict[str, list[str]]:
    """The kinds and patrons there are among these models, to filter and to fill in by."""
    row = await connection.fetchrow(
        "SELECT array_agg(DISTINCT model_kind) AS kinds, array_agg(DISTINCT patron) FILTER (WHERE patron IS NOT NULL) AS patrons "
        "FROM models.inventory WHERE ($1::text[] IS NULL OR unit_id = ANY($1)) AND ($2::text[] IS NULL OR unit_id = ANY($2))",
        within, units,
    )  # fmt: skip
    return {"kinds": sorted(row["kinds"] or ()), "patrons": sorted(row["patrons"] or ())}
