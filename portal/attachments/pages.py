"""Files as pages: what was uploaded for a unit, one more of them, and the file itself."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from contracts.fact import Sha256
from portal.access import Viewing
from portal.attachments import serving

PAGES = APIRouter()


@PAGES.get("/attachments/{content_hash}")
async def file(request: Request, viewer: Viewing, content_hash: Annotated[Sha256, Path()]) -> Response:
    return await serving.sent(request, viewer, content_hash)
