"""SQL stands in numbered files, one object each, named for it; a later change of one begins with the object's name."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

from chronicle.postgres.migrate import FILES
from deploy.components import COMPONENTS
from tests.architecture.sources import PACKAGES, REPOSITORY, sources, told

pytestmark = pytest.mark.fast

MIGRATIONS = (
    REPOSITORY / "chronicle" / "postgres" / "migrations",
    REPOSITORY / "portal" / "migrations",
    REPOSITORY / "services" / "notifications" / "migrations",
    REPOSITORY / "services" / "audit" / "migrations",
)
"""The chronicle's own, then those of the components that keep tables which are no views: accounts; what waits to be sent; the
ledger."""
FILE_NAME = re.compile(r"(\d{4})_(schema|table|function|view|type)_([a-z]+(?:_[a-z]+)*)\.sql")
CHANGE_NAME = re.compile(r"\d{4}_([a-z]+(?:_[a-z]+)+)\.sql")
TABLE_OF_EVENTS = re.compile(r"\bFROM\s+chronicle\.event\b|\bJOIN\s+chronicle\.event\b")
LOOKS_AT_THE_TABLE = {
    "chronicle/postgres/log.py": "it looks in both places",
    "deploy/tamper_drill.py": "a copy of which nothing is archived",
    "portal/freshness.py": "asks the log where the table has no such position",
    "services/audit/ledger/sealing.py": "what is not sealed is not archived",
    "services/audit/ledger/tampering.py": "a copy of which nothing is archived",
    "services/audit/ledger/verifying.py": "the head, beside that of the archive",
}
"""Who may ask the table of events past the log, and why nothing archived is missed."""
CREATED = re.compile(
    r"^\s*CREATE\s+(?:OR\s+REPLACE\s+)?(SCHEMA|TABLE|FUNCTION|VIEW|TYPE)\s+([\w.]+)", re.IGNORECASE | re.MULTILINE
)

CHANGED = re.compile(
    r"^\s*ALTER\s+(?:SCHEMA|TABLE|FUNCTION|VIEW|TYPE|POLICY\s+\w+\s+ON)\s+([\w.]+)", re.IGNORECASE | re.MULTILINE
)
"""A policy belongs to its table."""


def objects_made(sql: str) -> list[tuple[str, str]]:
    """(kind, name) of what a file creates; indexes, triggers and privileges belong to their object and do not count."""
    bare = re.sub(r"\$\$.*?\$\$", "", re.sub(r"--[^\n]*", "", sql), flags=re.DOTALL)
    return [(kind.lower(), name.rpartition(".")[2]) for kind, name in CREATED.findall(bare)]


def misnamed(file_name: str, sql: str) -> list[str]:
    """Why a file does not hold exactly the object its name says."""
    made = objects_made(sql)
    parts, change = FILE_NAME.fullmatch(file_name), CHANGE_NAME.fullmatch(file_name)
    if change is not None and not made:
        changed = {name.rpartition(".")[2] for name in CHANGED.findall(sql)}
        fits = len(changed) == 1 and change[1].startswith(f"{next(iter(changed))}_")
        return [] if fits else [f"should change the one object its name begins with, it changes {sorted(changed)}"]
    if parts is None:
        return ["is not named NNNN_kind_name.sql"]
    return [] if made == [(parts[2], parts[3])] else [f"should create one {parts[2]} {parts[3]}, it creates {made}"]


def test_every_sql_file_makes_the_one_object_it_is_named_for() -> None:
    broken = {
        path.name: found
        for folder in MIGRATIONS
        for path in folder.glob("*")
        if (found := misnamed(path.name, path.read_text("utf-8")))
    }
    assert not broken, told(broken)


@pytest.mark.parametrize("folder", MIGRATIONS, ids=lambda folder: folder.relative_to(REPOSITORY).as_posix())
def test_migrations_are_numbered_without_gaps(folder: Path) -> None:
    numbers = [int(path.name[:4]) for path in sorted(folder.glob("*.sql"))]
    assert numbers[0] == 1
    assert all(later == earlier + 1 for earlier, later in pairwise(numbers)), numbers


def test_the_folders_are_those_that_are_applied() -> None:
    assert MIGRATIONS[0] == FILES
    assert [component.migrations for component in COMPONENTS if component.migrations] == [*MIGRATIONS[1:]]


def test_no_sql_object_is_made_anywhere_else() -> None:
    """View tables are derived from their row classes and the migration's own table cannot migrate itself."""
    elsewhere = [
        path for folder in PACKAGES for path in (REPOSITORY / folder).rglob("*.sql") if path.parent not in MIGRATIONS
    ]
    assert elsewhere == []


def test_facts_are_asked_from_the_log_which_knows_what_is_archived() -> None:
    asking = {path for path, text in sources(*PACKAGES).items() if TABLE_OF_EVENTS.search(text)}
    assert asking == set(LOOKS_AT_THE_TABLE), "who asks the table alone finds no archived fact: see PostgresLog.find"
    assert TABLE_OF_EVENTS.search("SELECT * FROM chronicle.event"), "a planted one is caught"


def test_a_misnamed_or_crowded_file_is_caught() -> None:
    assert misnamed("0001_table_head.sql", "CREATE TABLE chronicle.event (a int);")
    assert misnamed("0001_table_head.sql", "CREATE TABLE a.head (a int);\nCREATE TABLE a.event (a int);")
    assert misnamed("0001_head_grows.sql", "ALTER TABLE a.event ADD b int;")
    assert misnamed("0001_head_grows.sql", "ALTER TABLE a.head ADD b int;\nALTER TABLE a.event ADD b int;")
    assert not misnamed("0001_head_grows.sql", "ALTER TABLE a.head ADD b int;")
    assert misnamed("head.sql", "CREATE TABLE chronicle.head (a int);")
    assert misnamed("0001_function_f.sql", "SELECT 1;")
    inner = (
        "CREATE FUNCTION a.f() RETURNS void AS $$\nBEGIN\nCREATE TABLE x (a int);\nEND $$;\nCREATE INDEX i ON b (c);"
    )
    assert not misnamed("0001_function_f.sql", inner)
