"""A rebuild with `eventsourcing`: its projection runner folds the stored events into a PostgreSQL view."""

import time
from collections import Counter
from collections.abc import Iterable
from importlib.metadata import version

import database
import load
from eventsourcing.projection import ProjectionRunner
from eventsourcing_register import HouseholdsCounted, Register, UnitsProjection, UnitsView, counted, environment

CONNECTIONS = 5
SEED_BATCH_EVENTS_MAX = 1000
WAIT_S_MAX = 24 * 3600.0


def seed(settings: dict[str, str], facts: Iterable[dict]) -> int:
    """Store the history; the answer is the last notification id."""
    versions: Counter[str] = Counter()

    def event(fact: dict) -> HouseholdsCounted:
        versions[fact["unit_id"]] += 1
        return counted(fact, versions[fact["unit_id"]])

    events = [event(fact) for fact in facts]
    with Register(settings) as register:
        for first in range(0, len(events), SEED_BATCH_EVENTS_MAX):
            register.events.put(events[first : first + SEED_BATCH_EVENTS_MAX])
        return register.recorder.max_notification_id()


def rebuild(settings: dict[str, str], head: int) -> float:
    """Run the projection from nothing up to `head`; the answer is in seconds."""
    began = time.perf_counter()
    runner = ProjectionRunner(
        application_class=Register, projection_class=UnitsProjection, view_class=UnitsView, env=settings
    )
    with runner:
        runner.wait(head, timeout=WAIT_S_MAX)
        return time.perf_counter() - began


def main() -> None:
    parser = load.arguments(__doc__)
    parser.add_argument("--units", type=int, default=1000)
    parser.add_argument("--view-commits", choices=["on", "off"], default="off", help="synchronous_commit of the view")
    asked = parser.parse_args()
    with database.throwaway(asked.database_url, "eventsourcing") as parameters:
        settings = environment(parameters, CONNECTIONS)
        head = seed(settings, load.counts(asked.events, asked.units))
        database.tune(parameters, synchronous_commit=asked.view_commits)
        elapsed_s = rebuild(settings, head)
        database.expect(parameters, "public.unit_households", asked.events, asked.units)
        load.report(
            "eventsourcing",
            "rebuild",
            asked.events,
            elapsed_s,
            units=asked.units,
            version=version("eventsourcing"),
            **database.settings(parameters),
        )


if __name__ == "__main__":
    main()
