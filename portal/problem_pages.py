"""Errors of pages as pages: browsers get the shell, programs under /api/ keep their problem documents."""

import json
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from chronicle.refusal import Refused, Unreachable
from portal.languages import chosen
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
        if request.url.path.startswith(PROGRAMS):
            return answer
        told = json.loads(answer.body)
        suffix = "" if chosen(request) == "en" else "_vi"
        # only a refusal's detail was written for people; an address without a page gets the template's words
        title = told[f"detail{suffix}" if isinstance(error, Refused | Rejected) else f"title{suffix}"]
        missing = answer.status_code == 404
        said = None if missing and not isinstance(error, Refused) else title
        shown = shell.page(request, "problem.html", status=answer.status_code, title=said, missing=missing)
        kept = {"retry-after", "allow", "ratelimit", "ratelimit-policy", "www-authenticate"}
        shown.raw_headers.extend(header for header in answer.raw_headers if header[0].decode() in kept)
        return shown

    return page
