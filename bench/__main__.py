"""`python -m bench`: all measures in one run on servers of their own; prints a table, writes JSON beside this file."""

import argparse
import asyncio
import json
import os
import platform
import subprocess
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from contextlib import nullcontext
from dataclasses import asdict
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import uvloop
from rich.console import Console
from rich.table import Table

from bench import (
    append,
    archive,
    certificates,
    delivery,
    dossiers,
    entries,
    overview,
    pages,
    queue,
    rebuild,
    register,
    verify,
)
from bench.decade import measuring as decade
from bench.figures import Figure
from chronicle.embedded.servers import Addresses, EmbeddedServers
from chronicle.postgres.migrate import migrate
from chronicle.secrets import service_url
from chronicle.settings import Settings
from deploy.components import COMPONENTS

HERE = Path(__file__).parent
PEERS = HERE / ".venv-peers" / "bin" / "python"
SERVICES = ("registration", "dashboards")
Measures = Callable[[Settings], Awaitable[list[Figure]]]
Fresh = Callable[[str], Awaitable[tuple[str, dict[str, str]]]]
"""A database by name → its owner's address, and those of services."""


def main() -> None:
    chosen = arguments().parse_args()
    figures = uvloop.run(measure(chosen))
    show(figures)
    HERE.joinpath("results.json").write_text(
        json.dumps(
            {"measured_at": datetime.now(UTC).isoformat(timespec="seconds"), "machine": machine(),
             "figures": [asdict(figure) for figure in figures]},
            indent=2, ensure_ascii=False,
        ) + "\n",
    )  # fmt: skip


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=1_000_000, help="facts in the log that is rebuilt, or verified")
    parser.add_argument("--seed", type=int, default=1, help="of the decade: another one, other units and draws")
    parser.add_argument("--appends", type=int, default=60_000, help="events appended per number of callers")
    parser.add_argument("--delivered", type=int, default=100_000, help="entries delivered through the broker")
    parser.add_argument("--peers", action="store_true", help="measure the peers too; installs them on first use")
    parser.add_argument(
        "--data", type=Path, help="where servers and a decade stay: filled on first use, asked again afterwards"
    )
    parser.add_argument(
        "--only",
        choices=(
            "append",
            "rebuild",
            "delivery",
            "overview",
            "pages",
            "entries",
            "register",
            "dossiers",
            "queue",
            "certificates",
            "verify",
            "archive",
            "sub-load",
            "decade",
            *decade.QUESTIONS,
        ),
        help="one question; `decade` is all of its own, `sub-load` one view beside the peers' rebuilds; asked only where named",
    )
    return parser


async def measure(chosen: argparse.Namespace) -> list[Figure]:
    """A database of its own for each question, all on one throw-away server unless it is to stay."""
    figures: list[Figure] = []
    thrown_away = tempfile.TemporaryDirectory(prefix="antoan-bench-")
    with nullcontext(chosen.data) if chosen.data else thrown_away as folder:
        async with EmbeddedServers(Path(folder) / "data") as servers:
            secrets = Path(folder) / "secrets"

            async def fresh(name: str) -> tuple[str, dict[str, str]]:
                owner = await database(servers.database_url, name)
                await migrate(owner, COMPONENTS, secrets)
                return owner, {service: service_url(owner, service, secrets) for service in SERVICES}

            figures += await asked_of_the_log(chosen, fresh, servers)
            for question, asked in asked_of_the_house(chosen):
                if chosen.only in (None, question):
                    owner, _ = await fresh("decade" if chosen.data else f"bench_{len(figures)}_{question}")
                    figures += await asked(
                        Settings(
                            database_url=owner, broker_url=servers.broker_url, secrets_directory=secrets,
                            attachments_url=f"file://{folder}/attachments",
                        )
                    )  # fmt: skip
            if chosen.peers:
                figures += await asyncio.to_thread(peers, servers.database_url)
    return figures


