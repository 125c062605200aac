"""Who may call: until sign-in arrives, programs with the installation's token act in the name they give."""

import hmac
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Header, HTTPException, Request

from chronicle.command import Context, fresh_id
from chronicle.secrets import secret
from chronicle.service import Service
from contracts.fact import identifier_characters_max

TOKEN_NAME = "api_token"  # noqa: S105 — the name of the secret, not the secret

Name = Annotated[str, Header(max_length=identifier_characters_max, pattern=r"^[A-Za-z0-9][A-Za-z0-9._/-]*$")]


def opened(request: Request) -> Service:
    """The service this application belongs to."""
    service: Service = request.app.state.service
    return service


def caller(
    request: Request,
    authorization: Annotated[str, Header()] = "",
    x_antoan_actor: Name = "api",
    x_antoan_role: Name = "operator",
    x_antoan_office: Annotated[str, Header(max_length=identifier_characters_max, pattern=r"^[A-Za-z0-9._/-]*$")] = "",
    idempotency_key: Annotated[UUID | None, Header()] = None,
    x_correlation_id: Annotated[UUID | None, Header()] = None,
) -> Context:
    """The context of a command. Raises 401 unless the bearer token is the installation's own."""
    service = opened(request)
    expected = secret(service.settings.secrets, TOKEN_NAME, make=True)
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not hmac.compare_digest(token.encode(), expected.encode()):
        raise HTTPException(401, "send the header `Authorization: Bearer <token>`; the token is the secret api_token")
    command_id = idempotency_key or fresh_id()
    return Context(
        actor=x_antoan_actor, role=x_antoan_role, office=x_antoan_office, today=service.clock.today(),
        command_id=command_id, correlation_id=x_correlation_id or command_id,
    )  # fmt: skip


Caller = Annotated[Context, Depends(caller)]
Opened = Annotated[Service, Depends(opened)]
