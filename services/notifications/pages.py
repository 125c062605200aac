"""The pages of notifications, inside the portal's shell: each is a module of `screens` with its own router."""

from fastapi import APIRouter

from services.notifications.screens import inbox_page, outlets_page, parked_page, preferences_page, preview_page

PAGES = APIRouter()
for screen in (inbox_page, preferences_page, outlets_page, parked_page, preview_page):
    PAGES.include_router(screen.PAGES)
