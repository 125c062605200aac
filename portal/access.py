"""Who calls, what they may see and what they may do: every route that shows or changes anything asks here.

An officer comes with a session's cookie, a program with `Authorization: Bearer <service token>`.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Header, HTTPException, Request

from chronicle.batch import Carried, Closing, Decided
from chronicle.command import Command, Context, derived_id, fresh_id
from chronicle.handling import Permit, Recorders, Result
from chronicle.refusal import NotAllowed
from chronicle.service import Service
from portal import own_writes
from portal.attachments import register
from portal.authority.permission import Asking, May, Permissions
from portal.authority.remembered_tree import RememberedTree
from portal.authority.scope import Authority, Given, Scope, scope
from portal.authority.tree import Tree
from portal.links import HISTORY
from portal.protection.rate_limit import Kind, RateLimiter
from portal.sign_in import audit, sessions, tokens

NOBODY = UUID(int=0)
INSTALLATION = "antoan.installation"
"""In the scope of a request that a program of the installation makes in its own process; none that came by a socket has it."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """An account that is signed in, with the authorities it holds today."""

    account_id: UUID
    title: str
    kind: str
    authorities: tuple[Authority, ...]
    tree: Tree
    scope: Scope
    looks_back: bool = False
    """Sees a moment of the past, its units' names among the rest, and changes nothing there."""

    @classmethod
    def of_the_installation(cls, tree: Tree) -> "Viewer":
        """The programs of the installation themselves: they see everything and hold no authority to change anything."""
        return cls(NOBODY, "", "program", (), tree, Scope(everything=True))

    @property
    def is_the_installation(self) -> bool:
        return self.account_id == NOBODY

    @property
    def operates(self) -> bool:
        """Whether accounts and authority are this one's to manage."""
        return self.scope.everything and any(held.role == "operator" for held in self.authorities)

    def lacks(self, may: May, unit_id: str | None) -> NotAllowed | None:
        """Who could ask a command about a unit, where this one could not: a page says so beside the action."""
        return nothing_is_done_then() if self.looks_back else Asking(self.authorities, self.tree).lacks(may, unit_id)


def nothing_is_done_then() -> NotAllowed:
    """Why no action is offered on a page that shows the past."""
    return NotAllowed(
        "as_of.looks_back",
        vi="Đang xem một thời điểm đã qua, một điều giả sử hoặc một bản dựng lại; hãy trở về hiện tại để thực hiện",
        en="This shows a moment of the past, what is supposed, or what was rebuilt; go back to the present to do it",
    )


def opened(request: Request) -> Service:
    """The service this application belongs to."""
    service: Service = request.app.state.service
    return service


async def signed_in(request: Request) -> Viewer | None:
    """Who calls, or None. Asked once a request."""
    if not hasattr(request.state, "viewer"):
        request.state.viewer = await _find(request)
    found: Viewer | None = request.state.viewer
    return found


async def _find(request: Request) -> Viewer | None:
    if INSTALLATION in request.scope:
        return Viewer.of_the_installation(Tree())
    service = opened(request)
    today = service.clock.today()
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        number = tokens.token_id(bearer.strip(), _token_key(request))
        row = number and await service.pool.fetchrow("SELECT * FROM portal.program_signed_in($1, $2)", number, today)
    elif token := sessions.token_in(request):
        row = await service.pool.fetchrow(
            "SELECT * FROM portal.signed_in($1, $2, $3)",
            sessions.digest(token), service.settings.session_idle_seconds_max, today,
        )  # fmt: skip
    else:
        return None
    return await _viewer(request, row, today) if row else None


async def _viewer(request: Request, row: Any, today: date) -> Viewer:
    remembered: RememberedTree = request.app.state.tree
    tree = await remembered.at(opened(request).pool, row["tree_position"])
    authorities = tuple(_authority(**found) for found in json.loads(row["authorities"]))
    return Viewer(row["account_id"], row["title"], row["kind"], authorities, tree, scope(authorities, tree, today))


def _authority(**found: Any) -> Authority:
    days = {name: found[name] and date.fromisoformat(found[name]) for name in ("valid_from", "valid_to")}
    behalf = found["on_behalf_of"]
    given = tuple(Given(each["from_unit"], tuple(each["unit_kinds"])) for each in found["decides_for"])
    return Authority(**{**found, **days, "on_behalf_of": behalf and UUID(behalf), "decides_for": given})


