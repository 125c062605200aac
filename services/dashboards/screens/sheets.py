"""On which map the numbers are, as addresses ask for it and as a sheet says it."""

from typing import Annotated

from fastapi import Query

from portal.words import Words
from services.dashboards.screens.placement import Map, MapDays

MapAsked = Annotated[Map, Query(description="the units as they were at the end of the year, or recast on today's")]


def map_line(words: Words, days: MapDays) -> tuple[str, str]:
    """The line of a sheet that says on which map its numbers are."""
    if days.is_recast:
        said = words(
            "hiện hành, ngày %(placed)s; quy đổi số liệu của các đơn vị ngày %(counted)s",
            placed=words.day(days.placed),
            counted=words.day(days.counted),
        )
    else:
        said = words("tại thời điểm, ngày %(counted)s", counted=words.day(days.counted))
    return words("Theo địa giới"), said
