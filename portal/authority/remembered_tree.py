"""The tree of units as a process remembers it, read again only when the portal's view of it has moved."""

import asyncio
from collections import OrderedDict

import asyncpg

from chronicle.past.unfolding import EVER
from chronicle.past.version_table import AS_OF, shown_as_of
from chronicle.postgres.log import Pool
from portal.authority.tree import Tree
from portal.projections.places import PLACES, places

past_trees_max = 8


class RememberedTree:
    """`await tree.at(pool, position)`: the tree as of that position of the portal's view or a later one."""

    def __init__(self) -> None:
        self._position = -1
        self._tree = Tree()
        self._reading = asyncio.Lock()
        self._past: OrderedDict[int, Tree] = OrderedDict()

    async def at(self, pool: Pool, position: int) -> Tree:
        if position != self._position:
            async with self._reading:
                if position != self._position:
                    self._tree = await _read(pool)
                    self._position = position
        return self._tree

    async def reached(self, pool: Pool) -> int:
        """The position up to which it can be asked for; where no portal ever read there is no tree, at any position."""
        try:
            return int(await pool.fetchval("SELECT coalesce(min(position), 0) FROM portal.past WHERE view = 'places'"))
        except asyncpg.UndefinedTableError:
            return EVER if await pool.fetchval("SELECT to_regclass('portal.places')") is None else 0

    async def as_of(self, pool: Pool, position: int) -> Tree:
        """The tree as of a position, up to which the portal's past is written."""
        tree = self._past.get(position)
        if tree is None:
            tree = self._past[position] = await _read(pool, position)
            if len(self._past) > past_trees_max:
                self._past.popitem(last=False)
        return tree


async def _read(pool: Pool, as_of: int | None = None) -> Tree:
    try:
        async with pool.acquire() as connection, connection.transaction(readonly=True):
            if as_of is None:
                return Tree.of(await places(connection))
            await connection.execute("SELECT set_config($1, $2, true)", AS_OF, str(as_of))
            return Tree.of(await places(connection, shown_as_of(PLACES.name)))
    except asyncpg.UndefinedTableError:  # the portal has not begun to read: no unit is known to it yet
        return Tree()
