"""The register of units: searched, walked as a tree, one unit's page."""

from fastapi import APIRouter

PAGES = APIRouter()
