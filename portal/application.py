"""The ASGI application of one service: its JSON API and its pages, inside the portal's shell."""

from typing import Any

from fastapi import APIRouter, FastAPI

from chronicle.service import Service
from portal import problems
from portal.body_limit import BodyLimit
from portal.correlation import Correlation


def application(service: Service, routes: APIRouter, pages: APIRouter) -> Any:
    """FastAPI with the service's routes and pages. OpenAPI at /api/<service>/openapi.json; no pages from other hosts."""
    app = FastAPI(
        title=f"An Toàn: {service.name}",
        version="1",
        openapi_url=f"/api/{service.name}/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    app.state.service = service
    app.include_router(routes)
    app.include_router(pages, include_in_schema=False)
    problems.install(app)
    app.add_middleware(BodyLimit, bytes_max=service.settings.body_bytes_max)
    app.add_middleware(Correlation)
    return app
