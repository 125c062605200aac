"""The portal's one view: the tree of units, which authority is measured against."""

from portal.projections.places import PLACES

PROJECTIONS = (PLACES,)
