"""Documents say what is so: decisions are kept by tests that exist, links lead somewhere, examples run."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pytest
from typer.main import get_command

from chronicle.projection import Add, Change, Patch, Projection
from chronicle.spec import recorded
from contracts.catalogue import CATALOGUE
from contracts.registration import UnitMoved
from deploy.cli import app
from deploy.components import COMPONENTS
from deploy.schemas import GOLDEN
from portal.authority.roles import ROLES
from services.dashboards.component import COMPONENT as DASHBOARDS
from tests.architecture.documents import (
    DECISIONS,
    choices,
    dead_links,
    glossary_words,
    ill_formed,
    operator_verbs,
    pages,
    python_of,
    superseded,
    without_proof,
)
from tests.architecture.sources import REPOSITORY, aggregates_and_projections, sources, told

pytestmark = pytest.mark.fast


def test_every_decision_has_its_number_its_sections_and_its_proof() -> None:
    files = sorted(DECISIONS.glob("*.md"))
    assert [path.name[:4] for path in files] == [f"{number:04}" for number in range(1, len(files) + 1)]
    assert all(re.fullmatch(r"\d{4}-[a-z0-9]+(-[a-z0-9]+)*\.md", path.name) for path in files)
    broken = {path.name: found for path in files if (found := ill_formed(path.read_text("utf-8"), path.name[:4]))}
    assert not broken, told(broken)


def test_every_test_that_a_document_names_exists() -> None:
    texts = {path.name: path.read_text("utf-8") for path in pages()}
    broken = {name: found for name, text in texts.items() if not superseded(text) and (found := without_proof(text))}
    assert not broken, told(broken)


def test_every_link_between_documents_leads_somewhere() -> None:
    broken = {path.name: found for path in pages() if (found := dead_links(path.read_text("utf-8"), path.parent))}
    assert not broken, told(broken)


def test_every_python_example_runs() -> None:
    """Blocks of one page follow each other in one module."""
    ran = 0
    for path in pages():
        module: dict[str, Any] = {"__name__": f"example_{path.stem}"}
        for block in python_of(path.read_text("utf-8")):
            exec(compile(block, str(path), "exec"), module)
            ran += 1
    assert ran >= 6


def test_every_verb_of_the_operator_in_a_document_exists() -> None:
    verbs = set(get_command(app).commands)  # type: ignore[attr-defined]
    broken = {
        path.name: sorted(found) for path in pages() if (found := operator_verbs(path.read_text("utf-8")) - verbs)
    }
    assert not broken, told(broken)


def test_the_glossary_explains_every_choice_state_category_and_role() -> None:
    explained = glossary_words((REPOSITORY / "docs" / "glossary.md").read_text("utf-8"))
    wanted = {word for text in sources("contracts").values() for word in choices(text)}
    aggregates = (text for path, text in aggregates_and_projections().items() if "/projections/" not in path)
    wanted |= {word for text in aggregates for word in choices(text) if "Template" not in text}
    wanted |= {name.partition(".")[0] for name in CATALOGUE.facts} | {component.name for component in COMPONENTS}
    wanted |= {aggregate.name for component in COMPONENTS for aggregate in component.aggregates} | ROLES.keys()
    assert wanted - explained == set()


def test_the_changelog_names_every_fact_under_facts() -> None:
    facts = (REPOSITORY / "CHANGELOG.md").read_text("utf-8").partition("### Facts")[2]
    assert [name for name in CATALOGUE.facts if f"`{name.partition('.')[2]}`" not in facts] == []


def keyed_by_a_parent(projection: Projection, fact: Any) -> list[Any]:
    """Changes of rows of a unit's parent, made because of the unit's own fact."""
    parents = {getattr(fact, name, None) for name in ("parent_id", "previous_parent_id")} - {None}
    changes = projection.changes(recorded(fact))
    return [change for change in changes if parents & set(projection.key_of(change))]


def test_no_view_of_dashboards_adds_to_a_row_of_another_unit() -> None:
    for fact in CATALOGUE.facts.values():
        example = fact.model_validate(json.loads((GOLDEN / f"{fact.name}.v{fact.version}.json").read_text("utf-8")))
        for projection in DASHBOARDS.projections:
            assert keyed_by_a_parent(projection, example) == [], projection.name


@dataclass(frozen=True)
class PlantedRow:
    unit_id: str
    units: int = 0


def planted(fact: UnitMoved, recorded: Any) -> Iterable[Change]:
    yield Add((fact.parent_id,), {"units": 1})


def test_a_view_that_adds_to_a_parent_is_caught() -> None:
    moved = CATALOGUE.facts["registration.unit_moved"].model_validate(
        json.loads((GOLDEN / "registration.unit_moved.v1.json").read_text("utf-8"))
    )
    view = Projection(name="planted", row=PlantedRow, key=("unit_id",), on={UnitMoved: planted})
    assert keyed_by_a_parent(view, moved)


def test_a_views_definition_follows_its_shape() -> None:
    """Another column, type or fact makes another definition, and so another table; another fold does not."""

    @dataclass(frozen=True)
    class Wider(PlantedRow):
        late: int = 0

    def patched(fact: UnitMoved, recorded: Any) -> Iterable[Change]:
        yield Patch((fact.unit_id,), {"units": 1})

    first = Projection(name="planted", row=PlantedRow, key=("unit_id",), on={UnitMoved: planted})
    wider = Projection(name="planted", row=Wider, key=("unit_id",), on={UnitMoved: planted})
    fewer = Projection(name="planted", row=PlantedRow, key=("unit_id",), on={})
    other = Projection(name="planted", row=PlantedRow, key=("unit_id",), on={UnitMoved: patched})
    assert len({first.definition, wider.definition, fewer.definition}) == 3
    assert other.definition == first.definition


def test_bad_documents_are_caught() -> None:
    good = "# 0001 T\n## Context\n## Decision\n## Consequences\n## Alternatives\n## Kept by\n`tests/conftest.py`"
    assert ill_formed(good, "0001") == []
    assert ill_formed(good, "0002") == ["does not begin with '# 0002 '"]
    assert ill_formed(good.replace("## Alternatives\n", ""), "0001")
    assert ill_formed(good.replace("`tests/conftest.py`", "nothing"), "0001") == ["is kept by no test"]
    assert without_proof("`tests/nowhere.py`, `tests/conftest.py::test_nothing_of_the_kind`") == [
        "tests/nowhere.py does not exist",
        "tests/conftest.py has no test_nothing_of_the_kind",
    ]
    assert superseded("# 0001 T\n\nSuperseded by [0002](0002-t.md).\n")
    assert not superseded("# 0001 T\n\n## Context\n\nSuperseded by [0002](0002-t.md).\n")
    assert dead_links("[a](nowhere.md) [b](https://example.org) [c](glossary.md#units)", REPOSITORY / "docs") == [
        "nowhere.md"
    ]
    assert operator_verbs("antoan fly-high --now\n.venv/bin/antoan status") == {"fly-high", "status"}
    assert python_of("1. x\n\n   ```python\n   a = 1\n   ```\n") == ["a = 1\n"]


def test_an_unexplained_word_is_caught() -> None:
    source = 'Kind = Literal["a", "b"]\nclass S:\n    state: Literal["c"] = "c"\n    other: Literal["d"]'
    assert set(choices(source)) == {"a", "b", "c"}
    assert glossary_words("| `unit`, `units` | đơn vị | `not_this` |\n| other | x |") == {"unit", "units"}
