"""The pages of recognition, inside the portal's shell: each is a module of `screens` with its own router."""

from fastapi import APIRouter

from services.recognition.screens import load_page, papers, rule_sets

PAGES = APIRouter()
for screen in (load_page, papers, rule_sets):
    PAGES.include_router(screen.PAGES)
