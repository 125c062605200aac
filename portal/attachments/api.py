"""The JSON API of files: upload one, and name its hash in the command that records the document."""

from typing import Any

from fastapi import APIRouter, Request

from portal.access import Viewing
from portal.attachments.receiving import chosen, form_of, receive
from portal.attachments.register import Attachment
from portal.problems import MEDIA_TYPE, title_of

ROUTES = APIRouter()

FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["unit_id", "file"],
                    "properties": {
                        "unit_id": {"type": "string", "description": "for which unit; the caller enters for it"},
                        "file": {
                            "type": "string",
                            "format": "binary",
                            "description": "PDF, DOCX, XLSX, ODT, PNG, JPEG",
                        },
                    },
                }
            }
        },
    }
}
PROBLEM = {"content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}}


@ROUTES.post(
    "/attachments", status_code=201, summary="Upload a file for a unit; its hash names it in commands",
    openapi_extra=FORM, responses={415: {"description": title_of(415), **PROBLEM}},
)  # fmt: skip
async def upload(request: Request, viewer: Viewing) -> Attachment:
    form = await form_of(request)
    return await receive(request, viewer, str(form.get("unit_id", "")), chosen(form.get("file")))
