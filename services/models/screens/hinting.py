"""Hints of a name: which models in sight may be the same one."""

from portal.sight import Sight
from services.models.projections.inventory import names_in_sight
from services.models.screens import wording
from services.models.screens.likeness import Hint, hints

compared_max = 20_000


async def hints_of(seen: Sight, name: str, kind: str, unit_id: str, model_id: str = "") -> list[Hint]:
    """Of a model that is there (`model_id`), or that is about to be proposed. It never blocks anything."""
    others = await names_in_sight(seen.connection, seen.scope.named, compared_max)
    tree = seen.viewer.tree
    units = {unit_id, *(other["unit_id"] for other in others)}
    places = {unit: wording.unit_name(tree, unit) for unit in units}
    return hints(name, kind, unit_id, (other for other in others if other["model_id"] != model_id), places)
