"""The shell of the pages of notices, the offices one acts for there, and the office a page is about."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated

from fastapi import Query

from chronicle.refusal import NotAllowed, Refused
from contracts.fact import Identifier
from portal.access import Viewer
from portal.asked import BLANK
from portal.authority.roles import CHAIRS, ENTERING
from portal.shell import Shell
from portal.sight import Sight
from portal.words import Words
from reference.vietnamese import sort_key
from services.notifications.channels.words import CHANNELS
from services.notifications.projections import participants

SHELL = Shell(Path(__file__).parents[1] / "templates")

offices_offered_max = 1_000
UnitAsked = Annotated[Identifier | None, BLANK, Query(alias="unit", description="the office; default: one's own")]
BeforeAsked = Annotated[int | None, Query(ge=1, le=2**63 - 1, description="where the part before this one ended")]


def offices_of(viewer: Viewer) -> list[str]:
    """The offices one acts for; over the whole installation, its top."""
    held = {one.unit_id for one in viewer.authorities if one.role in ENTERING | CHAIRS}
    named = {unit for unit in held if unit is not None}
    return sorted(named | viewer.tree.tops if None in held else named)


async def names_in_sight(seen: Sight, unit_ids: Iterable[str]) -> dict[str, str]:
    """What those of the units are called that the viewer may see, by the scope and by the rows."""
    return await participants.names_of(seen.connection, sorted({unit for unit in unit_ids if seen.scope.sees(unit)}))


async def offices_offered(seen: Sight) -> dict[str, str]:
    """What a page offers to choose from, by name: standing units in sight, one's own first."""
    found = await participants.standing_units(seen.connection, seen.scope.named, offices_offered_max)
    own = offices_of(seen.viewer)
    found |= await names_in_sight(seen, own)
    by_name = sorted(found, key=lambda unit: (unit not in own, sort_key(found[unit])))
    return {unit: found[unit] for unit in by_name}


async def office_asked(seen: Sight, asked: str | None, offered: Mapping[str, str]) -> tuple[str, str] | None:
    """The office a page is about and its name: the one asked for, else the first that is offered.

    Raises Refused (`unit.unknown`) for one out of sight.
    """
    if asked is None:
        return next(iter(offered.items()), None)
    names = await names_in_sight(seen, [asked])
    if asked not in names:
        raise Refused("unit.unknown", vi="Đơn vị không có trong danh bạ", en="The unit is not in the register")
    return asked, names[asked]


def called(words: Words, channel: str) -> str:
    """A channel in the words of whoever reads."""
    return CHANNELS[channel][1 if words.language == "en" else 0]


def status_of(refusal: Refused) -> int:
    """What a page answers that shows a form once more with what is wrong."""
    return 403 if isinstance(refusal, NotAllowed) else 422
