"""Who may ask what of audit: its commands are the system's own; officers may have views rebuilt, which changes no fact."""

from portal.authority.permission import May, Permissions

PERMISSIONS: Permissions = {}

REBUILDING = May(roles=frozenset({"auditor", "operator"}), unit=lambda command, state: None)
"""Asks for a rebuild, and decides or cancels it: views are the whole province's, and so is who may."""
