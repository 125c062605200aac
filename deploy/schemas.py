"""The contracts as documents: JSON Schema of facts, AsyncAPI and OpenAPI of services; written, checked, released.

python -m deploy.schemas              writes contracts/schema/
python -m deploy.schemas --check      says what differs and exits with 1
python -m deploy.schemas --release    freezes today's facts and golden files; refuses a breaking change
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
from fastapi import FastAPI

import contracts
from chronicle.broker import Subscription
from chronicle.clock import SystemClock
from chronicle.component import Component
from chronicle.log import Entry
from chronicle.service import Service
from chronicle.settings import Settings
from chronicle.wire import Malformed
from contracts.catalogue import CATALOGUE
from contracts.compatibility import breaking_changes
from contracts.fact import Fact
from deploy.components import COMPONENTS

FOLDER = Path(contracts.__file__).parent
GOLDEN = FOLDER / "golden"
SCHEMA = FOLDER / "schema"
RELEASED_GOLDEN = GOLDEN / "released.sha256"
RELEASED_SCHEMA = SCHEMA / "released.json"

NOWHERE = "redis://localhost"
"""A broker's address that is never connected to: documents are made of declarations alone."""


class Breaking(Exception):
    """A released fact was changed without a new version."""


def documents() -> dict[str, str]:
    """Every document by its path under contracts/schema, as it should stand there today."""
    found = {f"{key}.json": schema for key, schema in {**released_schemas(), **fact_schemas()}.items()}
    for component in COMPONENTS:
        if component.facts_read():
            found[f"asyncapi/{component.name}.json"] = asyncapi(component)
        if component.web is not None:
            found[f"openapi/{component.name}.json"] = openapi(component)
    return {path: text_of(document) for path, document in sorted(found.items())}


def fact_schemas() -> dict[str, dict[str, Any]]:
    """The schema of every fact in today's shape, by `<wire name>.v<version>`."""
    return {f"{fact.name}.v{fact.version}": fact_schema(fact) for fact in CATALOGUE.facts.values()}


def fact_schema(fact: type[Fact]) -> dict[str, Any]:
    """Titled with the wire name, as classes may be renamed and facts may not."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:antoan:fact:{fact.name}:v{fact.version}",
        **fact.model_json_schema(),
        "title": f"{fact.name} v{fact.version}",
    }


def asyncapi(component: Component) -> dict[str, Any]:
    """What the service reads from the broker."""

    async def deliver(entries: list[Entry], malformed: list[tuple[bytes, Malformed]]) -> None:
        """Never called: nothing is connected."""

    stream = str(Settings.model_fields["broker_stream"].default)
    return Subscription(component.name, NOWHERE, stream, component.facts_read(), deliver).asyncapi()


def openapi(component: Component) -> dict[str, Any]:
    """What the service answers over HTTP. Raises TypeError where its web is not the portal's application."""
    assert component.web is not None
    service = Service(component, Settings.model_construct(), CATALOGUE, SystemClock(), "", NOWHERE)
    application = component.web(service)
    if not isinstance(application, FastAPI):
        raise TypeError(
            f"the web of {component.name} is {type(application).__name__}, not portal.application's FastAPI"
        )
    return application.openapi()


def text_of(document: Mapping[str, Any]) -> str:
    """The same text on every machine: keys sorted, Vietnamese readable, a newline at the end."""
    return json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def drift() -> list[str]:
    """How contracts/schema differs from what the code says."""
    wanted = documents()
    present = {path.relative_to(SCHEMA).as_posix(): path for path in SCHEMA.rglob("*.json") if path != RELEASED_SCHEMA}
    found = [f"{path}: is missing" for path in wanted.keys() - present.keys()]
    found += [f"{path}: is of nothing that exists" for path in present.keys() - wanted.keys()]
    found += [
        f"{path}: differs from the code"
        for path in wanted.keys() & present.keys()
        if present[path].read_text(encoding="utf-8") != wanted[path]
    ]
    return sorted(found)


def write() -> None:
    """Makes contracts/schema what the code says, and removes what is of nothing any more."""
    wanted = documents()
    for path in SCHEMA.rglob("*.json"):
        if path != RELEASED_SCHEMA and path.relative_to(SCHEMA).as_posix() not in wanted:
            path.unlink()
    for name, text in wanted.items():
        (SCHEMA / name).parent.mkdir(parents=True, exist_ok=True)
        (SCHEMA / name).write_text(text, encoding="utf-8")


def released_schemas() -> dict[str, dict[str, Any]]:
    """The schemas under which facts were released, by `<wire name>.v<version>`."""
    if not RELEASED_SCHEMA.exists():
        return {}
    found: dict[str, dict[str, Any]] = json.loads(RELEASED_SCHEMA.read_text(encoding="utf-8"))
    return found


def broken_promises() -> list[str]:
    """Released facts that can no longer be read, or are no longer written, as they were released."""
    today = fact_schemas()
    found = []
    for key, released in released_schemas().items():
        name, _, version = key.rpartition(".v")
        if name not in CATALOGUE.facts or CATALOGUE.facts[name].version < int(version):
            found.append(f"{key}: was released and is no longer in the catalogue")
        elif key in today:
            found += [f"{key}: {change}; raise the version" for change in breaking_changes(released, today[key])]
    return found


def released_hashes() -> dict[str, str]:
    """Golden file → SHA-256 at its release, as `sha256sum` writes them."""
    if not RELEASED_GOLDEN.exists():
        return {}
    lines = RELEASED_GOLDEN.read_text(encoding="utf-8").splitlines()
    return {name: digest for digest, name in (line.split("  ", 1) for line in lines)}


def golden_hashes() -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(GOLDEN.glob("*.json"))}


def changed_golden(released: Mapping[str, str], present: Mapping[str, str]) -> list[str]:
    """Released golden files that were edited or removed."""
    gone = [f"{name}: was released and is gone" for name in released if name not in present]
    return gone + [f"{name}: was edited after its release" for name in released.keys() & present.keys()
                   if released[name] != present[name]]  # fmt: skip


def release() -> None:
    """Freezes the schemas and golden files of today. Raises Breaking, and changes nothing, when a promise is broken."""
    if broken := broken_promises() + changed_golden(released_hashes(), golden_hashes()):
        raise Breaking("\n".join(broken))
    RELEASED_SCHEMA.parent.mkdir(parents=True, exist_ok=True)
    RELEASED_SCHEMA.write_text(text_of({**released_schemas(), **fact_schemas()}), encoding="utf-8")
    lines = (f"{digest}  {name}\n" for name, digest in golden_hashes().items())
    RELEASED_GOLDEN.write_text("".join(lines), encoding="utf-8")
    write()


def main(
    check: Annotated[bool, typer.Option("--check", help="change nothing; exit with 1 when something differs")] = False,
    freeze: Annotated[bool, typer.Option("--release", help="freeze today's facts and golden files")] = False,
) -> None:
    """Writes JSON Schema, AsyncAPI and OpenAPI to contracts/schema."""
    if check:
        found = drift() + broken_promises() + changed_golden(released_hashes(), golden_hashes())
        for line in found:
            typer.echo(line, err=True)
        raise typer.Exit(1 if found else 0)
    if not freeze:
        write()
        return
    try:
        release()
    except Breaking as error:
        typer.echo(error, err=True)
        raise typer.Exit(1) from None


if __name__ == "__main__":
    typer.run(main)
