"""Who may ask what of models: the officers of the place that keeps one, and those above."""

from portal.authority.permission import May, Permissions, named
from portal.authority.roles import OFFICERS
from services.models.model import (
    AssignMonitor,
    CloseModel,
    LaunchModel,
    Model,
    ModelCommand,
    ProposeModel,
    ReplicateModel,
    ReviewModel,
)


def kept_by(command: ModelCommand, model: Model) -> str | None:
    """The unit that keeps the model; of one nobody proposed, nobody."""
    return model.unit_id or None


PERMISSIONS: Permissions = {
    ProposeModel: May(OFFICERS, named("unit_id")),
    **{
        asked: May(OFFICERS, kept_by) for asked in (LaunchModel, AssignMonitor, ReviewModel, ReplicateModel, CloseModel)
    },
}
