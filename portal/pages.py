"""The portal's own pages: sign-in and what an account is."""

from fastapi import APIRouter

PAGES = APIRouter()