def _token_key(request: Request) -> Any:
    """Read from its file once."""
    state = request.app.state
    if not hasattr(state, "token_key"):
        state.token_key = tokens.key(opened(request).settings.secrets)
    return state.token_key


async def _take(request: Request, kind: Kind, viewer: Viewer) -> None:
    """Counts what one account asks, from wherever. Raises 429."""
    limiter: RateLimiter = request.app.state.limiter
    if (wait := await limiter.take(kind, str(viewer.account_id))) is not None:
        raise wait.rejection()


async def viewer(request: Request) -> Viewer:
    """Raises 401 when nobody is signed in: a page then leads to the sign-in, a program gets a problem document."""
    if (found := await signed_in(request)) is None:
        raise HTTPException(
            401, "sign in, or send the header `Authorization: Bearer <service token>`", {"WWW-Authenticate": "Bearer"}
        )
    await _take(request, "read" if request.method in ("GET", "HEAD") else "command", found)
    return found


Opened = Annotated[Service, Depends(opened)]
Viewing = Annotated[Viewer, Depends(viewer)]


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks for a command, and the ids it comes with."""

    viewer: Viewer
    context: Context
    request: Request

    async def ask(self, command: Command) -> Result:
        """Carries a command out in the name of the authority that allows it. Raises Refused, NotAllowed."""
        service = opened(self.request)
        await register.must_be_known(service.pool, [command], self.viewer.scope.named)
        try:
            result = await service.handle(command, self.context, self._permit())
        except NotAllowed as refusal:
            await self._note(f"{service.name}.{type(command).__name__} {refusal.code}")
            raise
        own_writes.note(self.request, result.last_position)
        return result

    def for_part(self, name: str) -> "Caller":
        """The same caller for one of several commands of a request: sent again, each is recognised."""
        command_id = derived_id(f"{self.context.command_id} {name}")
        return replace(self, context=replace(self.context, command_id=command_id))

    async def rehearse(self, commands: Sequence[Command]) -> list[Decided]:
        """What many commands, asked in this order, would lead to. Raises Refused (`batch.too_large`)."""
        return await opened(self.request).batches.rehearse(commands, self.context, self._permit())

    async def carry_out(self, commands: Sequence[Command], closing: Closing, batch_id: UUID) -> Carried:
        """Carries all of them out as one batch, or none. Raises BatchRefused, Refused, NotAllowed."""
        service = opened(self.request)
        await register.must_be_known(service.pool, commands, self.viewer.scope.named)
        try:
            carried = await service.batches.carry_out(commands, closing, batch_id, self.context, self._permit())
        except NotAllowed as refusal:
            await self._note(f"{service.name} batch {refusal.code}")
            raise
        own_writes.note(self.request, carried.last_position)
        return carried

    def _permit(self) -> Permit:
        permissions: Permissions = self.request.app.state.permissions
        asking = Asking(self.viewer.authorities, self.viewer.tree)

        def permit(command: Command, known: Any, recorded: Recorders, context: Context) -> Context:
            return asking.permit(permissions.get(type(command)), command, known, recorded, context)

        return permit

    async def _note(self, about: str) -> None:
        service = opened(self.request)
        await audit.note(service.pool, "command_not_allowed", self.viewer.account_id, about, self.request)


def caller(
    request: Request,
    viewer: Viewing,
    idempotency_key: Annotated[UUID | None, Header()] = None,
    x_correlation_id: Annotated[UUID | None, Header()] = None,
) -> Caller:
    """Who asks for a command. Raises NotAllowed on the address of a page that shows the past."""
    if any(name in request.query_params for name in HISTORY):
        raise nothing_is_done_then()
    command_id = idempotency_key or fresh_id()
    context = Context(
        actor=str(viewer.account_id), role="", office="", today=opened(request).clock.today(), command_id=command_id,
        correlation_id=x_correlation_id or command_id,
    )  # fmt: skip
    return Caller(viewer, context, request)


Calling = Annotated[Caller, Depends(caller)]
