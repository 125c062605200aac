"""Every page about printed papers, and the two that everybody may read."""

from fastapi import APIRouter

from services.recognition.screens import issuing_page, paper_files, papers_page, register_page, verify_page

PAGES = APIRouter()
# the form before `/{document_id}…`, which would take its name for an id
for screen in (papers_page, issuing_page, paper_files, verify_page, register_page):
    PAGES.include_router(screen.PAGES)
