"""What the pages of mobilisation share: their shell, where one stands, what a form brings back."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from fastapi import Query, Request
from starlette.responses import Response

from chronicle.refusal import Refused
from chronicle.service import Service
from contracts.fact import identifier_characters_max
from portal.access import Viewer
from portal.attachments.receiving import chosen as chosen_file
from portal.attachments.receiving import form_of, receive
from portal.exports import moment
from portal.freshness import Freshness, freshness
from portal.languages import chosen
from portal.problems import Rejected
from portal.shell import Shell
from portal.sight import Sight
from portal.words import Words
from reference.vietnamese import sort_key
from services.mobilisation.projections import units
from services.mobilisation.screens import offered, wording

SHELL = Shell(Path(__file__).parents[1] / "templates")
page_max = 100_000

UnitAsked = Annotated[str | None, Query(max_length=identifier_characters_max, pattern=r"^[A-Za-z0-9][A-Za-z0-9._/-]*$")]
YearAsked = Annotated[int | None, Query(ge=2000, le=2100)]
PageAsked = Annotated[int, Query(ge=1, le=page_max)]


@dataclass(frozen=True, slots=True)
class Place:
    """The unit a page is about, in which year, and how fresh the page is."""

    unit_id: str
    name: str
    above: tuple[tuple[str, str], ...]
    """(unit, name) from the top in sight down to the one right above."""
    year: int
    years: tuple[int, ...]
    today: date
    freshness: Freshness


async def place_of(service: Service, seen: Sight, unit_id: str | None, year: int | None) -> Place:
    """Where a page stands: by default the widest unit in sight and the newest year. Raises Refused (`unit.unknown`)."""
    tree = seen.viewer.tree
    asked = unit_id or seen.top(min(tree.tops, default=None))
    if not tree.places:
        raise Refused(
            "unit.unknown",
            vi="Danh bạ chưa có đơn vị nào; hãy nạp danh bạ trước",
            en="The register holds no unit yet; list the units first",
        )
    above = path_above(seen, asked) if asked else []
    # what stands above is named as far as its rows are in sight, and not because the tree is remembered
    visible = await units.in_sight(seen.connection, [*above, *([asked] if asked else [])])
    if asked is None or asked not in tree.places or not seen.scope.sees(asked) or asked not in visible:
        raise Refused("unit.unknown", vi="Đơn vị không có trong danh bạ", en="The unit is not in the register")
    opened = await offered.years(seen.connection)
    today = seen.today
    fresh = await freshness(service, seen.connection)
    shown_year = year or (opened[0] if opened else today.year)
    seen.settle(unit=asked, year=shown_year)
    named = tuple((unit, name_of(seen, unit)) for unit in above if unit in visible)
    return Place(asked, name_of(seen, asked), named, shown_year, tuple(opened), today, fresh)


def name_of(seen: Sight, unit_id: str) -> str:
    """What people call it."""
    place = seen.viewer.tree.places.get(unit_id)
    return f"{place.title} {place.unit_name}" if place else unit_id


def path_above(seen: Sight, unit_id: str) -> list[str]:
    """What a unit stands under, the topmost first."""
    found: list[str] = []
    here = seen.viewer.tree.parent(unit_id)
    while here is not None and seen.scope.sees(here) and here not in found:
        found.append(here)
        here = seen.viewer.tree.parent(here)
    return found[::-1]


def by_name(seen: Sight, unit_id: str) -> Any:
    """The order of the Vietnamese alphabet."""
    return sort_key(name_of(seen, unit_id))


def shown(
    request: Request, service: Service, template: str, place: Place | None, *, status: int = 200, **values: Any
) -> Response:
    """A page whose templates know where it stands and what codes are called."""
    fresh = place.freshness if place else None
    values |= {"place": place, "codes": wording, "fresh_as_of": fresh, "words": Words(chosen(request))}
    values["recorded_at"] = moment(service, fresh) if fresh else None
    return SHELL.page(request, template, status=status, **values)


async def file_of(request: Request, viewer: Viewer, unit_id: str) -> str | None:
    """The hash of the file that came with the form, kept for the unit; None where none did. Raises Refused."""
    file = chosen_file((await form_of(request)).get("file"))
    if file is None:
        return None
    try:
        return (await receive(request, viewer, unit_id, file)).sha256
    except Rejected as rejected:
        raise Refused(rejected.code, vi=rejected.vi, en=rejected.en) from rejected


def day_of(text: str, today: date) -> date:
    """A day as a form writes it. Raises ValueError."""
    return date.fromisoformat(text) if text else today


def number_of(text: str) -> int | None:
    """A whole number as people write it, with or without points between thousands; None for a blank. Raises ValueError."""
    written = text.replace(".", "").replace(",", "").replace("\u00a0", "").replace(" ", "")
    if not written:
        return None
    if not (written.isascii() and written.isdigit()) or len(written) > 9:
        raise ValueError(text)
    return int(written)
