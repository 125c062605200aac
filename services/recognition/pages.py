"""The pages of recognition, inside the portal's shell: each is a module of `screens` with its own router."""

from fastapi import APIRouter

from services.recognition.screens import (
    appraising_page,
    asking,
    calendar_page,
    deciding_many,
    deciding_page,
    delegations_page,
    dossier_list,
    dossier_page,
    dossier_sheets,
    load_page,
    papers,
    returning,
    rule_sets,
    self_assessing,
)

PAGES = APIRouter()
for screen in (calendar_page, delegations_page, load_page, papers, rule_sets):
    PAGES.include_router(screen.PAGES)
# a dossier's id has slashes: whatever else begins like its page stands before it
for screen in (dossier_list, dossier_sheets, returning, self_assessing, appraising_page, deciding_page, deciding_many):
    PAGES.include_router(screen.PAGES)
for screen in (asking, dossier_page):
    PAGES.include_router(screen.PAGES)
