"""Who may ask what of models: the officers of the place that keeps one, and those above; placing and asking is done from above."""

from portal.authority.permission import May, Permissions, named
from portal.authority.roles import OFFICERS
from services.models.inventory import (
    CloseInventory,
    CompleteInventory,
    ConfirmModel,
    Inventory,
    OpenInventory,
)
from services.models.model import CloseModel, DecideModel, LaunchModel, MoveModel, PlanModel, ProposeModel, RenameModel
from services.models.papers import ConsolidateModel, FilePaper, TakePaperBack
from services.models.state import Model, ModelCommand
from services.models.upkeep import AssignMonitor, ReplicateModel, ReviewModel

ABOVE = frozenset({"district_officer", "provincial_officer"})


def kept_by(command: ModelCommand, model: Model) -> str | None:
    """The unit that keeps the model; of one nobody proposed, nobody."""
    return model.unit_id or None


def opened_by(command: CloseInventory, inventory: Inventory) -> str | None:
    """The body that asked."""
    return inventory.unit_id or None


PERMISSIONS: Permissions = {
    ProposeModel: May(OFFICERS, named("unit_id")),
    **{
        asked: May(OFFICERS, kept_by)
        for asked in (
            PlanModel, DecideModel, LaunchModel, RenameModel, CloseModel, AssignMonitor, ReviewModel, ReplicateModel,
            FilePaper, TakePaperBack, ConsolidateModel,
        )
    },
    MoveModel: May(ABOVE, kept_by),
    OpenInventory: May(ABOVE, named("unit_id")),
    CloseInventory: May(ABOVE, opened_by),
    ConfirmModel: May(OFFICERS, named("unit_id")),
    CompleteInventory: May(OFFICERS, named("unit_id")),
}  # fmt: skip
