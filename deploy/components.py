"""Every component there is, in the order in which facts flow."""

from chronicle.component import Component
from chronicle.host import RELAY
from portal.component import COMPONENT as PORTAL
from services.audit.component import COMPONENT as AUDIT
from services.dashboards.component import COMPONENT as DASHBOARDS
from services.mobilisation.component import COMPONENT as MOBILISATION
from services.models.component import COMPONENT as MODELS
from services.notifications.component import COMPONENT as NOTIFICATIONS
from services.recognition.component import COMPONENT as RECOGNITION
from services.registration.component import COMPONENT as REGISTRATION

COMPONENTS: tuple[Component, ...] = (
    RELAY,
    PORTAL,
    REGISTRATION,
    MODELS,
    RECOGNITION,
    NOTIFICATIONS,
    MOBILISATION,
    DASHBOARDS,
    AUDIT,
)
