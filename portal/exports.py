"""A table that leaves the house: what its sheet says about itself, and the note of it in the audit."""

from asyncio import to_thread
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import Request, Response

from chronicle.service import Service
from portal.differing.asked_again import kept_for_us
from portal.differing.difference import difference_asked, difference_page
from portal.downloads import FileKind, download, is_difference
from portal.freshness import Freshness
from portal.printouts import told
from portal.sight import Sight
from portal.sign_in import audit
from portal.supposed import ranges
from portal.tables import Sheet
from portal.words import Words

UNTOLD = ("q", "language")
"""What was typed to search by is nobody's business afterwards."""


async def sent(
    request: Request, service: Service, seen: Sight, sheet: Sheet[Any], file_kind: FileKind, name: str,
    *, of_facts: bool = True,
) -> Response:  # fmt: skip
    """The file; that it left the house, and which part of what, is in the audit."""
    if file_kind not in ("hash", "difference") and kept_for_us(request) is None:
        asked = [f"{key}={value}" for key, value in request.query_params.items() if key not in UNTOLD]
        about = f"{request.url.path} {' '.join(asked)}"
        await audit.note(service.pool, "exported", seen.viewer.account_id, about, request)
    return await filed(request, service, seen, sheet, file_kind, name, of_facts=of_facts)


async def filed(
    request: Request, service: Service, seen: Sight, sheet: Sheet[Any], file_kind: FileKind, name: str,
    *, of_facts: bool = True,
) -> Response:  # fmt: skip
    """The file, which says how it can be checked; of the kind `hash`, what a sheet of the same is held against; of `difference`,
    what is not the same in another history; or, where we ask ourselves, either as the sheet it is.

    `of_facts` is False for what shows more than views of facts: accounts, whose turn it is, what waits to be sent.
    """
    kept, different = kept_for_us(request), is_difference(request)
    if different:
        apart = await difference_asked(request, service, seen, sheet)
        if file_kind == "difference" and kept is None:
            return difference_page(request, apart)
        sheet = apart.sheet
    sheet = replace(sheet, about=(*_supposed(seen, sheet.words), *sheet.about))
    if kept is not None:
        kept.append(sheet)
        return Response(status_code=204)
    if different:
        found, name = told.uncoded("compared"), sheet.title
    else:
        found = await told.imprinted(request, service, seen, sheet.table, of_facts=of_facts)
    lines = told.lines(request, service, sheet.words, found)
    if file_kind == "hash":
        return told.as_data(found, lines)
    kind = file_kind.removeprefix("difference.")
    return await to_thread(download, replace(sheet, about=(*sheet.about, *lines)), kind, name)


def _supposed(seen: Sight, words: Words) -> Iterator[tuple[str, str]]:
    """What a file of what is supposed, or was rebuilt, says before anything else."""
    if seen.moment is not None and seen.moment.rebuilt is not None:
        yield (
            words("Bản dựng lại #%(number)s", number=seen.moment.rebuilt.number),
            words("đây không phải bản đang dùng"),
        )
    if seen.moment is None or seen.moment.supposed is None:
        return
    what = seen.moment.supposed.supposition
    yield words("Điều giả sử"), words("đây không phải những gì đã có")
    if what.without:
        yield words("Giả sử không có các sự kiện"), ranges(what.without)
    if what.including:
        yield words("Kể cả các sự kiện ghi sau"), ranges(what.including)


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
