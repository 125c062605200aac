"""The pages of mobilisation, inside the portal's shell. None of their own yet: the API answers its totals."""

from fastapi import APIRouter

PAGES = APIRouter()
