"""Whoever calls is known before anything is shown or changed; what strangers may ask stands in a short list, with its reason."""

from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import APIRouter, Depends
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from chronicle.aggregate import Aggregate, Fold
from chronicle.calendar import CALENDAR, BeginDay
from chronicle.clock import SystemClock
from chronicle.component import Component
from chronicle.service import Service
from chronicle.settings import Settings
from contracts.catalogue import CATALOGUE
from deploy.components import COMPONENTS
from deploy.schemas import NOWHERE, openapi
from portal.access import Calling, Viewing, caller, viewer
from portal.authority.permission import Permissions
from portal.authority.roles import ROLES
from portal.batches.batch import RecordBatch, RecordUndoing
from portal.sight import Seeing, sight
from portal.sign_in.accounts_pages import Operating
from services.audit.publishing import IntroduceKey, PublishCheckpoint
from services.audit.rebuilding import RecordRebuild
from services.models.model import AskForPlacement
from services.notifications.deadlines import NoteDeadline, WatchDay
from services.notifications.escalation import WatchStep
from services.notifications.notice import MarkFailed, MarkSent
from services.recognition.aftermath import OpenReview
from services.recognition.compiling import DiscardDossier
from services.recognition.due_days import LapseDossier, ReprojectDue

pytestmark = pytest.mark.fast

WITH_WEB = [component for component in COMPONENTS if component.web is not None]

PUBLIC = {
    "GET /sign-in": "who is not signed in comes here to do so",
    "POST /sign-in": "proves a password; only our own form can send it",
    "GET /sign-in/oidc": "leads to the OpenID provider",
    "GET /sign-in/oidc/callback": "comes back from there, with the state that was kept",
    "POST /sign-out": "ends the session of the cookie it comes with, and no other; only our own form can send it",
    "GET /api/recognition/recognised": "the register of recognised units is public (Circular 124/2021/TT-BCA)",
    "GET /recognised": "the same register as a page",
    "GET /recognised/list.{file_kind}": "the same register as a file",
    "GET /printouts": "the form into which three lines of a printout are typed; the sheet is asked for as whoever asks",
    "GET /verify": "the form into which the code of a paper is typed",
    "GET /verify/{code}": "whoever holds a paper may ask whether it is genuine, and what stands on it",
    "GET /audit/papers/{position}.json": "whoever holds a paper, and so its code, may have the proof that it is in the log",
    "GET /audit/verifier.py": "the program that checks proofs is one file, to be given away",
}
"""All that strangers may ask. What is added here is shown to everybody on earth."""

SYSTEM_ONLY = {
    BeginDay: "the relay asks it of the calendar",
    MarkSent: "only the sender knows what the mail server took",
    MarkFailed: "only the sender knows what the mail server refused",
    NoteDeadline: "a reaction: the year or its rule set said so",
    AskForPlacement: "a reaction: the unit that keeps the model was split",
    WatchDay: "a reaction: the day began",
    WatchStep: "a reaction: the day began",
    LapseDossier: "a reaction: the unit ended before",
    OpenReview: "a reaction: the recognition of another unit, on which it rested, was withdrawn",
    ReprojectDue: "a reaction: the working calendar or the rule set changed",
    DiscardDossier: "a reaction: the registration that opened it was undone",
    PublishCheckpoint: "an effect: a day began, and the log is vouched for as it stands then",
    RecordRebuild: "a timer: a rebuild of views has ended",
    IntroduceKey: "the same effect, or the operator's `antoan rotate-key`: who has the key is not asked over HTTP",
}
"""Commands without a permission: whoever asks them from outside is refused."""

NO_COMMANDS = {"/api/audit/rebuilds", "/api/audit/rebuilds/{number}/decision"}
"""Ask for work on derived tables, which changes no fact; who may is asked there (`services/audit/permissions.py`, REBUILDING)."""

WITH_THEIR_BATCH = {RecordBatch, RecordUndoing}
"""Permitted, but asked only together with the entries that they record: no route takes them alone."""


def room(component: Component, name: str) -> Any:
    package = "portal" if component.name == "portal" else f"services.{component.name}"
    return import_module(f"{package}.{name}")


def routes_of(component: Component) -> dict[str, APIRoute]:
    """Every route of a component, the API's and the pages', by method and path."""
    return dict([*routes_in(room(component, "routes").ROUTES), *routes_in(room(component, "pages").PAGES)])


def routes_in(router: APIRouter, prefix: str = "") -> Iterator[tuple[str, APIRoute]]:
    """Raises TypeError for what cannot be looked into."""
    for route in router.routes:
        if isinstance(route, APIRoute):
            [method] = route.methods or set()
            yield f"{method} {prefix}{route.path}", route
        elif isinstance(inner := getattr(route, "original_router", None), APIRouter):
            yield from routes_in(inner, prefix + getattr(route, "include_context").prefix)  # noqa: B009
        else:
            raise TypeError(f"{type(route).__name__} cannot be looked into")


def asked_by(dependant: Dependant) -> Iterator[Callable[..., Any] | None]:
    """Everything a route depends on, however far away."""
    for needed in dependant.dependencies:
        yield needed.call
        yield from asked_by(needed)


def asks_who_calls(route: APIRoute) -> bool:
    return bool({viewer, sight, caller} & set(asked_by(route.dependant)))


def permissions_of(component: Component) -> Permissions:
    found: Permissions = room(component, "permissions").PERMISSIONS if component.aggregates else {}
    return found


