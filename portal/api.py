"""Turns a table of commands into documented POST routes: same commands, same handler as every other way in."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from typing import Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, create_model

from chronicle.command import Command
from portal.access import Calling, Opened
from portal.sight import Seeing, SeeingNow

__all__ = ["Calling", "Carried", "Opened", "Seeing", "SeeingNow", "commands", "said"]


class Carried(BaseModel):
    """What became of a command. `changed` is false for "already so" and for a repeated Idempotency-Key."""

    stream: str
    version: int
    changed: bool
    first_position: int | None
    last_position: int | None


Completes = Callable[[Any, Any], Awaitable[Command]]
"""(command, caller) -> the command with what only the system can say: a count of today, never taken from who asks."""


def commands(router: APIRouter, table: Mapping[str, type[Command]], completed: Completes | None = None) -> None:
    """Adds one POST a command. 201 when facts were recorded, 200 when it was already so."""
    for path, command in table.items():
        _command(router, path, command, completed)


def _command(router: APIRouter, path: str, command_type: type[Command], completed: Completes | None) -> None:
    body_type = create_model(
        command_type.__name__, __base__=command_type, __doc__=command_type.__doc__, occurred_on=(date | None, None)
    )

    async def carry_out(body: Any, caller: Any, response: Response) -> Carried:
        # a null inside a value is an answer ("no number known"), so only the day itself is filled in
        given = {**body.model_dump(), "occurred_on": body.occurred_on or caller.context.today}
        command = command_type(**given)
        result = await caller.ask(command if completed is None else await completed(command, caller))
        response.status_code = 201 if result.changed else 200
        return Carried(
            stream=result.stream, version=result.version, changed=result.changed,
            first_position=result.first_position, last_position=result.last_position,
        )  # fmt: skip

    carry_out.__annotations__.update({"body": body_type, "caller": Calling})
    carry_out.__name__ = command_type.__name__
    router.post(path, summary=said(command_type), status_code=201, responses={200: {"model": Carried}})(carry_out)


def said(command_type: type[Command]) -> str:
    """What a command does, in the one line its class says it in."""
    return (command_type.__doc__ or command_type.__name__).strip().splitlines()[0]
