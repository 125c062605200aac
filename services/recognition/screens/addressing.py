"""To whom a dossier is handed in: the unit that stood right above its own on the day, as the register has it."""

from portal.access import Caller, opened
from services.recognition.compiling import SubmitDossier
from services.recognition.projections import dossiers
from services.recognition.projections.unit_standings import units_then


async def addressed(command: SubmitDossier, caller: Caller) -> SubmitDossier:
    """The command with the standing body named, unless it came with one: the decision asks whether it is the right one."""
    if command.submitted_to is not None:
        return command
    pool = opened(caller.request).pool
    dossier = await dossiers.dossier(pool, command.dossier_id)
    if dossier is None:
        return command
    then = await units_then(pool, [dossier["unit_id"]], command.occurred_on)
    unit = then.get(dossier["unit_id"])
    return command.model_copy(update={"submitted_to": None if unit is None else unit.parent_id})
