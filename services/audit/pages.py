"""The pages of audit, inside the portal's shell: each is a module of `screens` with its own router."""

from fastapi import APIRouter

from services.audit.screens import event_page, events_page, evidence_page, ledger_page, rebuild_page, rebuilds_page

PAGES = APIRouter()
for screen in (ledger_page, events_page, event_page, evidence_page, rebuilds_page, rebuild_page):
    PAGES.include_router(screen.PAGES)
