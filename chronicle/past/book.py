"""Where the past of each view of a service stands: how far it was written, and in which epoch. Derived, as the versions are."""

from collections.abc import Sequence
from dataclasses import dataclass

from chronicle.past.version_table import VersionTable, is_due
from chronicle.postgres.views import Connection
from chronicle.projection import Projection
from chronicle.secrets import viewer_of
from chronicle.supposed import overlay

UNPREPARED = -1


@dataclass(slots=True)
class Place:
    """How far one view's past is written. `written` and `standing` count versions of the epoch and rows that stand."""

    view: str
    position: int
    definition: str
    epoch: int
    written: int
    standing: int


class Book:
    """The tables `past` and `past_epoch` of a service's schema; everything within the caller's transaction."""

    def __init__(self, schema: str, projections: Sequence[Projection]) -> None:
        self.tables = {one.name: VersionTable(schema, one) for one in projections}
        self._schema = schema

    async def turn(self, connection: Connection) -> dict[str, Place]:
        """The places, for one who is going to write them: nobody else does until the transaction ends.

        Makes what is not there, and begins anew the past of a view whose shape has changed.
        """
        await connection.execute("SELECT pg_advisory_xact_lock(hashtext($1))", f"{self._schema}.past")
        await connection.execute(self._definition())
        found = {place.view: place for place in await self.places(connection)}
        for name, table in self.tables.items():
            definition = table.projection.definition
            if name not in found or found[name].definition != definition:
                found[name] = Place(name, 0, definition, 0, 0, 0)
                await table.recreate(connection)
                await overlay.forget_all(connection, self._schema)
                await connection.execute(f'DELETE FROM "{self._schema}".past_epoch WHERE view = $1', name)
                await self._note_epoch(connection, name, 0)
                await self._store(connection, found[name])
        return {name: found[name] for name in self.tables}

    def _definition(self) -> str:
        schema, viewer = f'"{self._schema}"', f'"{viewer_of(self._schema)}"'
        return (
            f"CREATE TABLE IF NOT EXISTS {schema}.past (view text PRIMARY KEY, position bigint NOT NULL, "
            "definition text NOT NULL, epoch bigint NOT NULL, written bigint NOT NULL, standing bigint NOT NULL); "
            f"CREATE TABLE IF NOT EXISTS {schema}.past_epoch (view text, epoch bigint, PRIMARY KEY (view, epoch)); "
            f"GRANT SELECT ON {schema}.past_epoch TO {viewer}"
        )

    async def places(self, connection: Connection) -> list[Place]:
        """Those of the service's views that are there."""
        rows = await connection.fetch(
            f'SELECT view, position, definition, epoch, written, standing FROM "{self._schema}".past '
            "WHERE view = ANY($1::text[])",
            list(self.tables),
        )
        return [Place(*row) for row in rows]

    async def reached(self, connection: Connection) -> int:
        """The position as of which all views can be read, from 0; less where not even that was prepared."""
        if await connection.fetchval(f"SELECT to_regclass('\"{self._schema}\".past')") is None:
            return UNPREPARED
        places = await self.places(connection)
        current = [p.position for p in places if p.definition == self.tables[p.view].projection.definition]
        return min(current) if len(current) == len(self.tables) else UNPREPARED

    async def parked(self, connection: Connection, after: int, until: int) -> set[tuple[str, int]]:
        """(view, position) of facts that the live view could not fold: they are in no past of it either."""
        rows = await connection.fetch(
            f'SELECT reader, position FROM "{self._schema}".parked WHERE position > $1 AND position <= $2', after, until
        )
        return {(row[0].removeprefix(f"{self._schema}."), row[1]) for row in rows}

    async def put_down(self, connection: Connection, place: Place) -> None:
        """Stores how far a view's past is written, and begins its next epoch there when it is due."""
        if is_due(place.written, place.standing):
            await self.tables[place.view].begin_epoch(connection, place.epoch, place.position)
            await self._note_epoch(connection, place.view, place.position)
            place.epoch, place.written = place.position, 0
        await self._store(connection, place)

    async def _store(self, connection: Connection, place: Place) -> None:
        await connection.execute(
            f'INSERT INTO "{self._schema}".past VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (view) DO UPDATE SET '
            "position = $2, definition = $3, epoch = $4, written = $5, standing = $6",
            place.view, place.position, place.definition, place.epoch, place.written, place.standing,
        )  # fmt: skip

    async def _note_epoch(self, connection: Connection, view: str, epoch: int) -> None:
        await connection.execute(f'INSERT INTO "{self._schema}".past_epoch VALUES ($1, $2)', view, epoch)


async def discard(connection: Connection, schema: str, view: str) -> None:
    """The past of a view is written anew: its rows were folded by a program that is mended since."""
    if await connection.fetchval(f"SELECT to_regclass('\"{schema}\".past')") is not None:
        await connection.execute(f'DELETE FROM "{schema}".past WHERE view = $1', view)
