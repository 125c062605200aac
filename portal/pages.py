"""The portal's own pages: signing in and out, one's account, and everybody's for the operator."""

from fastapi import APIRouter

from portal.sign_in import account_pages, accounts_pages, oidc_pages, pages

PAGES = APIRouter()
for router in (pages.PAGES, oidc_pages.PAGES, account_pages.PAGES, accounts_pages.PAGES):
    PAGES.include_router(router)
