"""A table that leaves the house: what its sheet says about itself, and the note of it in the audit."""

from asyncio import to_thread
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import Request, Response

from chronicle.service import Service
from portal.downloads import FileKind, download
from portal.freshness import Freshness
from portal.printouts import told
from portal.sight import Sight
from portal.sign_in import audit
from portal.tables import Sheet
from portal.words import Words

UNTOLD = ("q", "language")
"""What was typed to search by is nobody's business afterwards."""


async def sent(
    request: Request, service: Service, seen: Sight, sheet: Sheet[Any], file_kind: FileKind, name: str,
    *, of_facts: bool = True,
) -> Response:  # fmt: skip
    """The file; that it left the house, and which part of what, is in the audit."""
    if file_kind != "hash":
        asked = [f"{key}={value}" for key, value in request.query_params.items() if key not in UNTOLD]
        about = f"{request.url.path} {' '.join(asked)}"
        await audit.note(service.pool, "exported", seen.viewer.account_id, about, request)
    return await filed(request, service, seen, sheet, file_kind, name, of_facts=of_facts)


async def filed(
    request: Request, service: Service, seen: Sight, sheet: Sheet[Any], file_kind: FileKind, name: str,
    *, of_facts: bool = True,
) -> Response:  # fmt: skip
    """The file, which says how it can be checked; or, of the kind `hash`, what a sheet of the same is held against.

    `of_facts` is False for what shows more than views of facts: accounts, whose turn it is, what waits to be sent.
    """
    found = await told.imprinted(request, service, seen, sheet.table, of_facts=of_facts)
    if file_kind == "hash":
        return told.as_data(found)
    lines = told.lines(request, service, sheet.words, found)
    return await to_thread(download, replace(sheet, about=(*sheet.about, *lines)), file_kind, name)


def moment(service: Service, fresh: Freshness) -> datetime | None:
    """When the newest event that is shown was recorded, by the clock of the province."""
    return fresh.recorded_at and fresh.recorded_at.astimezone(ZoneInfo(service.settings.time_zone))


def about(
    words: Words,
    where: str,
    year: int | None,
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
        *(() if year is None else ((words("Năm"), str(year)),)),
        *chosen,
        (words("Số liệu đến ngày"), words.day(fresh.day)),
        (words("Số liệu đến sự kiện"), said),
    )
