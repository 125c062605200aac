"""How work is asked for: each kind is one SELECT over what stands in sight, and all of them have the same columns.

The database counts, orders and cuts, so that a page costs its rows and the counts, however much is owed.
"""

from collections.abc import Mapping

TODAY = "$2::date"
IN_SIGHT = "($1::text IS NULL OR {unit} IN (SELECT unit_id FROM sight))"
"""Of the units asked about; hashed once a question, where `= ANY` compares each row with each of ten thousand units."""

GIVEN = f"""
sight AS MATERIALIZED (SELECT unnest(string_to_array($1, ' ')) AS unit_id),
standing AS MATERIALIZED (
    SELECT u.unit_id, u.unit_kind, u.parent_id, u.valid_from, u.out_of_scope_reason FROM dashboards.units u
    WHERE u.valid_from <= {TODAY} AND (u.ended_on IS NULL OR u.ended_on > {TODAY}) AND {IN_SIGHT.format(unit="u.unit_id")}
),
kept AS MATERIALIZED (
    SELECT m.model_id, m.unit_id, m.model_name, m.state, m.stage, m.monitor_id, m.closed_on, m.placement_asked
    FROM dashboards.models_kept m WHERE {IN_SIGHT.format(unit="m.unit_id")}
),
years AS (
    SELECT * FROM unnest($3::text[], $4::int[], $5::date[], $6::date[], $7::date[])
        AS y (campaign_id, year, registration_closes, households_due, reviews_due)
),
report_periods AS (
    SELECT * FROM unnest($8::int[], $9::text[], $10::int[], $11::date[], $12::date[]) AS d (year, period, number, last, due)
),
needed AS (SELECT * FROM unnest($13::text[], $14::text[]) AS n (paper, stage))
"""
"""What every kind may look at. `standing`: units in sight that stand today, since one that has ended owes nothing;
`kept`: models of units in sight; `years`: those that run; `report_periods`: those of them that have begun; `needed`: papers
of a model, by its stage."""

_COLUMNS: Mapping[str, str] = {
    "kind": "NULL::text", "unit_id": "u.unit_id", "about": "''", "year": f"extract(year FROM {TODAY})::int",
    "due": "NULL::date", "count": "1", "of": "1", "name": "''", "turn": "'office'", "claim": "NULL::text",
    "holder": "NULL::text", "by_decision": "false", "barred": "false",
}  # fmt: skip
"""By column of what is owed, as `Owed` has them: what it is where a kind says nothing else. `barred`: not this viewer's to do,
though it is their office's."""


def asked(source: str, **columns: str) -> str:
    """A kind's SELECT: what follows its columns, and the columns it says itself."""
    said = {**_COLUMNS, **columns}
    assert said.keys() == _COLUMNS.keys(), columns
    return f"SELECT {', '.join(f'{expression} AS {name}' for name, expression in said.items())}\n{source}"


def named(within: list[str] | None) -> str | None:
    """The units asked about as one text, which is read at once where a list is read one by one. None: all.

    The second wall names units so too (portal, look_as): no id of a unit has a space.
    """
    return None if within is None else " ".join(within)
