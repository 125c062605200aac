"""The pages of mobilisation, inside the portal's shell: each is a module of `screens` with its own router."""

from fastapi import APIRouter

from services.mobilisation.screens import (
    activity_file,
    activity_page,
    festival_page,
    force_form,
    forces_page,
    own_files,
    programme_page,
    programmes_page,
    report_form,
    reports_page,
)

PAGES = APIRouter()
for screen in (
    activity_page, activity_file, report_form, reports_page, festival_page, forces_page, force_form, programmes_page,
    programme_page, own_files,
):  # fmt: skip
    PAGES.include_router(screen.PAGES)
