"""The ASGI application of one service: its JSON API and its pages, inside the portal's shell."""

from typing import Any

from fastapi import APIRouter, FastAPI
from starlette.middleware.gzip import GZipMiddleware

from chronicle.service import Service
from portal import problem_pages, problems
from portal.protection.body_limit import BodyLimit
from portal.protection.correlation import Correlation
from portal.protection.security_headers import SecurityHeaders
from portal.shell import STATIC, Shell, static_path
from portal.static_files import FingerprintedFiles

gzip_bytes_min = 1_000


def application(service: Service, routes: APIRouter, pages: APIRouter) -> Any:
    """FastAPI with the service's routes and pages. OpenAPI at /api/<service>/openapi.json; nothing from other hosts."""
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
    app.mount(static_path, FingerprintedFiles(directory=STATIC))
    problems.install(app)
    problem_pages.install(app, Shell())
    app.add_middleware(BodyLimit, bytes_max=service.settings.body_bytes_max)
    app.add_middleware(GZipMiddleware, minimum_size=gzip_bytes_min)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(Correlation)
    return app
