"""The files of `deploy/` as the system tests read them: compose, Dockerfile and Caddyfile."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

REPOSITORY = Path(__file__).parents[2]
DEPLOY = REPOSITORY / "deploy"

SERVERS = ("postgres", "redis", "gateway")
"""What runs a program of others."""

JOBS = ("migrations",)
"""What runs once and ends."""

_ROUTE = re.compile(
    r"^\t@(?P<name>\w+) path (?P<paths>.+)\n\treverse_proxy @(?P=name) (?P<upstream>\S+)$", re.MULTILINE
)
_PLACEHOLDER = re.compile(r"\{\$(\w+):([^}]*)\}")
_DEFAULTED = re.compile(r"\$\{(\w+):-([^}]*)\}")


@cache
def compose() -> dict[str, Any]:
    """The whole file, its anchors resolved."""
    found: dict[str, Any] = yaml.safe_load((DEPLOY / "docker-compose.yml").read_text(encoding="utf-8"))
    return found


def services() -> dict[str, dict[str, Any]]:
    """Every service of the file."""
    found: dict[str, dict[str, Any]] = compose()["services"]
    return found


def ours() -> dict[str, dict[str, Any]]:
    """The services that run this repository's image, the job included."""
    return {name: service for name, service in services().items() if name not in SERVERS}


def environment_of(service: str) -> dict[str, str]:
    """What compose gives the service where the operator set nothing: `${NAME:-default}` is the default."""
    given = services()[service].get("environment", {})
    return {name: defaulted(str(value)) for name, value in given.items()}


def defaulted(value: str) -> str:
    """What compose reads where the operator set nothing."""
    return _DEFAULTED.sub(lambda match: match[2], value)


def modules_run() -> Iterator[tuple[str, str]]:
    """(service, module) of every `python -m module …` that compose starts."""
    for name, service in ours().items():
        python, dash_m, module, *_ = service["command"]
        assert (python, dash_m) == ("python", "-m"), name
        yield name, module


def gateway_routes() -> dict[str, tuple[set[str], str]]:
    """Name → (paths, where they go by default) of the Caddyfile's own routes."""
    text = (DEPLOY / "Caddyfile").read_text(encoding="utf-8")
    return {
        match["name"]: (set(match["paths"].split()), _PLACEHOLDER.sub(lambda place: place[2], match["upstream"]))
        for match in _ROUTE.finditer(text)
    }


def gateway_rest() -> str:
    """Where the Caddyfile sends whatever no route names."""
    text = (DEPLOY / "Caddyfile").read_text(encoding="utf-8")
    [upstream] = re.findall(r"^\treverse_proxy (\{\S+)$", text, re.MULTILINE)
    return _PLACEHOLDER.sub(lambda place: place[2], upstream)


def dockerfile() -> list[tuple[str, str]]:
    """(instruction, rest) of each line."""
    lines = (DEPLOY / "Dockerfile").read_text(encoding="utf-8").splitlines()
    return [(line.split()[0], line.split(maxsplit=1)[1]) for line in lines if line and not line.startswith("#")]
