"""What a sheet says of its own code: the question, the position, the code, and where they can be checked."""

from asyncio import to_thread
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from fastapi import Request
from fastapi.responses import JSONResponse

from chronicle.service import Service
from portal.languages import DEFAULT, chosen
from portal.links import public_address, written
from portal.printouts.imprint import Imprint, imprint_of
from portal.printouts.question import WITHIN, question
from portal.printouts.settling import days_of
from portal.printouts.within import within_of
from portal.sight import Sight
from portal.tables import Table
from portal.words import Words, message

PATH = "/printouts"

Why = Literal["no_facts", "not_yet", "supposed", "rebuilt", "compared"]
NO_CODE: dict[Why, str] = {
    "no_facts": message("Bảng này không chỉ gồm sự kiện đã ghi mà cho thấy hiện tại: không có mã đối chiếu"),
    "not_yet": message("Quá khứ đang được dựng lại nên chưa có mã đối chiếu; cần mã thì tải lại sau ít phút"),
    "supposed": message("Đây là điều giả sử, không phải những gì đã ghi: không có mã đối chiếu"),
    "rebuilt": message("Đây là bản dựng lại đang chờ quyết định, không phải bản đang dùng: không có mã đối chiếu"),
    "compared": message("Bảng này so hai bảng với nhau; mã đối chiếu có ở từng bảng đó"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """What a sheet is checked by; of one that shows no facts, or was made before the past was written, why there is nothing."""

    question: str
    position: int
    imprint: Imprint | None
    why: Why | None
    covers: bool
    """Whether whoever asks sees all that whoever asked with this question saw."""


def uncoded(why: Why) -> Told:
    """Of a table that has no code."""
    return Told("", 0, None, why, covers=False)


async def imprinted(request: Request, service: Service, seen: Sight, table: Table[Any], *, of_facts: bool) -> Told:
    """The imprint of a table that was made as of a moment."""
    if not of_facts or not hasattr(request.state, "sheet_moment"):
        return uncoded("no_facts")
    if seen.moment is None:
        return uncoded("not_yet")
    if seen.moment.supposed is not None:
        return uncoded("supposed")
    if seen.moment.rebuilt is not None:
        return uncoded("rebuilt")
    in_vietnamese = chosen(request) == DEFAULT
    imprint = await to_thread(imprint_of, table) if in_vietnamese else request.state.imprint
    given = request.query_params
    within = given.get(WITHIN) or within_of(seen.viewer, service.clock.today())
    asked = {**dict(given), **seen.settled, WITHIN: within, **days_of(seen.moment)}
    path = request.url.path.rpartition(".")[0]
    covers = seen.viewer.scope.everything or WITHIN in given
    return Told(question(path, asked), seen.moment.position, imprint, None, covers)


def as_data(told: Told, lines: Sequence[tuple[str, str]]) -> JSONResponse:
    """For who checks: the page of printouts, which asks as whoever asks it; and for a page that is printed."""
    imprint = told.imprint
    return JSONResponse({
        "question": told.question, "position": told.position, "why": told.why, "covers": told.covers,
        "digest": imprint and imprint.digest, "form": imprint and imprint.form, "lines": lines,
    }, headers={"Cache-Control": "private, no-store"})  # fmt: skip


def lines(request: Request, service: Service, words: Words, told: Told) -> tuple[tuple[str, str], ...]:
    """The last lines above a sheet."""
    if told.imprint is None:
        said = words(NO_CODE[told.why or "no_facts"])
        return ((words("Đối chiếu"), said),)
    code = told.imprint.code(told.question, told.position)
    asked = {"query": told.question, "position": told.position, "code": code.replace(" ", "-")}
    return (
        (words("Truy vấn"), told.question),
        (words("Vị trí trong nhật ký"), str(told.position)),
        (words("Mã đối chiếu"), code),
        (words("Đối chiếu tại"), public_address(service.settings, request) + written(PATH, asked)),
    )
