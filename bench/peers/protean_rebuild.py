"""A rebuild with Protean: its projector folds the stored events into a PostgreSQL projection.

`--by rebuild` is its command `protean projection rebuild`, `--by engine` its server with an event-store subscription.
"""

import asyncio
import threading
import time
from collections.abc import Iterable
from importlib.metadata import version

import database
import load
import message_store
from protean.domain import Domain
from protean.server import Engine
from protean.server.subscription.event_store_subscription import EventStoreSubscription
from protean.utils.projection_rebuilder import rebuild_projection
from protean_register import BATCH_EVENTS, Unit, UnitHouseholds, opened

CONNECTIONS = 5
POLL_S = 0.02


def seed(domain: Domain, facts: Iterable[dict]) -> int:
    """Store the history; the answer is the global position of its last event."""
    units: dict[str, Unit] = {}
    for fact in facts:
        unit = units.get(fact["unit_id"])
        if unit is None:
            unit = units[fact["unit_id"]] = Unit._create_new(unit_id=fact["unit_id"])
        unit.count(fact)
        domain.repository_for(Unit).add(unit)
    last = domain.event_store.store.read_last_message(f"{Unit.meta_.stream_category}-{unit.unit_id}")
    return last.metadata.event_store.global_position


def by_rebuild(domain: Domain, head: int) -> float:
    began = time.perf_counter()
    result = rebuild_projection(domain, UnitHouseholds, batch_size=BATCH_EVENTS)
    if not result.success or result.events_skipped:
        raise SystemExit(f"rebuild failed: {result}")
    return time.perf_counter() - began


def by_engine(domain: Domain, head: int) -> float:
    """Run the server until its subscription has passed `head`."""
    engine = Engine(domain)
    (subscription,) = [each for each in engine._subscriptions.values() if isinstance(each, EventStoreSubscription)]
    finished: list[float] = []

    def watch() -> None:
        while subscription.current_position < head:
            time.sleep(POLL_S)
        finished.append(time.perf_counter())
        asyncio.run_coroutine_threadsafe(engine.shutdown(), engine.loop)

    began = time.perf_counter()
    threading.Thread(target=watch, daemon=True).start()
    engine.run()
    return finished[0] - began


def main() -> None:
    parser = load.arguments(__doc__)
    parser.add_argument("--units", type=int, default=1000)
    parser.add_argument("--by", choices=["rebuild", "engine"], default="rebuild")
    parser.add_argument("--view-commits", choices=["on", "off"], default="off", help="synchronous_commit of the view")
    asked = parser.parse_args()
    with database.throwaway(asked.database_url, "protean") as parameters:
        message_store.install(parameters)
        database.tune(parameters, synchronous_commit=asked.view_commits)
        domain = opened(parameters, CONNECTIONS)
        with domain.domain_context():
            domain.setup_database()
            head = seed(domain, load.counts(asked.events, asked.units))
            elapsed_s = {"rebuild": by_rebuild, "engine": by_engine}[asked.by](domain, head)
        database.expect(parameters, "public.unit_households", asked.events, asked.units)
        load.report(
            "protean",
            "rebuild",
            asked.events,
            elapsed_s,
            units=asked.units,
            by=asked.by,
            version=version("protean"),
            **database.settings(parameters),
        )


if __name__ == "__main__":
    main()
