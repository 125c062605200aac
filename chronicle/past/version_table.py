"""The tables of one view's past: its rows as versions, in epochs, and the view that shows them as of a position.

An epoch begins with a copy of the rows that stand then, once as many versions were written as rows stood: so what one position
has to look through stays within a small multiple of what the live view holds, and all copies within a multiple of the versions.
"""

from collections.abc import Collection

from chronicle.past.unfolding import EVER, Version
from chronicle.postgres.views import Connection, columns_of, walls
from chronicle.projection import Key, Projection
from chronicle.secrets import viewer_of

epoch_versions_min = 20_000

AS_OF = "antoan.as_of"
"""The setting of a transaction that says as of which position it reads."""

# asked once a statement and not once a row, as what walls a view
_POSITION = f"(SELECT current_setting('{AS_OF}')::bigint)"


def shown_as_of(view: str) -> str:
    """What a view is called where it is read as of a position."""
    return f"{view}__as_of"


def shown_as_supposed(view: str) -> str:
    """What a view is called where it is read as it would be under a supposition (chronicle/supposed)."""
    return f"{view}__supposed"


class VersionTable:
    """`<view>__versions` and `<view>__as_of`, beside the live table, behind the same wall."""

    def __init__(self, schema: str, projection: Projection) -> None:
        self.projection = projection
        self.schema = schema
        self.table = f"{projection.name}__versions"
        self.name = f'"{schema}"."{self.table}"'
        self.shown = f'"{schema}"."{shown_as_of(projection.name)}"'
        self.supposed = f'"{schema}"."{shown_as_supposed(projection.name)}"'
        keys = projection.key
        self._columns = ("past_from", "past_to", *projection.columns)
        self.stood = (
            f'past_epoch = (SELECT max(e.epoch) FROM "{schema}".past_epoch e '
            f"WHERE e.view = '{projection.name}' AND e.epoch <= {_POSITION}) "
            f"AND past_from <= {_POSITION} AND past_to > {_POSITION}"
        )
        """What holds of the versions that stood as of the position of the transaction."""
        listed = ", ".join(f"${n}::{t}[]" for n, t in enumerate(projection.sql_types[: len(keys)], 2))
        self._of_keys = (
            f"FROM {self.name} t {{join}} unnest({listed}) AS k({', '.join(keys)}) "
            f"{{on}} t.past_epoch = $1 AND t.past_to = {EVER} AND {' AND '.join(f't.{key} = k.{key}' for key in keys)}"
        )

    async def recreate(self, connection: Connection) -> None:
        await connection.execute(f"DROP VIEW IF EXISTS {self.shown}, {self.supposed}; DROP TABLE IF EXISTS {self.name}")
        await connection.execute("; ".join(self._definition()))

    def _definition(self) -> list[str]:
        projection, viewer = self.projection, f'"{viewer_of(self.schema)}"'
        columns = ", ".join(f"{c} {t}" for c, t in zip(projection.columns, projection.sql_types, strict=True))
        indexes = [f"CREATE INDEX ON {self.name} (past_epoch, {', '.join(index)})" for index in projection.indexes]
        return [
            f"CREATE TABLE {self.name} (past_epoch bigint, past_from bigint, past_to bigint, {columns}, "
            f"PRIMARY KEY (past_epoch, {', '.join(projection.key)}, past_to))",
            *indexes,
            *walls(self.name, projection, viewer),
            f"CREATE VIEW {self.shown} WITH (security_invoker = true) AS SELECT {', '.join(projection.columns)} "
            f"FROM {self.name} WHERE {self.stood}",
            f"GRANT SELECT ON {self.shown} TO {viewer}",
        ]  # fmt: skip

    async def open_versions(self, connection: Connection, epoch: int, keys: Collection[Key]) -> list[Version]:
        """Those of the keys that have a row."""
        query = f"SELECT {', '.join('t.' + c for c in self._columns)} {self._of_keys.format(join='JOIN', on='ON')}"
        return [tuple(row) for row in await connection.fetch(query, epoch, *columns_of(keys, len(self.projection.key)))]

    async def write(
        self, connection: Connection, epoch: int, gone: Collection[Key], versions: Collection[Version]
    ) -> None:
        """Open versions of the keys go; the versions, those they became among them, are written."""
        if gone:
            query = f"DELETE {self._of_keys.format(join='USING', on='WHERE')}"
            await connection.execute(query, epoch, *columns_of(gone, len(self.projection.key)))
        if versions:
            await connection.copy_records_to_table(
                self.table, schema_name=self.schema, columns=["past_epoch", *self._columns],
                records=((epoch, *version) for version in versions),
            )  # fmt: skip

    async def begin_epoch(self, connection: Connection, old: int, new: int) -> None:
        """Copies what stands into an epoch that begins at position `new`."""
        columns = ", ".join(self._columns)
        await connection.execute(
            f"INSERT INTO {self.name} (past_epoch, {columns}) SELECT $2, {columns} FROM {self.name} "
            f"WHERE past_epoch = $1 AND past_to = {EVER}",
            old, new,
        )  # fmt: skip

    async def settle(self, connection: Connection) -> None:
        """Tells the planner what is there now."""
        await connection.execute(f"ANALYZE {self.name}")


def is_due(written: int, standing: int) -> bool:
    """Whether a new epoch begins: as much was written in this one as stands, and not little."""
    return written >= max(standing, epoch_versions_min)
