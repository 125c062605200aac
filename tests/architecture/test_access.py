"""Until there is sign-in: nothing is changed without the installation's token, nothing listens beyond the loopback."""

from importlib import import_module
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import APIRouter
from fastapi.routing import APIRoute

from chronicle.clock import SystemClock
from chronicle.component import Component
from chronicle.service import Service
from chronicle.settings import Settings
from contracts.catalogue import CATALOGUE
from deploy.components import COMPONENTS
from deploy.schemas import NOWHERE, openapi
from portal.access import Caller, caller

pytestmark = pytest.mark.fast

WITH_WEB = [component for component in COMPONENTS if component.web is not None]


def open_to_all(router: APIRouter) -> list[str]:
    """Paths of a router that change something and do not ask who calls; what cannot be looked into is told as well."""
    found = []
    for route in router.routes:
        if isinstance(route, APIRoute):
            changes = bool((route.methods or set()) - {"GET", "HEAD"})
            asks = caller in {needed.call for needed in route.dependant.dependencies}
            found += [route.path] if changes and not asks else []
        elif isinstance(inner := getattr(route, "original_router", None), APIRouter):
            found += open_to_all(inner)
        else:
            found.append(f"{type(route).__name__} cannot be looked into")
    return found


def test_every_route_that_changes_something_asks_who_calls() -> None:
    for component in WITH_WEB:
        rooms = [import_module(f"services.{component.name}.{room}") for room in ("routes", "pages")]
        assert open_to_all(rooms[0].ROUTES) + open_to_all(rooms[1].PAGES) == [], component.name


@pytest.mark.parametrize("component", WITH_WEB, ids=lambda component: component.name)
async def test_every_command_route_asks_for_the_token(component: Component, tmp_path: Path) -> None:
    settings = Settings.model_construct(data_directory=tmp_path, public_hosts=("antoan",))
    application: Any = component.web and component.web(
        Service(component, settings, CATALOGUE, SystemClock(), "", NOWHERE)
    )
    posts = [path for path, how in openapi(component)["paths"].items() if "post" in how]
    assert bool(posts) == bool(component.aggregates)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(application), base_url="http://antoan") as client:
        for path in posts:
            for headers in ({}, {"Authorization": "Bearer guessed"}):
                assert (await client.post(path, json={}, headers=headers)).status_code == 401, path


def test_the_default_address_is_the_loopback() -> None:
    assert Settings.model_fields["host"].default == "127.0.0.1"


def test_a_route_that_asks_nobody_is_caught() -> None:
    router = APIRouter()

    @router.post("/open")
    async def _open() -> None: ...

    @router.post("/closed")
    async def _closed(context: Caller) -> None: ...

    @router.get("/page")
    async def _page() -> None: ...

    assert open_to_all(router) == ["/open"]
    outer = APIRouter()
    outer.include_router(router)
    assert open_to_all(outer) == ["/open"]
    outer.mount("/elsewhere", router)
    assert open_to_all(outer) == ["/open", "Mount cannot be looked into"]
