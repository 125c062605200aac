"""The pages of models, inside the portal's shell: each is a module of `screens` with its own router."""

from fastapi import APIRouter

from services.models.screens import (
    asking,
    duplicates_page,
    inventories_page,
    model_list,
    model_page,
    page_files,
    part_page,
    reconciliation_page,
)

PAGES = APIRouter()
for screen in (
    model_list,
    model_page,
    asking,
    inventories_page,
    part_page,
    reconciliation_page,
    duplicates_page,
    page_files,
):
    PAGES.include_router(screen.PAGES)
