"""The shell of models' pages, with its own templates inside, and what every one of them is asked by."""

from pathlib import Path
from typing import Annotated

from fastapi import Query

from portal.numbered_pages import page_rows_max
from portal.shell import Shell

SHELL = Shell(Path(__file__).parents[1] / "templates")

search_characters_max = 100
page_max = 100_000

TextAsked = Annotated[str, Query(max_length=search_characters_max)]
PageAsked = Annotated[int, Query(ge=1, le=page_max)]
LimitAsked = Annotated[int, Query(ge=1, le=page_rows_max, description="rows a page")]
