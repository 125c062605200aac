"""Problem details (RFC 9457): what, where, what to do, in both languages; a refusal is 409, bad input 422 or 400."""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from chronicle.archive.archive import ArchiveUnreadable
from chronicle.refusal import NotAllowed, Refused, Unreachable

MEDIA_TYPE = "application/problem+json"

_TITLES = {
    400: ("Yêu cầu không đọc được", "The request cannot be read"),
    401: ("Cần mã truy cập", "An access token is needed"),
    403: ("Không được phép", "Not allowed"),
    404: ("Không có", "Not found"),
    405: ("Không dùng được cách này ở đây", "This method does not work here"),
    409: ("Không thực hiện được", "It may not be"),
    413: ("Nội dung quá lớn", "The body is too large"),
    415: ("Loại tệp không được nhận", "This type of file is not taken"),
    422: ("Dữ liệu không hợp lệ", "The data is not valid"),
    429: ("Quá nhiều yêu cầu, hãy đợi một lát", "Too many requests, wait a moment"),
    500: ("Lỗi của hệ thống", "A fault of ours"),
    503: ("Tạm thời chưa trả lời được, hãy gửi lại", "Cannot answer for the moment, send it again"),
}


def title_of(status: int) -> str:
    """What a status means here, in English."""
    return _TITLES.get(status, ("Lỗi", "Error"))[1]


class Rejected(HTTPException):
    """What is turned away at the door, before anything is decided: a status, a code for programs, words for people."""

    def __init__(self, status: int, code: str, *, vi: str, en: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status, en, headers)
        self.code = code
        self.vi = vi
        self.en = en

    def __str__(self) -> str:
        """As an operator is told."""
        return f"{self.code}: {self.vi} · {self.en}"


def problem(
    status: int,
    code: str,
    vi: str = "",
    en: str = "",
    errors: Sequence[dict[str, Any]] = (),
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """One problem document; `code` is stable for programs, `errors` name the field and what is wrong with it."""
    title_vi, title_en = _TITLES.get(status, ("Lỗi", "Error"))
    body: dict[str, Any] = {
        "type": f"urn:antoan:problem:{code}",
        "title": title_en,
        "title_vi": title_vi,
        "status": status,
        "code": code,
        "detail": en or title_en,
        "detail_vi": vi or title_vi,
    }
    if errors:
        body["errors"] = list(errors)
    return JSONResponse(body, status_code=status, media_type=MEDIA_TYPE, headers=headers)


def install(application: FastAPI) -> None:
    """Makes every error of this application a problem document."""

    async def refused(_: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, Refused)
        status = 403 if isinstance(error, NotAllowed) else 404 if error.code.endswith(".unknown") else 409
        return problem(status, error.code, error.vi, error.en)

    async def unreachable(_: Request, error: Exception) -> JSONResponse:
        if isinstance(error, ArchiveUnreadable):
            return problem(503, "archive.unreadable", error.vi, error.en)
        return problem(503, "log.unreachable")

    async def invalid(_: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)
        errors = [
            {"where": "/".join(str(part) for part in found["loc"]), "what": found["msg"], "kind": found["type"]}
            for found in error.errors()
        ]
        unreadable = any(found["kind"] == "json_invalid" for found in errors)
        return problem(400 if unreadable else 422, "body.unreadable" if unreadable else "body.invalid", errors=errors)

    async def http(_: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, HTTPException)
        if isinstance(error, Rejected):
            return problem(error.status_code, error.code, error.vi, error.en, headers=error.headers)
        code = f"http.{error.status_code}"
        return problem(error.status_code, code, en=str(error.detail), headers=error.headers)

    application.add_exception_handler(Refused, refused)
    application.add_exception_handler(Unreachable, unreachable)
    application.add_exception_handler(RequestValidationError, invalid)
    application.add_exception_handler(HTTPException, http)
