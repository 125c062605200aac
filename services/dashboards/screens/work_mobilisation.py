"""What mobilisation is waiting for: reports of periods that have begun, and the yearly reviews of joint programmes."""

from services.dashboards.screens.work_question import TODAY, asked

REPORTS = asked(
    """
FROM report_periods d JOIN standing u ON u.unit_kind IN ('commune', 'district') AND u.valid_from <= d.last
WHERE NOT EXISTS (
    SELECT FROM dashboards.activity a
    WHERE a.unit_id = u.unit_id AND a.year = d.year AND a.period = d.period AND a.period_number = d.number
) AND NOT EXISTS (
    SELECT FROM dashboards.units_before b WHERE b.unit_id = u.unit_id AND b.aspect = 'kind' AND b.until > d.last
        AND b.value NOT IN ('commune', 'district')
)
""",
    kind="'report'", about="d.period || '-' || d.number", year="d.year", due="d.due",
)  # fmt: skip
"""Periods that run or are over and were not reported, by communes and districts that were there before they ended."""

PROGRAMMES = asked(
    f"""
FROM standing u JOIN dashboards.programmes p ON p.unit_id = u.unit_id JOIN years y ON extract(year FROM p.first_day) <= y.year
WHERE y.reviews_due IS NOT NULL
    AND coalesce(least(p.last_day, p.ended_on), 'infinity') >= least({TODAY}, y.reviews_due)
    AND NOT EXISTS (SELECT FROM dashboards.programme_reviews r WHERE r.programme_id = p.programme_id AND r.year = y.year)
""",
    kind="'programme'", about="p.programme_id", year="y.year", due="y.reviews_due", name="p.number",
)  # fmt: skip
"""Joint programmes in force whose review of the year is due; one that ended before that day is not reviewed for it."""
