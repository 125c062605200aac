"""The pages of registration, inside the portal's shell: each is a module of `screens` with its own router."""

from fastapi import APIRouter

from services.registration.screens import registration_file, unit_change_page, unit_page, unit_register

PAGES = APIRouter()
for screen in (unit_register, unit_page, unit_change_page, registration_file):
    PAGES.include_router(screen.PAGES)