def commands_of(component: Component) -> set[Any]:
    return {command for aggregate in component.aggregates for command in aggregate.decisions}


def unpermitted(component: Component, permissions: Permissions) -> list[str]:
    """Commands that nobody may ask and that no list excuses, and permissions of what is no command of this service."""
    wanted, given = commands_of(component) - SYSTEM_ONLY.keys(), permissions.keys()
    return [
        *(f"{command.__name__} has no permission" for command in wanted - given),
        *(f"{command.__name__} is no command that one may be permitted here" for command in given - wanted),
        *(f"{command.__name__} is permitted to {may.roles - ROLES.keys()}" for command, may in permissions.items()
          if not may.roles or may.roles - ROLES.keys()),
    ]  # fmt: skip


def test_every_route_asks_who_calls_except_the_public_ones() -> None:
    open_routes = {
        name for component in WITH_WEB for name, route in routes_of(component).items() if not asks_who_calls(route)
    }
    assert open_routes == PUBLIC.keys()


def test_every_command_has_a_permission_or_only_the_system_asks_it() -> None:
    broken = {}
    for component in COMPONENTS:
        permissions = permissions_of(component) if component.web is not None else {}
        if found := unpermitted(component, permissions):
            broken[component.name] = found
    assert broken == {}
    assert SYSTEM_ONLY.keys() <= {command for component in COMPONENTS for command in commands_of(component)}


@pytest.mark.parametrize("component", WITH_WEB, ids=lambda component: component.name)
def test_no_route_asks_a_command_that_only_the_system_asks(component: Component) -> None:
    # a file is uploaded before a command names it
    posts = {name for name, how in openapi(component)["paths"].items() if "post" in how} - component.uploads.keys()
    assert bool(posts & NO_COMMANDS) == (component.name == "audit")
    posts -= NO_COMMANDS
    assert bool(posts) == bool(commands_of(component) - SYSTEM_ONLY.keys())
    names = {getattr(route.endpoint, "__name__", "") for route in routes_of(component).values()}
    assert names & {command.__name__ for command in SYSTEM_ONLY} == set()
    asked_alone = permissions_of(component).keys() - WITH_THEIR_BATCH
    assert {command.__name__ for command in asked_alone} <= names, "what is permitted can be asked"
    assert names & {command.__name__ for command in WITH_THEIR_BATCH} == set()


@pytest.mark.parametrize("component", WITH_WEB, ids=lambda component: component.name)
async def test_a_stranger_gets_401_from_an_api_and_the_sign_in_from_a_page(
    component: Component, tmp_path: Path
) -> None:
    settings = Settings.model_construct(data_directory=tmp_path, public_hosts=("antoan",))
    application: Any = component.web and component.web(
        Service(component, settings, CATALOGUE, SystemClock(), "", NOWHERE)
    )
    closed = routes_of(component).keys() - PUBLIC.keys()
    async with httpx.AsyncClient(transport=httpx.ASGITransport(application), base_url="http://antoan") as client:
        for name in sorted(closed):
            for headers in ({}, {"Authorization": "Bearer guessed"}, {"Authorization": "Basic YTpi"}):
                method, path = name.split()
                body = {"json": {}} if method == "POST" and path.startswith("/api/") else {}
                answer = await client.request(method, path, headers=headers, **body)  # type: ignore[arg-type]
                if path.startswith("/api/"):
                    assert (answer.status_code, answer.json()["code"]) == (401, "http.401"), path
                    assert answer.headers["www-authenticate"] == "Bearer"
                else:
                    assert answer.status_code == 303, path
                    assert answer.headers["location"].startswith("/sign-in?next="), path


def test_the_default_address_is_the_loopback() -> None:
    assert Settings.model_fields["host"].default == "127.0.0.1"


def test_a_route_that_asks_nobody_is_caught() -> None:
    router = APIRouter()

    def nested(operating: Operating) -> None: ...

    @router.get("/open")
    async def _open() -> None: ...

    @router.post("/change")
    async def _change() -> None: ...

    @router.post("/command")
    async def _command(calling: Calling) -> None: ...

    @router.get("/view")
    async def _view(seen: Seeing) -> None: ...

    @router.get("/own")
    async def _own(viewing: Viewing) -> None: ...

    @router.get("/nested", dependencies=[Depends(nested)])
    async def _nested() -> None: ...

    outer = APIRouter()
    outer.include_router(router)
    for tried in (router, outer):
        assert [name for name, route in routes_in(tried) if not asks_who_calls(route)] == ["GET /open", "POST /change"]
    prefixed = APIRouter(prefix="/api")
    prefixed.include_router(outer)
    assert "POST /api/change" in dict(routes_in(prefixed))
    outer.mount("/elsewhere", router)
    with pytest.raises(TypeError, match="cannot be looked into"):
        list(routes_in(outer))


def test_a_command_without_a_permission_and_a_permission_without_a_command_are_caught() -> None:
    class Planted(BeginDay):
        """A command nobody thought of."""

    fold: Fold[Any] = CALENDAR.fold
    component = Component(
        "planted", (Aggregate(fold=fold, identity=lambda command: "", decisions={Planted: lambda *_: []}),)
    )
    assert unpermitted(component, {}) == ["Planted has no permission"]
    models = next(component for component in WITH_WEB if component.name == "models")
    assert unpermitted(component, permissions_of(models)) != ["Planted has no permission"]
