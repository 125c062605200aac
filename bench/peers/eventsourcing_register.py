"""The register of units, written with `eventsourcing`: an event, an application, a view and a projection."""

from datetime import datetime
from functools import singledispatchmethod
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from eventsourcing.application import Application
from eventsourcing.domain import DomainEvent
from eventsourcing.persistence import Tracking
from eventsourcing.postgres import PostgresTrackingRecorder
from eventsourcing.projection import Projection
from eventsourcing.utils import get_topic
from psycopg.sql import SQL, Identifier


class HouseholdsCounted(DomainEvent):
    unit_id: str
    households_total: int
    households_registered: int
    as_of: str


class Register(Application[UUID]):
    pass


class UnitsView(PostgresTrackingRecorder):
    """A row per unit with its latest count, written in one transaction with its tracking record."""

    def __init__(self, datastore: Any, **kwargs: Any) -> None:
        super().__init__(datastore, **kwargs)
        table = {"schema": Identifier(datastore.schema)}
        self.sql_create_statements.append(
            SQL(
                "CREATE TABLE IF NOT EXISTS {schema}.unit_households (unit_id text PRIMARY KEY, "
                "households_total integer NOT NULL, households_registered integer NOT NULL, as_of date NOT NULL)"
            ).format(**table)
        )
        self.put_statement = SQL(
            "INSERT INTO {schema}.unit_households VALUES (%s, %s, %s, %s) ON CONFLICT (unit_id) DO UPDATE SET "
            "households_total = EXCLUDED.households_total, "
            "households_registered = EXCLUDED.households_registered, as_of = EXCLUDED.as_of"
        ).format(**table)

    def put(self, event: HouseholdsCounted, tracking: Tracking) -> None:
        row = (event.unit_id, event.households_total, event.households_registered, event.as_of)
        with self.datastore.transaction(commit=True) as cursor:
            cursor.execute(self.put_statement, row, prepare=True)
            self._insert_tracking(cursor, tracking)


class UnitsProjection(Projection[UnitsView]):
    name = "units"
    topics = (get_topic(HouseholdsCounted),)

    @singledispatchmethod
    def process_event(self, event: Any, tracking: Tracking) -> None:
        raise TypeError(f"this view has no use for {type(event).__name__}")

    @process_event.register
    def _(self, event: HouseholdsCounted, tracking: Tracking) -> None:
        self.view.put(event, tracking)


def counted(fact: dict, version: int) -> HouseholdsCounted:
    return HouseholdsCounted(
        originator_id=uuid5(NAMESPACE_URL, fact["unit_id"]),
        originator_version=version,
        timestamp=datetime.fromisoformat(fact["as_of"]).astimezone(),
        **fact,
    )


def environment(
    parameters: dict[str, str], connections: int, *, database_functions: bool = False, create: bool = True
) -> dict[str, str]:
    """The settings of `eventsourcing`: its PostgreSQL module, and a pool with a connection for everyone.

    `create` is for one process only: its `CREATE OR REPLACE FUNCTION` fails when two run at once.
    """
    return {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": parameters["dbname"],
        "POSTGRES_HOST": parameters.get("host", ""),
        "POSTGRES_PORT": parameters.get("port", "5432"),
        "POSTGRES_USER": parameters.get("user", ""),
        "POSTGRES_PASSWORD": parameters.get("password", ""),
        "POSTGRES_POOL_SIZE": str(connections),
        "POSTGRES_MAX_OVERFLOW": "0",
        "CREATE_TABLE": "yes" if create else "no",
        "POSTGRES_ENABLE_DB_FUNCTIONS": "yes" if database_functions else "no",
    }
