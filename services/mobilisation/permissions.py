"""Who may ask what of mobilisation: the officers of the place that reports, and those above."""

from portal.authority.permission import May, Permissions, named
from portal.authority.roles import OFFICERS
from portal.batches.batch import RecordBatch, RecordUndoing
from services.mobilisation.activity import ReportActivity, UndoActivity
from services.mobilisation.force import CountForce
from services.mobilisation.programme import (
    EndProgramme,
    Programme,
    ProgrammeCommand,
    RenewProgramme,
    ReviewProgramme,
    SignProgramme,
)


def of_level(command: ProgrammeCommand, programme: Programme) -> str | None:
    """The unit of whose level the programme is; of one nobody recorded, nobody."""
    return programme.unit_id


PERMISSIONS: Permissions = {
    ReportActivity: May(OFFICERS, named("unit_id")),
    UndoActivity: May(OFFICERS, named("unit_id")),
    RecordBatch: May(OFFICERS, named("unit_id")),
    RecordUndoing: May(OFFICERS, named("unit_id")),
    CountForce: May(OFFICERS, named("unit_id")),
    SignProgramme: May(OFFICERS, named("unit_id")),
    ReviewProgramme: May(OFFICERS, of_level),
    RenewProgramme: May(OFFICERS, of_level),
    EndProgramme: May(OFFICERS, of_level),
}
