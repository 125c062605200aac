"""What every sheet says about itself, and on which map the numbers are: as it was, or recast on today's units.

Both maps are the same while no unit of the register began or ended since the year: then the page says so in words. Where
they differ, the numbers are still of the units as they stood at the end of the year, and the page says that too; recasting
follows the lineage of units, and a split is not additive (domain.md §3), so it is not guessed here.
"""

from datetime import datetime
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from fastapi import Query

from chronicle.service import Service
from portal.freshness import Freshness
from portal.words import Words

Map = Literal["then", "today"]
MapAsked = Annotated[Map, Query(description="the units as they were, or today's")]


def moment(service: Service, fresh: Freshness) -> datetime | None:
    """When the newest event that is shown was recorded, by the clock of the province."""
    return fresh.recorded_at and fresh.recorded_at.astimezone(ZoneInfo(service.settings.time_zone))


def about(
    words: Words,
    where: str,
    year: int,
    chosen: tuple[tuple[str, str], ...],
    fresh: Freshness,
    recorded_at: datetime | None,
) -> tuple[tuple[str, str], ...]:
    """The lines above a sheet: unit, year, filters and order, the day it speaks of, and up to which event."""
    position = words.number(fresh.position)
    said = (
        words("%(position)s, ghi lúc %(moment)s", position=position, moment=words.moment(recorded_at))
        if recorded_at
        else position
    )
    return (
        (words("Đơn vị"), where),
        (words("Năm"), str(year)),
        *chosen,
        (words("Số liệu đến ngày"), words.day(fresh.day)),
        (words("Số liệu đến sự kiện"), said),
    )
