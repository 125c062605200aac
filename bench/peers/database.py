"""A database of its own for one run, dropped afterwards."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import load
import psycopg
from psycopg.conninfo import conninfo_to_dict
from psycopg.sql import SQL, Identifier, Literal
from sqlalchemy.engine import URL

DURABLE = ("fsync", "synchronous_commit")


@contextmanager
def throwaway(server_url: str, peer: str) -> Iterator[dict[str, str]]:
    """Create a database on the server and yield its connection parameters."""
    name = f"bench_{peer}_{os.getpid()}"
    with psycopg.connect(server_url, autocommit=True) as admin:
        refuse_unless_durable(admin)
        admin.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
        try:
            yield {**conninfo_to_dict(server_url), "dbname": name}
        finally:
            admin.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


def refuse_unless_durable(connection: psycopg.Connection) -> None:
    for setting in DURABLE:
        (value,) = connection.execute(SQL("SHOW {}").format(Identifier(setting))).fetchone()
        if value != "on":
            raise SystemExit(f"the server has {setting} = {value}: a durable append needs it on")


def settings(parameters: dict[str, str]) -> dict[str, str]:
    """The settings of the database that explain a figure."""
    with psycopg.connect(**parameters) as connection:
        names = ("server_version", *DURABLE)
        return {name: connection.execute(SQL("SHOW {}").format(Identifier(name))).fetchone()[0] for name in names}


def tune(parameters: dict[str, str], **values: str) -> None:
    """Set defaults of the database for the connections opened from now on."""
    with psycopg.connect(**parameters, autocommit=True) as connection:
        for name, value in values.items():
            statement = SQL("ALTER DATABASE {} SET {} = {}")
            connection.execute(statement.format(Identifier(parameters["dbname"]), Identifier(name), Literal(value)))


def expect(parameters: dict[str, str], view: str, events: int, units: int) -> None:
    """Refuse a figure whose view is not the exact fold of the history."""
    last = {fact["unit_id"]: fact for fact in load.counts(events, units)}
    wanted = sorted((unit, fact["households_registered"], fact["as_of"]) for unit, fact in last.items())
    with psycopg.connect(**parameters) as connection:
        query = SQL("SELECT unit_id, households_registered, as_of::text FROM {}").format(Identifier(*view.split(".")))
        if sorted(connection.execute(query)) != wanted:
            raise SystemExit(f"{view} is not the fold of the history")


def url(parameters: dict[str, str], driver: str = "postgresql", **query: str) -> str:
    """The same database as a URL, the host in the query so that a socket folder is allowed."""
    made = URL.create(
        driver,
        username=parameters.get("user"),
        password=parameters.get("password"),
        database=parameters["dbname"],
        query={key: parameters[key] for key in ("host", "port") if key in parameters} | query,
    )
    return made.render_as_string(hide_password=False)
