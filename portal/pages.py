"""The portal's own pages: signing in and out, one's account, everybody's for the operator, and attached files."""

from fastapi import APIRouter

from portal.attachments import pages as attachment_pages
from portal.printouts import page as printouts_page
from portal.sign_in import account_pages, accounts_pages, oidc_pages, pages

PAGES = APIRouter()
for router in (
    pages.PAGES,
    oidc_pages.PAGES,
    account_pages.PAGES,
    accounts_pages.PAGES,
    attachment_pages.PAGES,
    printouts_page.PAGES,
):
    PAGES.include_router(router)
