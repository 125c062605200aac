"""What audit does because a day began: it vouches for the log as it stands then, and hands the note out."""

from chronicle.reaction import Reaction, Reactions
from chronicle.service import Service
from contracts.audit import CheckpointPublished
from contracts.calendar import DayBegan
from services.audit.ledger import handing_out

REACTIONS: Reactions = {}


def effects(service: Service) -> Reactions:
    """Both look at what a replay must not touch: the key, and the folder outside."""
    return {
        DayBegan: (
            Reaction(
                "publish the checkpoint when a day began", handing_out.publish_the_checkpoint_when_a_day_began(service)
            ),
        ),
        CheckpointPublished: (
            Reaction(
                "file the checkpoint when it is published",
                handing_out.file_the_checkpoint_when_it_is_published(service),
            ),
        ),
    }
