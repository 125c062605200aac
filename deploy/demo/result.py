"""Prints what the year came to, by district, from the very query the overview page asks."""

from dataclasses import dataclass
from fractions import Fraction

from rich.console import Console
from rich.table import Table

from chronicle.host import RELAY, Host
from portal.sight import looking_freely
from reference.campaigns import OpenedCampaign
from reference.vietnamese import percent, sort_key
from services.dashboards.routes import Overview, overview_of


@dataclass(frozen=True, slots=True)
class Line:
    """One district, or the whole province."""

    name: str
    areas: str
    communes: str
    households: str
    models: str
    decided: str
    late: str


async def print_result(host: Host, opened: OpenedCampaign, console: Console) -> None:
    """A row a district and one for the province; then where the log and its slowest reader stand."""
    dashboards = host.services["dashboards"]
    async with looking_freely(dashboards) as seen:
        overview = await overview_of(dashboards, seen, opened.province_id, opened.campaign.year)
    table = Table(
        "", "areas", "communes", "households", "models working/closed/planned", "dossiers decided/opened", "late",
        title=f"{opened.campaign.name_vi}", caption="areas, communes: registered / required; generated units say so on the pages",
    )  # fmt: skip
    for column in table.columns[1:]:
        column.justify = "right"
    for child in sorted(overview.children, key=lambda unit: sort_key(unit.unit_name)):
        if child.unit_kind not in ("agency", "enterprise", "school"):
            table.add_row(*_cells(_line(overview, child.unit_id, f"{child.title} {child.unit_name}")))
    table.add_section()
    table.add_row(*_cells(_line(overview, None, overview.path[-1].unit_name)), style="bold")
    console.print(table)
    lag = max((reader.lag for service in host.services.values() for reader in service.readers), default=0)
    console.print(f"{await host.services[RELAY.name].log.head()} facts in the log; no reader is more than {lag} behind")


def _line(overview: Overview, branch: str | None, name: str) -> Line:
    coverage = {row.unit_kind: row for row in overview.coverage if row.branch == branch}
    areas, communes = coverage.get("residential_area"), coverage.get("commune")
    dossiers = [row for row in overview.dossiers if row.branch == branch]
    models = {row.state: row.models for row in overview.models if row.branch == branch}
    total = areas.households_total if areas else 0
    return Line(
        name=name,
        areas=f"{areas.registered}/{areas.required}" if areas else "–",
        communes=f"{communes.registered}/{communes.required}" if communes else "–",
        households=percent(Fraction(areas.households_registered, total)) if areas and total else "–",
        models="/".join(str(models.get(state, 0)) for state in ("launched", "closed", "proposed")),
        decided=f"{sum(r.dossiers for r in dossiers if r.state == 'decided')}/{sum(r.dossiers for r in dossiers)}",
        late=str(sum(row.late for row in dossiers)),
    )


def _cells(line: Line) -> tuple[str, ...]:
    return (line.name, line.areas, line.communes, line.households, line.models, line.decided, line.late)
