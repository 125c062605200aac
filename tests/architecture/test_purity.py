"""Aggregates, projections and contracts are pure: time and identity come in, nothing goes out."""

import ast

import pytest

from tests.architecture.sources import TRANSLATORS, aggregates_and_projections, imported, sources, told, within

pytestmark = pytest.mark.fast

PURE_STANDARD = (
    "__future__", "bisect", "calendar", "collections", "dataclasses", "datetime", "decimal", "enum", "fractions",
    "functools", "hashlib", "itertools", "json", "math", "operator", "re", "string", "types", "typing", "unicodedata",
    "uuid",
)  # fmt: skip
CONTRACTS_MAY_IMPORT = (*PURE_STANDARD, "pydantic", "contracts")
PURE_OF_OURS = (
    "chronicle.aggregate", "chronicle.command", "chronicle.projection", "chronicle.refusal", "portal.batches.batch",
    "portal.batches.view", "reference.vietnamese", "reference.working_days",
)  # fmt: skip
"""import-linter follows these further, and finds no web, broker, database or logging behind them."""
SERVICES_MAY_IMPORT = (*CONTRACTS_MAY_IMPORT, *PURE_OF_OURS, "services")
TRANSLATORS_MAY_IMPORT = (*SERVICES_MAY_IMPORT, "reference")

RULES_OF_AUTHORITY = tuple(f"portal.authority.{name}" for name in ("permission", "roles", "scope", "tree"))
RULES_OF_THE_PORTAL = (
    *(f"{name.replace('.', '/')}.py" for name in RULES_OF_AUTHORITY), "portal/projections/places.py",
    "portal/batches/batch.py", "portal/batches/view.py",
    "portal/sign_in/throttle.py", "portal/sign_in/vacancies.py",
)  # fmt: skip
"""Who may see and do what, what a wrong password costs, which offices nobody holds."""
RULES_MAY_IMPORT = (*SERVICES_MAY_IMPORT, *RULES_OF_AUTHORITY, "portal.projections.places")

ASKS_THE_WORLD = {
    "now", "today", "utcnow", "time", "time_ns", "monotonic", "perf_counter", "uuid1", "uuid4", "fresh_id",
    "random", "randint", "choice", "urandom", "token_hex", "token_urlsafe", "getenv", "open", "print", "input",
}  # fmt: skip


def impurities(source: str, may_import: tuple[str, ...]) -> list[str]:
    """What a module imports beyond `may_import`, and where it asks the clock, chance or the outside world."""
    tree = ast.parse(source)
    found = [f"line {line} imports {name}" for line, name in imported(tree) if not within(name, may_import)]
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in ASKS_THE_WORLD:
                found.append(f"line {node.lineno} calls {called}()")
        elif isinstance(node, ast.ImportFrom) and any(alias.name in ASKS_THE_WORLD for alias in node.names):
            found.append(f"line {node.lineno} imports what asks the clock or chance")
    return found


def test_aggregates_and_projections_import_and_ask_nothing_of_the_world() -> None:
    modules = aggregates_and_projections()
    assert modules
    broken = {
        path: found
        for path, text in modules.items()
        if (found := impurities(text, TRANSLATORS_MAY_IMPORT if path in TRANSLATORS else SERVICES_MAY_IMPORT))
    }
    assert not broken, told(broken)


def test_rules_of_authority_and_permissions_import_and_ask_nothing_of_the_world() -> None:
    permissions = {path: text for path, text in sources("services").items() if path.endswith("/permissions.py")}
    rules = {path: text for path, text in sources("portal").items() if path in RULES_OF_THE_PORTAL}
    assert (len(permissions) >= 6, len(rules)) == (True, len(RULES_OF_THE_PORTAL))
    broken = {
        path: found for path, text in {**permissions, **rules}.items() if (found := impurities(text, RULES_MAY_IMPORT))
    }
    assert not broken, told(broken)


def test_contracts_import_nothing_but_themselves_and_pydantic() -> None:
    broken = {
        path: found for path, text in sources("contracts").items() if (found := impurities(text, CONTRACTS_MAY_IMPORT))
    }
    assert not broken, told(broken)


@pytest.mark.parametrize(
    ("planted", "said"),
    [
        ("import asyncpg", "imports asyncpg"),
        ("from fastapi import APIRouter", "imports fastapi.APIRouter"),
        ("import structlog", "imports structlog"),
        ("from chronicle.broker import Subscription", "imports chronicle.broker.Subscription"),
        ("from chronicle import clock", "imports chronicle.clock"),
        ("from portal.api import Opened", "imports portal.api.Opened"),
        ("def decide(command, state):\n    from redis import Redis", "line 2 imports redis.Redis"),
        ("from datetime import datetime\n\ndef decide():\n    return datetime.now()", "line 4 calls now()"),
        ("from datetime import date\n\nday = date.today()", "calls today()"),
        ("from uuid import uuid4\n", "asks the clock or chance"),
        ("import uuid\nx = uuid.uuid4()", "calls uuid4()"),
        ("from chronicle.command import fresh_id\nx = fresh_id()", "calls fresh_id()"),
        ("import random", "imports random"),
    ],
)
def test_an_impure_module_is_caught(planted: str, said: str) -> None:
    assert said in " · ".join(impurities(planted, SERVICES_MAY_IMPORT))


def test_an_impure_rule_of_authority_is_caught() -> None:
    assert impurities("from portal.access import Viewer", RULES_MAY_IMPORT)
    assert impurities("from portal.authority.remembered_tree import RememberedTree", RULES_MAY_IMPORT)
    assert impurities("from datetime import date\nday = date.today()", RULES_MAY_IMPORT)
    assert not impurities("from portal.authority.scope import scope", RULES_MAY_IMPORT)
    assert impurities("from portal.authority.scope import scope", SERVICES_MAY_IMPORT), (
        "an aggregate knows no authority"
    )


def test_a_pure_module_is_not() -> None:
    pure = "from datetime import date\n\ndef late(day: date) -> bool:\n    return day.year > 2021\n"
    assert impurities(pure, SERVICES_MAY_IMPORT) == []
