"""The tree of units as a process remembers it, read again only when the portal's view of it has moved."""

import asyncio

import asyncpg

from chronicle.postgres.log import Pool
from portal.authority.tree import Tree
from portal.projections.places import places


class RememberedTree:
    """`await tree.at(pool, position)`: the tree as of that position of the portal's view or a later one."""

    def __init__(self) -> None:
        self._position = -1
        self._tree = Tree()
        self._reading = asyncio.Lock()

    async def at(self, pool: Pool, position: int) -> Tree:
        if position != self._position:
            async with self._reading:
                if position != self._position:
                    self._tree = await _read(pool)
                    self._position = position
        return self._tree


async def _read(pool: Pool) -> Tree:
    try:
        return Tree.of(await places(pool))
    except asyncpg.UndefinedTableError:  # the portal has not begun to read: no unit is known to it yet
        return Tree()
