"""The pages of notifications, inside the portal's shell. None of their own yet: the API answers an office's inbox."""

from fastapi import APIRouter

PAGES = APIRouter()
