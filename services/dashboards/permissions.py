"""Who may ask what of dashboards: nothing, they record nothing."""

from portal.authority.permission import Permissions

PERMISSIONS: Permissions = {}
