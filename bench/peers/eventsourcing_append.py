"""Durable appends with `eventsourcing`: its PostgreSQL recorder, a thread and a connection per caller."""

from collections import Counter
from importlib.metadata import version

import database
import load
from eventsourcing_register import Register, counted, environment


def worker(share: load.Share, start, parameters: dict[str, str], database_functions: bool) -> list[float]:
    settings = environment(parameters, share.callers, database_functions=database_functions, create=False)
    register = Register(settings)

    def appender(caller: int) -> load.Append:
        versions: Counter[str] = Counter()

        def append(fact: dict) -> None:
            versions[fact["unit_id"]] += 1
            register.events.put([counted(fact, versions[fact["unit_id"]])])

        return append

    with register:
        register.recorder.datastore.pool.open(wait=True)
        start.wait()
        return load.run_callers(share, appender)


def main() -> None:
    parser = load.arguments(__doc__, processes=1)
    parser.add_argument("--database-functions", action="store_true", help="insert by its server-side function")
    asked = parser.parse_args()
    with database.throwaway(asked.database_url, "eventsourcing") as parameters:
        Register(environment(parameters, 1, database_functions=asked.database_functions)).close()
        parts = load.shares(asked.callers, asked.processes, asked.events)
        seconds, elapsed_s = load.run_processes(worker, parts, parameters, asked.database_functions)
        load.append_report(
            "eventsourcing",
            seconds,
            elapsed_s,
            callers=asked.callers,
            processes=len(parts),
            database_functions=asked.database_functions,
            version=version("eventsourcing"),
            **database.settings(parameters),
        )


if __name__ == "__main__":
    main()