async def asked_of_the_log(chosen: argparse.Namespace, fresh: Fresh, servers: Addresses) -> list[Figure]:
    """Questions that need no house around the log."""
    figures: list[Figure] = []
    if chosen.only in (None, "append"):
        owner, urls = await fresh("bench_append")
        figures += await append.measure(owner, urls["registration"], chosen.appends)
    if chosen.only in (None, "rebuild", "delivery"):
        owner, urls = await fresh("bench_rebuild")
        figures += await rebuild.measure(owner, urls["dashboards"], chosen.events)
        delivered = min(chosen.delivered, chosen.events)
        figures += await delivery.measure(urls["dashboards"], servers.broker_url, delivered)
    if chosen.only == "sub-load":
        owner, urls = await fresh("bench_sub_load")
        figures += await rebuild.measure(owner, urls["dashboards"], chosen.events, decade.SUB_LOAD)
        figures += await asyncio.to_thread(peers, servers.database_url, ())
    if chosen.only in (None, "verify"):
        owner, _ = await fresh("bench_verify")
        figures += await verify.measure(owner, chosen.events)
    if chosen.only in (None, "archive"):
        owner, _ = await fresh("bench_archive")
        figures += await archive.measure(owner, chosen.events)
    return figures


def asked_of_the_house(chosen: argparse.Namespace) -> list[tuple[str, Measures]]:
    """Questions to running services, each with a database of its own. The decade takes long and is asked by name only."""
    if chosen.only is not None and chosen.only.startswith("decade"):
        questions = decade.QUESTIONS if chosen.only == "decade" else (chosen.only,)
        return [
            (chosen.only, partial(decade.measure, events=chosen.events, seed=chosen.seed, questions=questions))
        ]  # fmt: skip
    return [
        ("overview", overview.measure),
        ("register", register.measure),
        ("queue", queue.measure),
        ("entries", entries.measure),
        ("dossiers", dossiers.measure),
        ("certificates", certificates.measure),
        *(("pages", partial(pages.measure, size=size)) for size in pages.SIZES),
    ]


async def database(server_url: str, name: str) -> str:
    """Creates it where it is not there, and returns its owner's address."""
    connection = await asyncpg.connect(server_url)
    if not await connection.fetchval("SELECT count(*) FROM pg_database WHERE datname = $1", name):
        await connection.execute(f'CREATE DATABASE "{name}"')
    await connection.close()
    return urlunsplit(urlsplit(server_url)._replace(path=f"/{name}"))


def peers(database_url: str, callers_measured: Sequence[int] = append.callers_measured) -> list[Figure]:
    """Each peer in its own process and environment; they refuse a server that is not durable. Rebuilds always."""
    if not PEERS.exists():
        subprocess.run([str(HERE / "peers" / "install.sh")], check=True)
    figures = []
    for package in ("eventsourcing", "protean"):
        for callers in callers_measured:
            events = 6_000 if package == "eventsourcing" else 3_000
            figures.append(_peer(package, "append", database_url, callers=callers, events=events))
        figures.append(_peer(package, "rebuild", database_url, events=30_000 if package == "eventsourcing" else 5_000))
    return figures


def _peer(package: str, question: str, database_url: str, **given: int) -> Figure:
    options = [part for name, value in given.items() for part in (f"--{name}", str(value))]
    script = HERE / "peers" / f"{package}_{question}.py"
    done = subprocess.run(
        [str(PEERS), str(script), "--database-url", database_url, *options], check=True, capture_output=True, text=True
    )
    found = json.loads(done.stdout.strip().splitlines()[-1])
    also = {name: found[name] for name in ("p50_ms", "p99_ms") if found.get(name) is not None}
    return Figure(question, package, dict(given), found["events_per_s"], "events/s", also)


def show(figures: list[Figure]) -> None:
    table = Table("question", "who", "given", "rate", "also")
    for figure in figures:
        given = ", ".join(f"{name} {value:,}" for name, value in figure.given.items())
        also = ", ".join(f"{name} {value:.1f}" for name, value in figure.also.items())
        table.add_row(figure.question, figure.who, given, f"{figure.rate:,.0f} {figure.unit}", also)
    Console(width=160).print(table)


def machine() -> str:
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    return (
        f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}, load before the end {load}"
    )


if __name__ == "__main__":
    main()
