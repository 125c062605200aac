"""The pages of registration, inside the portal's shell. None of their own yet: the overview shows their counts."""

from fastapi import APIRouter

PAGES = APIRouter()
