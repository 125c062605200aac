"""Who may import what: each library has its room, and the directions between packages are import-linter's contracts."""

import ast
import subprocess
import sys
from pathlib import Path, PurePosixPath

import pytest

from contracts.catalogue import CATALOGUE
from tests.architecture.sources import PACKAGES, REPOSITORY, imported, sources, told, within

pytestmark = pytest.mark.fast

ROOMS_OF_LIBRARIES = {
    "faststream": ("chronicle/broker.py",),
    "uvicorn": ("chronicle/host.py", "deploy/witness.py"),
    "asyncpg": ("chronicle/", "deploy/", "portal/authority/remembered_tree.py", "portal/sign_in/accounts.py"),
    "jinja2": ("portal/",),
    "aiosmtplib": ("services/notifications/channels/mail.py",),
    "apprise": ("services/notifications/channels/gateways.py",),
    "httpcore": (
        "services/notifications/channels/guarded_network.py",
        "services/notifications/channels/webhooks.py",
    ),
    "argon2": ("portal/sign_in/passwords.py",),
    "authlib": ("portal/sign_in/oidc.py",),
    "httpx": ("portal/sign_in/", "portal/neighbours.py", "services/audit/ledger/witnessing.py"),
    "joserfc": ("portal/sign_in/",),
    "yaml": ("reference/",),
    "holidays": ("reference/",),
    "typer": ("deploy/",),
    "rich": ("deploy/",),
}
"""Library → the only files, or beginnings of paths, that import it."""

COUNTS_ON_THE_BROKERS_SERVER = "portal/protection/rate_limit.py"
"""Keeps numbers there that may be lost at any time; it neither sends nor reads messages."""

CHRONICLE_MAY_KNOW = ("contracts.fact", "contracts.envelope", "contracts.catalogue")


def out_of_their_rooms(path: str, source: str) -> list[str]:
    """Libraries that this module imports although it is not their room."""
    return [
        f"line {line} imports {name}; only {', '.join(rooms)} may"
        for line, name in imported(ast.parse(source))
        for library, rooms in ROOMS_OF_LIBRARIES.items()
        if within(name, (library,)) and not path.startswith(rooms)
    ]


def talks_to_redis(path: str, source: str) -> list[str]:
    """Everybody may know the broker's errors; nobody but FastStream and the rate limit makes a connection to it."""
    return (
        []
        if path == COUNTS_ON_THE_BROKERS_SERVER
        else [
            f"line {line} imports {name}; only redis.exceptions may be imported"
            for line, name in imported(ast.parse(source))
            if within(name, ("redis",)) and not within(name, ("redis.exceptions",))
        ]
    )


def particular_facts(path: str, source: str) -> list[str]:
    """Facts of a service that chronicle knows: by import, or by a wire name in a string."""
    allowed = (*CHRONICLE_MAY_KNOW, *(["contracts.calendar"] if path == "chronicle/calendar.py" else []))
    tree = ast.parse(source)
    found = [
        f"line {line} imports {name}"
        for line, name in imported(tree)
        if within(name, ("contracts",)) and not within(name, allowed)
    ]
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and node.value in CATALOGUE.facts and node.value != "calendar.day_began":
            found.append(f"line {node.lineno} names {node.value}")
    return found


def carries_out_changes(path: str, source: str) -> list[str]:
    """Who looks at the kinds of changes: folds make them, and one function carries them out."""
    if "/projections/" in path or path in ("chronicle/projection.py", "portal/batches/view.py"):
        return []
    kinds = {f"chronicle.projection.{kind}" for kind in ("Put", "Patch", "Add", "Drop")}
    return [f"line {line} imports {name}" for line, name in imported(ast.parse(source)) if name in kinds]


def asks_whether_embedded(source: str) -> list[str]:
    """Branches on being embedded: embedded is another host, not another code path."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.If | ast.IfExp | ast.While):
            names = {getattr(part, "id", getattr(part, "attr", "")) for part in ast.walk(node.test)}
            if any("embedded" in name.lower() for name in names):
                found.append(f"line {node.lineno} asks whether it is embedded")
    return found


def test_every_library_stays_in_its_room() -> None:
    broken = {path: found for path, text in sources(*PACKAGES).items() if (found := out_of_their_rooms(path, text))}
    assert not broken, told(broken)


def test_nobody_but_the_broker_module_and_the_rate_limit_talks_to_redis() -> None:
    broken = {path: found for path, text in sources(*PACKAGES).items() if (found := talks_to_redis(path, text))}
    assert not broken, told(broken)


def test_chronicle_knows_no_particular_fact_except_that_days_begin() -> None:
    broken = {path: found for path, text in sources("chronicle").items() if (found := particular_facts(path, text))}
    assert not broken, told(broken)


def test_nothing_asks_whether_it_is_embedded() -> None:
    broken = {path: found for path, text in sources(*PACKAGES).items() if (found := asks_whether_embedded(text))}
    assert not broken, told(broken)


def test_rows_are_changed_by_one_function_only() -> None:
    broken = {path: found for path, text in sources(*PACKAGES).items() if (found := carries_out_changes(path, text))}
    assert not broken, told(broken)


def lint_imports(*options: str) -> "subprocess.CompletedProcess[str]":
    program = PurePosixPath(sys.executable).parent / "lint-imports"
    return subprocess.run(
        [program, "--no-cache", *options], cwd=REPOSITORY, capture_output=True, text=True, timeout=120, check=False
    )


def test_import_directions_hold() -> None:
    done = lint_imports()
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_direction_turned_round_is_caught(tmp_path: Path) -> None:
    turned = tmp_path / "turned.toml"
    turned.write_text(
        '[tool.importlinter]\nroot_packages = ["contracts", "chronicle"]\n'
        '[[tool.importlinter.contracts]]\nname = "turned"\ntype = "layers"\nlayers = ["contracts", "chronicle"]\n'
    )
    done = lint_imports("--config", str(turned))
    assert done.returncode == 1
    assert "chronicle is not allowed to import contracts" in done.stdout


def test_a_library_out_of_its_room_is_caught() -> None:
    assert out_of_their_rooms("services/models/routes.py", "from faststream.redis import RedisBroker")
    assert out_of_their_rooms("services/models/projections/inventory.py", "import asyncpg")
    assert not out_of_their_rooms("chronicle/broker.py", "from faststream import FastStream")
    assert out_of_their_rooms("portal/access.py", "from joserfc import jwt")
    assert out_of_their_rooms("portal/sign_in/accounts.py", "from argon2 import PasswordHasher")
    assert out_of_their_rooms("portal/authority/scope.py", "import asyncpg")
    assert talks_to_redis("chronicle/relay.py", "import redis.asyncio")
    assert talks_to_redis("chronicle/relay.py", "from redis import Redis")
    assert not talks_to_redis("chronicle/relay.py", "from redis.exceptions import RedisError")


def test_a_particular_fact_in_chronicle_is_caught() -> None:
    assert particular_facts("chronicle/relay.py", "from contracts.models import ModelClosed")
    assert particular_facts("chronicle/relay.py", "from contracts import recognition")
    assert particular_facts("chronicle/relay.py", 'TYPES = ("models.model_closed",)')
    assert particular_facts("chronicle/relay.py", "from contracts.calendar import DayBegan")
    assert not particular_facts("chronicle/calendar.py", "from contracts.calendar import DayBegan")


@pytest.mark.parametrize(
    "planted", ["if embedded: pass", "x = 1 if settings.is_embedded else 2", "if not self.embedded: pass"]
)
def test_asking_whether_embedded_is_caught(planted: str) -> None:
    assert asks_whether_embedded(planted)
