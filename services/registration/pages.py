"""The pages of registration, inside the portal's shell: each is a module of `screens` with its own router."""

from fastapi import APIRouter

from services.registration.screens import (
    campaign_page,
    documents_page,
    list_page,
    registration_file,
    unit_change_page,
    unit_page,
    unit_register,
    unit_year,
)

PAGES = APIRouter()
for screen in (
    list_page,
    unit_year,
    documents_page,
    campaign_page,
    unit_register,
    unit_page,
    unit_change_page,
    registration_file,
):
    PAGES.include_router(screen.PAGES)
