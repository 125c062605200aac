"""What mobilisation is waiting for: reports of periods that have begun, and the yearly reviews of joint programmes."""

from typing import Any

from services.dashboards.screens.work import Owed
from services.dashboards.screens.work_asked import Asked
from services.dashboards.screens.work_registration import STANDING

_REPORTS = f"""
SELECT u.unit_id, d.period, d.number, d.due
FROM unnest($4::text[], $5::int[], $6::date[], $7::date[]) AS d (period, number, last, due)
    JOIN dashboards.units u ON u.unit_kind IN ('commune', 'district') AND u.valid_from <= d.last
WHERE {STANDING} AND NOT EXISTS (
    SELECT FROM dashboards.activity a
    WHERE a.unit_id = u.unit_id AND a.year = $3 AND a.period = d.period AND a.period_number = d.number
) AND NOT EXISTS (
    SELECT FROM dashboards.units_before b WHERE b.unit_id = u.unit_id AND b.aspect = 'kind' AND b.until > d.last
        AND b.value NOT IN ('commune', 'district')
)
"""


async def reports(connection: Any, asked: Asked) -> list[Owed]:
    """Periods that run or are over and were not reported, by communes and districts that were there before they ended."""
    written = asked.written.report_periods if asked.written else ()
    due = [period for period in written if period.first <= asked.today]
    rows = await connection.fetch(
        _REPORTS, asked.today, asked.within, asked.campaign.year, [period.period for period in due],
        [period.period_number for period in due], [period.last for period in due], [period.due for period in due],
    )  # fmt: skip
    year = asked.campaign.year
    return [Owed("report", row["unit_id"], f"{row['period']}-{row['number']}", year, row["due"]) for row in rows]


_PROGRAMMES = f"""
SELECT p.programme_id, p.unit_id, p.number FROM dashboards.programmes p JOIN dashboards.units u USING (unit_id)
WHERE extract(year FROM p.first_day) <= $3 AND coalesce(least(p.last_day, p.ended_on), 'infinity') >= least($1, $4::date)
    AND {STANDING}
    AND NOT EXISTS (SELECT FROM dashboards.programme_reviews r WHERE r.programme_id = p.programme_id AND r.year = $3)
"""


async def programmes(connection: Any, asked: Asked) -> list[Owed]:
    """Joint programmes in force whose review of the year is due; one that ended before that day is not reviewed for it."""
    if asked.written is None or asked.written.programme_reviews is None:
        return []
    due, year = asked.written.programme_reviews.due, asked.campaign.year
    rows = await connection.fetch(_PROGRAMMES, asked.today, asked.within, year, due)
    return [Owed("programme", r["unit_id"], r["programme_id"], year, due, name=r["number"]) for r in rows]
