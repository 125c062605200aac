"""The pages of recognition, inside the portal's shell. None of their own yet: the dashboards show its dossiers."""

from fastapi import APIRouter

PAGES = APIRouter()
