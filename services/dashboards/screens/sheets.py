"""On which map the numbers are: as it was, or recast on today's units.

Both maps are the same while no unit of the register began or ended since the year: then the page says so in words. Where
they differ, the numbers are still of the units as they stood at the end of the year, and the page says that too; recasting
follows the lineage of units, and a split is not additive (domain.md §3), so it is not guessed here.
"""

from typing import Annotated, Literal

from fastapi import Query

Map = Literal["then", "today"]
MapAsked = Annotated[Map, Query(description="the units as they were, or today's")]
