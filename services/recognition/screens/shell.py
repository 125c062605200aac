"""The shell of recognition's dossier pages, with its own templates inside, and what they are asked by."""

from pathlib import Path
from typing import Annotated

from fastapi import Query

from chronicle.refusal import Refused
from contracts.fact import Identifier
from portal.asked import BLANK
from portal.shell import Shell
from portal.sight import Sight
from services.recognition.projections.unit_standings import in_sight

SHELL = Shell(Path(__file__).parents[1] / "templates")

LIST = "/recognition/dossiers"
page_rows = 50
page_rows_max = 200

UnitAsked = Annotated[Identifier | None, BLANK, Query(description="the unit and all below it; default: all in sight")]
YearAsked = Annotated[int | None, Query(ge=2000, le=2100, description="default: the newest year there are dossiers of")]
LimitAsked = Annotated[int, Query(ge=1, le=page_rows_max, description="rows a page")]
DossierAsked = Annotated[Identifier, Query(alias="dossier", description="which dossier the form is about")]


def path_of(dossier_id: str) -> str:
    """Where a dossier's page is."""
    return f"{LIST}/{dossier_id}"


async def must_be_in_sight(seen: Sight, unit_id: str) -> None:
    """By the scope and by the rows of the register: the remembered tree alone tells nobody a name. Raises Refused."""
    seen.must_see(unit_id)
    if unit_id not in await in_sight(seen.connection, [unit_id]):
        raise Refused("unit.unknown", vi="Đơn vị không có trong danh bạ", en="The unit is not in the register")
