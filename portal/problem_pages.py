"""Errors of pages as pages: browsers get the shell; programs under /api/, and those of the installation, keep problem documents."""

import json
from typing import Any
from urllib.parse import urlencode

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse

from chronicle.archive.archive import ArchiveUnreadable
from chronicle.refusal import Refused, Unreachable
from portal.access import INSTALLATION
from portal.languages import chosen
from portal.looking_back import NO_HISTORY
from portal.problems import Rejected
from portal.shell import Shell, static_path

PROGRAMS = ("/api/", f"{static_path}/")


def install(application: FastAPI, shell: Shell) -> None:
    """Wraps the handlers that make problem documents; call it after problems.install."""
    for error in (Refused, Unreachable, RequestValidationError, HTTPException):
        application.add_exception_handler(error, _as_page(application.exception_handlers[error], shell))


def _as_page(document: Any, shell: Shell) -> Any:
    async def page(request: Request, error: Exception) -> Any:
        answer = await document(request, error)
        if request.url.path.startswith(PROGRAMS) or INSTALLATION in request.scope:
            return answer
        if answer.status_code == 401:
            return RedirectResponse(_sign_in(request), 303, {"Cache-Control": "no-store"})
        told = json.loads(answer.body)
        suffix = "" if chosen(request) == "en" else "_vi"
        # only the detail of these was written for people; an address without a page gets the template's words
        title = told[
            f"detail{suffix}" if isinstance(error, Refused | Rejected | ArchiveUnreadable) else f"title{suffix}"
        ]
        missing = answer.status_code == 404
        said = None if missing and not isinstance(error, Refused) else title
        told_of = {"title": said, "missing": missing, "asked_history": NO_HISTORY}
        shown = shell.page(request, "problem.html", status=answer.status_code, **told_of)
        kept = {"retry-after", "allow", "ratelimit", "ratelimit-policy", "www-authenticate"}
        shown.raw_headers.extend(header for header in answer.raw_headers if header[0].decode() in kept)
        return shown

    return page


def _sign_in(request: Request) -> str:
    """Where a page leads who is not signed in, and back to the page afterwards; a form sent too late leads to the overview."""
    wanted = "/"
    if request.method in ("GET", "HEAD"):
        wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    asked = {"next": wanted} | ({"language": "en"} if chosen(request) == "en" else {})
    return f"/sign-in?{urlencode(asked)}"
