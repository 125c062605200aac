"""message-db's schema and functions, as its npm package ships them, installed in a database.

pgcrypto is left out: it is asked for only to have `gen_random_uuid()`, which PostgreSQL itself has had since 13.
"""

from pathlib import Path

import psycopg

SQL_FOLDER = Path(__file__).parent / "message_store_sql"
# message-db's own order of installation: a function comes after those it calls.
FILES = (
    "schema-message-store",
    "tables-messages",
    "types-message",
    "function-message-store-version",
    "function-hash-64",
    "function-acquire-lock",
    "function-category",
    "function-is-category",
    "function-id",
    "function-cardinal-id",
    "function-stream-version",
    "function-write-message",
    "function-get-stream-messages",
    "function-get-category-messages",
    "function-get-last-stream-message",
    "index-messages-id",
    "index-messages-stream",
    "index-messages-category",
)
SEARCH_PATH = "-csearch_path=message_store,public"


def install(parameters: dict[str, str]) -> None:
    with psycopg.connect(**parameters, options=SEARCH_PATH) as connection:
        for name in FILES:
            connection.execute((SQL_FOLDER / f"{name}.sql").read_text(encoding="utf-8"))
