"""Durable appends with Protean: its message-db store, a thread and a connection per caller."""

import os
from importlib.metadata import version

import database
import load
import message_store
from message_db.client import MessageDB
from protean_register import Unit, opened


def worker(share: load.Share, start, parameters: dict[str, str], keep_connections: bool) -> list[float]:
    domain = opened(parameters, share.callers)
    if keep_connections:
        keep_all(domain.event_store.store.client, share.callers)

    def appender(caller: int) -> load.Append:
        domain.domain_context().push()
        units: dict[str, Unit] = {}

        def append(fact: dict) -> None:
            unit = units.get(fact["unit_id"])
            if unit is None:
                unit = units[fact["unit_id"]] = Unit._create_new(unit_id=fact["unit_id"])
            unit.count(fact)
            domain.repository_for(Unit).add(unit)

        return append

    start.wait()
    return load.run_callers(share, appender)


def keep_all(client: MessageDB, connections: int) -> None:
    """Let the client's pool keep what it opened: it closes all but one of the returned connections, with no setting."""
    client.connection_pool._connection_pool.minconn = connections


def main() -> None:
    parser = load.arguments(__doc__, processes=os.cpu_count() or 1)
    parser.add_argument("--stock-pool", action="store_true", help="leave the client's pool as it is")
    asked = parser.parse_args()
    with database.throwaway(asked.database_url, "protean") as parameters:
        message_store.install(parameters)
        parts = load.shares(asked.callers, asked.processes, asked.events)
        seconds, elapsed_s = load.run_processes(worker, parts, parameters, not asked.stock_pool)
        load.append_report(
            "protean",
            seconds,
            elapsed_s,
            callers=asked.callers,
            processes=len(parts),
            stock_pool=asked.stock_pool,
            version=version("protean"),
            **database.settings(parameters),
        )


if __name__ == "__main__":
    main()
