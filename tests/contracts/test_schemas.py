"""The documents under contracts/schema are what the code says, whole, and the same on every machine."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from deploy import schemas
from deploy.components import COMPONENTS
from tests.architecture.sources import REPOSITORY

pytestmark = pytest.mark.fast


def test_the_documents_are_what_the_code_says() -> None:
    assert schemas.drift() == [], "run `python -m deploy.schemas`"


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    return schemas.documents()


def test_every_service_that_reads_facts_or_answers_has_its_documents(made: dict[str, str]) -> None:
    for component in COMPONENTS:
        assert (f"asyncapi/{component.name}.json" in made) == bool(component.facts_read())
        assert (f"openapi/{component.name}.json" in made) == (component.web is not None)


def test_an_asyncapi_document_shows_the_facts_whole() -> None:
    dashboards = next(component for component in COMPONENTS if component.name == "dashboards")
    shown = schemas.asyncapi(dashboards)["components"]["schemas"]
    for fact in dashboards.facts_read():
        assert shown[fact.__name__]["properties"].keys() == fact.model_fields.keys()
        assert "position" in shown[f"Recorded_{fact.__name__}_"]["properties"]


def test_every_documented_post_is_a_command_and_every_service_that_decides_has_some() -> None:
    for component in COMPONENTS:
        if component.web is None:
            continue
        paths = schemas.openapi(component)["paths"]
        # uploading a file changes nothing that is recorded: a command that names it does; a batch is commands, many of them
        # a rebuild changes derived tables only
        apart = {path for path in paths if "/entries/" in path or "/batches/" in path or "/rebuilds" in path}
        many = {*component.uploads, *apart}
        offered = {how["post"]["summary"] for path, how in paths.items() if "post" in how and path not in many}
        commands = {command for aggregate in component.aggregates for command in aggregate.decisions}
        said = {(command.__doc__ or command.__name__).strip().splitlines()[0] for command in commands}
        assert offered <= said, f"{component.name} changes something without a command: {offered - said}"
        assert bool(offered) == bool(commands) or component.name == "audit", "audit's commands are the system's own"


def test_documents_do_not_depend_on_hash_seeds_or_the_environment(made: dict[str, str]) -> None:
    program = "from deploy.schemas import documents; import json, sys; json.dump(documents(), sys.stdout)"
    seed = "1" if os.environ.get("PYTHONHASHSEED") != "1" else "2"
    elsewhere = subprocess.run(
        [sys.executable, "-c", program], cwd=REPOSITORY, capture_output=True, text=True, check=True, timeout=120,
        env={**os.environ, "PYTHONHASHSEED": seed, "ANTOAN_BROKER_STREAM": "other", "ANTOAN_BODY_BYTES_MAX": "2048"},
    )  # fmt: skip
    assert json.loads(elsewhere.stdout) == made


def test_a_missing_changed_or_stray_document_is_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schemas, "SCHEMA", tmp_path)
    monkeypatch.setattr(
        schemas, "documents", lambda: {"a.v1.json": "{}\n", "b.v1.json": "{}\n", "openapi/c.json": "{}\n"}
    )
    schemas.write()
    assert schemas.drift() == []
    (tmp_path / "a.v1.json").write_text("[]\n")
    (tmp_path / "b.v1.json").unlink()
    (tmp_path / "openapi" / "d.json").write_text("{}\n")
    assert schemas.drift() == [
        "a.v1.json: differs from the code",
        "b.v1.json: is missing",
        "openapi/d.json: is of nothing that exists",
    ]
    schemas.write()
    assert schemas.drift() == []


def test_a_release_freezes_and_a_breaking_change_after_it_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    golden = tmp_path / "golden"
    golden.mkdir()
    (golden / "calendar.day_began.v1.json").write_text('{"day": "2021-08-19"}\n')
    for name, value in {
        "SCHEMA": tmp_path / "schema", "GOLDEN": golden,
        "RELEASED_SCHEMA": tmp_path / "schema" / "released.json", "RELEASED_GOLDEN": golden / "released.sha256",
    }.items():  # fmt: skip
        monkeypatch.setattr(schemas, name, value)
    schemas.release()
    assert schemas.released_hashes() == schemas.golden_hashes()
    frozen = schemas.released_schemas()
    frozen["calendar.day_began.v1"]["properties"]["hour"] = {"type": "integer"}
    (tmp_path / "schema" / "released.json").write_text(json.dumps(frozen))
    with pytest.raises(schemas.Breaking, match=r"calendar\.day_began\.v1: fact\.hour: was removed .*raise the version"):
        schemas.release()
