"""What registration is waiting for: documents not issued, units that have not registered, households not told or told lower."""

from services.dashboards.screens.work_question import IN_SIGHT, TODAY, asked

DOCUMENTS = asked(
    """
FROM standing u CROSS JOIN years y JOIN dashboards.duties d ON d.campaign_id = y.campaign_id AND d.unit_kind = u.unit_kind
    LEFT JOIN dashboards.documents c ON c.unit_id = u.unit_id AND c.year = y.year
WHERE u.valid_from <= d.due_on AND coalesce(
    CASE d.document_kind WHEN 'resolution' THEN c.resolutions WHEN 'plan' THEN c.plans ELSE c.guidances END, 0) = 0
""",
    kind="'document'", about="d.document_kind", year="y.year", due="d.due_on",
)  # fmt: skip
"""A unit that came after the day a document was due does not owe it."""

_KEEPER = f"""CASE WHEN u.unit_kind <> 'commune' AND u.parent_id IS NOT NULL AND {IN_SIGHT.format(unit="u.parent_id")}
    THEN u.parent_id ELSE u.unit_id END"""
"""Areas and institutions are one entry of what they stand under, where that is in sight."""
_SORT = f"""CASE WHEN {_KEEPER} = u.unit_id THEN 'own'
    WHEN u.unit_kind = 'residential_area' THEN 'areas' ELSE 'institutions' END"""
_KIND = """CASE WHEN c.registered_on IS NULL THEN 'registration' WHEN u.unit_kind <> 'residential_area' THEN NULL
    WHEN c.households_as_of IS NULL THEN 'households' WHEN c.households_lowered THEN 'households_lowered' END"""
_PERIOD = "CASE o.kind WHEN 'registration' THEN 'registering' ELSE 'counting' END"
_DUE = """CASE WHEN p.period IS NOT NULL THEN l.until WHEN o.kind = 'registration' THEN o.registration_closes
    WHEN o.kind = 'households' THEN o.households_due END"""

REGISTERING = asked(
    f"""
FROM (
    SELECT {_KIND} AS kind, {_KEEPER} AS keeper, {_SORT} AS sort, u.unit_id, y.*
    FROM standing u CROSS JOIN years y LEFT JOIN dashboards.coverage c ON c.unit_id = u.unit_id AND c.year = y.year
    WHERE u.unit_kind NOT IN ('province', 'district') AND u.out_of_scope_reason IS NULL
) o LEFT JOIN dashboards.periods p ON p.campaign_id = o.campaign_id AND p.period = {_PERIOD}
    LEFT JOIN dashboards.late_entries l ON l.unit_id = o.unit_id AND l.campaign_id = o.campaign_id AND l.period = {_PERIOD}
WHERE o.kind IS NOT NULL AND (p.period IS NULL OR l.until >= {TODAY})
GROUP BY 1, 2, 3, 4, 5
""",
    kind="o.kind", unit_id="o.keeper", about="o.sort", year="o.year", due=_DUE, count="count(*)", turn="'unit'",
)  # fmt: skip
"""Units that must register and have not, and those that need not are in nobody's way; of areas that registered, those that
told no count of households yet, or one below the count before: allowed, but somebody looks at it. Counted by keeper, sort
and day. After the close of a period only who has permission still can, until the last day of it."""
