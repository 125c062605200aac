"""The pages of rule sets: all of them, one as a document, its draft, compared, rehearsed, put in force."""

from fastapi import APIRouter

from services.recognition.screens import (
    rule_compare_page,
    rule_draft_page,
    rule_in_force_page,
    rule_list_page,
    rule_page,
    rule_rehearse_page,
)

PAGES = APIRouter()
for screen in (rule_list_page, rule_draft_page, rule_in_force_page, rule_compare_page, rule_rehearse_page, rule_page):
    PAGES.include_router(screen.PAGES)
