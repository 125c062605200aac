"""The overview of a unit's year as a table of the terminal, from the very query the overview page asks."""

from fractions import Fraction

from rich.table import Table

from reference.vietnamese import percent, sort_key
from services.dashboards.routes import Overview

INSTITUTIONS = ("agency", "enterprise", "school")


def overview_table(overview: Overview, title: str) -> Table:
    """A row a child that has units of its own, and one for the whole."""
    table = Table(
        "", "areas", "communes", "households", "models working/closed/planned", "dossiers decided/opened", "late",
        title=title, caption="areas, communes: registered / required; generated units say so on the pages",
    )  # fmt: skip
    for column in table.columns[1:]:
        column.justify = "right"
    for child in sorted(overview.children, key=lambda unit: sort_key(unit.unit_name)):
        if child.unit_kind not in INSTITUTIONS:
            table.add_row(*_cells(overview, child.unit_id, f"{child.title} {child.unit_name}"))
    table.add_section()
    table.add_row(*_cells(overview, None, overview.path[-1].unit_name), style="bold")
    return table


def _cells(overview: Overview, branch: str | None, name: str) -> tuple[str, ...]:
    coverage = {row.unit_kind: row for row in overview.coverage if row.branch == branch}
    areas, communes = coverage.get("residential_area"), coverage.get("commune")
    dossiers = [row for row in overview.dossiers if row.branch == branch]
    models = {row.state: row.models for row in overview.models if row.branch == branch}
    total = areas.households_total if areas else 0
    return (
        name,
        f"{areas.registered}/{areas.required}" if areas else "–",
        f"{communes.registered}/{communes.required}" if communes else "–",
        percent(Fraction(areas.households_registered, total)) if areas and total else "–",
        "/".join(str(models.get(state, 0)) for state in ("launched", "closed", "proposed")),
        f"{sum(r.dossiers for r in dossiers if r.state == 'decided')}/{sum(r.dossiers for r in dossiers)}",
        str(sum(row.late for row in dossiers)),
    )
