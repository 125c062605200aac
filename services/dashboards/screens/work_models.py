"""What models are waiting for: to be confirmed in an inventory, a monitoring body, papers, a unit that keeps them after a split."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from reference.papers import STAGES
from services.dashboards.screens.work import Owed
from services.dashboards.screens.work_asked import checklist
from services.dashboards.screens.work_registration import STANDING

Within = Sequence[str] | None
"""The units asked about; None: all."""

_INVENTORIES = f"""
SELECT p.inventory_id, p.unit_id, i.inventory_name, i.due, n.models, n.unconfirmed
FROM dashboards.inventory_parts p JOIN dashboards.inventories i USING (inventory_id)
    JOIN dashboards.units u USING (unit_id) CROSS JOIN LATERAL (
    SELECT count(*) AS models, count(*) FILTER (WHERE c.model_id IS NULL) AS unconfirmed
    FROM dashboards.models_kept m LEFT JOIN dashboards.confirmations c
        ON c.inventory_id = p.inventory_id AND c.model_id = m.model_id
    WHERE m.unit_id = p.unit_id AND (m.state <> 'closed' OR m.closed_on >= i.opened_on)
) n
WHERE p.completed_on IS NULL AND i.closed_on IS NULL AND i.opened_on <= $1 AND {STANDING}
"""


async def inventories(connection: Any, within: Within, today: date) -> list[Owed]:
    """Units an open inventory asks that have not said that they are through: n of m models left, or none and only the word."""
    rows = await connection.fetch(_INVENTORIES, today, within)
    return [
        Owed("inventory", row["unit_id"], row["inventory_id"], today.year, row["due"], row["unconfirmed"],
             row["models"], row["inventory_name"])
        for row in rows
    ]  # fmt: skip


_MONITORS = f"""
SELECT m.model_id, m.unit_id, m.model_name FROM dashboards.models_kept m JOIN dashboards.units u USING (unit_id)
WHERE m.state = 'launched' AND m.monitor_id IS NULL AND {STANDING}
"""


async def monitors(connection: Any, within: Within, today: date) -> list[Owed]:
    """Working models that no body monitors and guides. No day is set for it."""
    rows = await connection.fetch(_MONITORS, today, within)
    return [Owed("monitor", r["unit_id"], r["model_id"], today.year, None, name=r["model_name"]) for r in rows]


_PAPERS = f"""
SELECT m.model_id, m.unit_id, m.model_name, count(*) AS missing
FROM dashboards.models_kept m JOIN dashboards.units u USING (unit_id)
    JOIN unnest($3::text[], $4::int[]) AS r (paper, stage) ON r.stage < array_position($5::text[], m.stage)
WHERE m.state <> 'closed' AND {STANDING}
    AND NOT EXISTS (SELECT FROM dashboards.papers p WHERE p.model_id = m.model_id AND p.paper = r.paper)
GROUP BY m.model_id, m.unit_id, m.model_name
"""


async def papers(connection: Any, within: Within, today: date) -> list[Owed]:
    """Models whose dossier lacks papers that the checklist of the day asks for at their step. No day is set for it."""
    needed = checklist().on(today)
    stages = [STAGES.index(paper.needed_from) for paper in needed]
    rows = await connection.fetch(_PAPERS, today, within, [paper.code for paper in needed], stages, list(STAGES))
    return [
        Owed("papers", r["unit_id"], r["model_id"], today.year, None, r["missing"], name=r["model_name"]) for r in rows
    ]


_PLACEMENTS = """
SELECT model_id, unit_id, model_name FROM dashboards.models_kept
WHERE placement_asked AND state <> 'closed' AND ($1::text[] IS NULL OR unit_id IN (SELECT unnest($1::text[])))
"""


async def placements(connection: Any, within: Within, today: date) -> list[Owed]:
    """Models whose unit was split: who stands above says which successor keeps them."""
    rows = await connection.fetch(_PLACEMENTS, within)
    return [Owed("placement", r["unit_id"], r["model_id"], today.year, None, name=r["model_name"]) for r in rows]
