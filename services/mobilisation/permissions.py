"""Who may ask what of mobilisation: the officers of the place that reports, and those above."""

from portal.authority.permission import May, Permissions, named
from portal.authority.roles import OFFICERS
from services.mobilisation.activity import ReportActivity

PERMISSIONS: Permissions = {ReportActivity: May(OFFICERS, named("unit_id"))}
