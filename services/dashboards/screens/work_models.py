"""What models are waiting for: to be confirmed in an inventory, a monitoring body, papers, a unit that keeps them after a split."""

from services.dashboards.screens.work_question import TODAY, asked

INVENTORIES = asked(
    f"""
FROM standing u JOIN dashboards.inventory_parts p ON p.unit_id = u.unit_id
    JOIN dashboards.inventories i ON i.inventory_id = p.inventory_id
    LEFT JOIN kept m ON m.unit_id = p.unit_id AND (m.state <> 'closed' OR m.closed_on >= i.opened_on)
    LEFT JOIN dashboards.confirmations c ON c.inventory_id = p.inventory_id AND c.model_id = m.model_id
WHERE p.completed_on IS NULL AND i.closed_on IS NULL AND i.opened_on <= {TODAY}
GROUP BY u.unit_id, i.inventory_id, i.due, i.inventory_name
""",
    kind="'inventory'", about="i.inventory_id", due="i.due", name="i.inventory_name",
    count="count(m.model_id) FILTER (WHERE c.model_id IS NULL)", of="count(m.model_id)",
)  # fmt: skip
"""Units an open inventory asks that have not said that they are through: n of m models left, or none and only the word."""

MONITORS = asked(
    """
FROM standing u JOIN kept m ON m.unit_id = u.unit_id
WHERE m.state = 'launched' AND m.monitor_id IS NULL
""",
    kind="'monitor'", about="m.model_id", name="m.model_name",
)  # fmt: skip
"""Working models that no body monitors and guides. No day is set for it."""

PAPERS = asked(
    """
FROM standing u JOIN kept m ON m.unit_id = u.unit_id JOIN needed n ON n.stage = m.stage
    LEFT JOIN dashboards.papers p ON p.model_id = m.model_id AND p.paper = n.paper
WHERE m.state <> 'closed' AND p.model_id IS NULL
GROUP BY u.unit_id, m.model_id, m.model_name
""",
    kind="'papers'", about="m.model_id", count="count(*)", name="m.model_name",
)  # fmt: skip
"""Models whose dossier lacks papers that the checklist of the day asks for at their step. No day is set for it."""

PLACEMENTS = asked(
    "FROM kept m WHERE m.placement_asked AND m.state <> 'closed'",
    kind="'placement'", unit_id="m.unit_id", about="m.model_id", name="m.model_name", turn="'above'",
)  # fmt: skip
"""Models whose unit was split: who stands above says which successor keeps them."""
