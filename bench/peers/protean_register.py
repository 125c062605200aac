"""The register of units, written with Protean: an event-sourced aggregate, its fact, a projection and a projector."""

import logging
import os

import database
import message_store
from protean import apply, handle
from protean.domain import Domain
from protean.fields import Identifier, Integer, String
from protean.utils.globals import current_domain

SPARE_CONNECTIONS = 2
POOL_SIZE = 5
BATCH_EVENTS = 1000

# Its log line per event would be measured too, and would mix with the figures on stdout.
os.environ["PROTEAN_NO_AUTO_LOGGING"] = "1"
logging.disable(logging.WARNING)

register = Domain(name="register", config={})


@register.event(part_of="Unit")
class HouseholdsCounted:
    unit_id = Identifier(required=True)
    households_total = Integer(required=True)
    households_registered = Integer(required=True)
    as_of = String(required=True)


@register.aggregate(is_event_sourced=True)
class Unit:
    unit_id = Identifier(identifier=True)
    households_total = Integer(default=0)
    households_registered = Integer(default=0)
    as_of = String()

    def count(self, fact: dict) -> None:
        self.raise_(HouseholdsCounted(**fact))

    @apply
    def counted(self, event: HouseholdsCounted) -> None:
        self.households_total = event.households_total
        self.households_registered = event.households_registered
        self.as_of = event.as_of


@register.projection
class UnitHouseholds:
    unit_id = Identifier(identifier=True)
    households_total = Integer()
    households_registered = Integer()
    as_of = String(max_length=10)


@register.projector(projector_for=UnitHouseholds, aggregates=[Unit])
class UnitHouseholdsProjector:
    @handle(HouseholdsCounted)
    def counted(self, event: HouseholdsCounted) -> None:
        rows = current_domain.repository_for(UnitHouseholds)
        row = rows.get_or_none(event.unit_id) or UnitHouseholds(unit_id=event.unit_id)
        row.households_total = event.households_total
        row.households_registered = event.households_registered
        row.as_of = event.as_of
        rows.add(row)


def opened(parameters: dict[str, str], connections: int) -> Domain:
    """The domain on its stores: message-db for events, PostgreSQL through SQLAlchemy for the projection."""
    register.config["event_store"] = {
        "provider": "message_db",
        "database_uri": database.url(parameters, options=message_store.SEARCH_PATH),
        "max_connections": connections + SPARE_CONNECTIONS,
    }
    register.config["databases"]["default"] = {
        "provider": "postgresql",
        "database_uri": database.url(parameters, "postgresql+psycopg"),
        "pool_size": POOL_SIZE,
        "pool_pre_ping": False,
    }
    register.config["server"] |= {"messages_per_tick": BATCH_EVENTS, "tick_interval": 0}
    register.config["server"]["event_store_subscription"] |= {"position_update_interval": BATCH_EVENTS}
    register.init(traverse=False)
    return register
