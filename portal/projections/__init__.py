"""The portal's views, which authority is measured against: the tree of units, and who decides in whose place."""

from portal.projections.delegations import DELEGATIONS
from portal.projections.places import PLACES

PROJECTIONS = (PLACES, DELEGATIONS)
