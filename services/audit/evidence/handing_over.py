"""A bundle as an answer: made within the sight of whoever asks, and noted, as everything that leaves the house is."""

from fastapi import Request, Response

from chronicle.service import Service
from portal.neighbours import as_the_caller
from portal.sight import Sight
from portal.sign_in import audit
from services.audit.evidence.bundle import bundle
from services.audit.evidence.question import Question

MEDIA_TYPE = "application/zip"


async def answer(request: Request, service: Service, seen: Sight, question: Question) -> Response:
    """Raises Refused, Rejected."""
    async with as_the_caller(service, request) as ask:
        made = await bundle(service, seen, question, ask)
    told = " ".join(f"{name}={value}" for name, value in question.told.items())
    about = f"{request.url.path} {told} position={made.position} sha256={made.manifest_sha256}"
    await audit.note(service.pool, "exported", seen.viewer.account_id, about, request)
    return Response(
        made.data,
        media_type=MEDIA_TYPE,
        headers={"Content-Disposition": f'attachment; filename="{made.name}"', "Cache-Control": "no-cache"},
    )
