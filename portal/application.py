"""The ASGI application of one service: its JSON API and its pages, inside the portal's shell."""

import asyncio
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, FastAPI
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware

from chronicle.service import Service
from chronicle.settings import Settings
from portal import openapi, problem_pages, problems
from portal.authority.permission import Permissions
from portal.authority.remembered_tree import RememberedTree
from portal.etags import ETags
from portal.kept_pages import KeptPages
from portal.own_writes import OwnWrites
from portal.protection.addresses import Addresses
from portal.protection.body_limit import BodyLimit, larger_bodies
from portal.protection.correlation import Correlation
from portal.protection.failures import Failures
from portal.protection.hosts import Hosts
from portal.protection.rate_limit import AddressLimit, RateLimiter
from portal.protection.security_headers import SecurityHeaders
from portal.protection.uploads import MEDIA_TYPES
from portal.shell import STATIC, Shell, static_path
from portal.static_files import FingerprintedFiles

gzip_bytes_min = 1_000
gzip_level = 5
"""Level 9 takes twice as long for one hundredth less."""
compared_at_once_max = 2
"""A difference between two histories asks for a second connection while it holds one: more at once could wait for each other."""
COMPRESSED_ALREADY = (*DEFAULT_EXCLUDED_CONTENT_TYPES, *MEDIA_TYPES.values())


def application(service: Service, routes: APIRouter, pages: APIRouter, permissions: Permissions) -> Any:
    """FastAPI with the service's routes and pages. OpenAPI at /api/<service>/openapi.json; nothing from other hosts."""
    app = FastAPI(
        title=f"An Toàn: {service.name}",
        version="1",
        openapi_url=f"/api/{service.name}/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    app.state.service = service
    app.state.permissions = permissions
    app.state.tree = RememberedTree()
    app.state.kept = KeptPages()
    app.state.comparing = asyncio.Semaphore(compared_at_once_max)
    app.include_router(routes)
    app.include_router(pages, include_in_schema=False)
    app.mount(static_path, FingerprintedFiles(directory=STATIC))
    openapi.complete(app)
    problems.install(app)
    problem_pages.install(app, Shell())
    _guard(app, service.settings, larger_bodies(service.component.uploads, service.settings))
    return app


def _guard(app: FastAPI, settings: Settings, larger: Mapping[str, int]) -> None:
    """The guards, the outermost last. `app.state.limiter` is for those who count by subject."""
    app.state.limiter = RateLimiter(settings.broker_address or settings.broker_url, settings)
    app.add_middleware(OwnWrites, service=app.state.service)
    app.add_middleware(ETags)
    app.add_middleware(BodyLimit, bytes_max=settings.body_bytes_max, larger=larger)
    app.add_middleware(Failures)
    app.add_middleware(
        GZipMiddleware, minimum_size=gzip_bytes_min, compresslevel=gzip_level, exclude_content_types=COMPRESSED_ALREADY
    )
    app.add_middleware(AddressLimit, limiter=app.state.limiter)
    app.add_middleware(Hosts, allowed=(*settings.public_hosts, settings.host))
    app.add_middleware(SecurityHeaders)
    app.add_middleware(Addresses, trusted=settings.trusted_proxies)
    app.add_middleware(Correlation)
