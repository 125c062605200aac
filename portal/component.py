"""The portal as a component of its own: accounts, sign-in, authority, and the tree of units they are measured against."""

from pathlib import Path

from chronicle.component import Component
from portal import pages, routes
from portal.application import application
from portal.projections import PROJECTIONS

COMPONENT = Component(
    name="portal",
    projections=PROJECTIONS,
    # few facts, and every service asks it what units were called
    past_every_ms=1_000,
    web=lambda service: application(service, routes.ROUTES, pages.PAGES, {}),
    paths=("/api/portal", "/sign-in", "/sign-out", "/account", "/accounts", "/attachments", "/printouts"),
    uploads={"/attachments": "attachment_bytes_max", "/api/portal/attachments": "attachment_bytes_max"},
    migrations=Path(__file__).with_name("migrations"),
)
