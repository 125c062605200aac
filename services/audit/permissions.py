"""Who may ask what of audit: its commands are the system's own; what officers ask of it changes nothing."""

from portal.authority.permission import Permissions

PERMISSIONS: Permissions = {}
