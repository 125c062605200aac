"""One golden file a version of a fact: example, documentation and proof that what was stored can be read for ever."""

import json
from typing import Any

import pytest

from contracts.catalogue import CATALOGUE
from deploy.schemas import GOLDEN, changed_golden, golden_hashes, released_hashes

pytestmark = pytest.mark.fast

VERSIONS = [(fact.name, version) for fact in CATALOGUE.facts.values() for version in range(1, fact.version + 1)]
TODAY = [(name, version) for name, version in VERSIONS if version == CATALOGUE.facts[name].version]
YESTERDAY = [(name, version) for name, version in VERSIONS if version < CATALOGUE.facts[name].version]


def file_names(versions: list[tuple[str, int]]) -> set[str]:
    """The golden files there must be: one a version, and beside each older one what the next version makes of it."""
    examples = {f"{name}.v{version}.json" for name, version in versions}
    return examples | {
        f"{name}.v{version}.upcast.json" for name, version in versions if version < CATALOGUE.facts[name].version
    }


def golden(file_name: str) -> Any:
    return json.loads((GOLDEN / file_name).read_text(encoding="utf-8"))


def empty_places(value: Any, path: str = "") -> list[str]:
    """Lists and mappings of an example that show nothing of what goes into them."""
    if isinstance(value, dict | list):
        inner = value.items() if isinstance(value, dict) else enumerate(value)
        return [path] if not value else [found for key, part in inner for found in empty_places(part, f"{path}/{key}")]
    return []


def stored(name: str, version: int, shape: Any) -> Any:
    """What this program stores again of a shape it was given as stored."""
    return json.loads(CATALOGUE.decode(name, version, json.dumps(shape)).model_dump_json())


def test_every_version_of_every_fact_has_its_golden_file_and_there_is_no_other() -> None:
    present = {path.name for path in GOLDEN.glob("*.json")}
    assert file_names(VERSIONS) - present == set(), "write an example of each, from the domain, by hand"
    assert present - file_names(VERSIONS) == set(), "these are of no version of any fact"


@pytest.mark.parametrize(("name", "version"), TODAY)
def test_todays_golden_file_is_read_and_stored_again_unchanged(name: str, version: int) -> None:
    shape = golden(f"{name}.v{version}.json")
    assert stored(name, version, shape) == shape


@pytest.mark.parametrize(("name", "version"), YESTERDAY)
def test_yesterdays_golden_file_becomes_the_fact_that_stands_beside_it(name: str, version: int) -> None:
    """One version further: so nothing that was released is edited when a third version comes."""
    expected = golden(f"{name}.v{version}.upcast.json")
    assert stored(name, version, golden(f"{name}.v{version}.json")) == stored(name, version + 1, expected)
    if version + 1 == CATALOGUE.facts[name].version:
        assert stored(name, version + 1, expected) == expected


@pytest.mark.parametrize(("name", "version"), TODAY)
def test_a_golden_file_shows_what_goes_into_each_list(name: str, version: int) -> None:
    assert empty_places(golden(f"{name}.v{version}.json")) == []


def test_golden_files_are_readable() -> None:
    for path in GOLDEN.glob("*.json"):
        text = path.read_text(encoding="utf-8")
        assert text == json.dumps(json.loads(text), ensure_ascii=False, indent=2) + "\n", path.name


def test_no_released_golden_file_was_edited_or_removed() -> None:
    assert released_hashes()
    assert changed_golden(released_hashes(), golden_hashes()) == []


def test_every_golden_file_is_listed_with_its_hash() -> None:
    unlisted = sorted(golden_hashes().keys() - released_hashes().keys())
    assert unlisted == [], "run `python -m deploy.schemas --release` once they say what they should"


def test_a_unit_listed_without_a_code_is_carried_forward_to_one_without_codes() -> None:
    shape = {**golden("registration.unit_listed.v1.json"), "code": None}
    assert stored("registration.unit_listed", 1, shape)["codes"] == []


def test_an_edited_a_removed_and_an_added_golden_file_are_told_apart() -> None:
    assert changed_golden({"a.v1.json": "1"}, {"a.v1.json": "2"}) == ["a.v1.json: was edited after its release"]
    assert changed_golden({"a.v1.json": "1"}, {}) == ["a.v1.json: was released and is gone"]
    assert changed_golden({"a.v1.json": "1"}, {"a.v1.json": "1", "b.v1.json": "2"}) == []


def test_a_golden_file_that_no_longer_fits_is_caught() -> None:
    shape = golden("models.model_closed.v1.json")
    with pytest.raises(ValueError, match="reason"):
        stored("models.model_closed", 1, {key: value for key, value in shape.items() if key != "reason"})
    with pytest.raises(ValueError, match="because"):
        stored("models.model_closed", 1, {**shape, "because": "x"})
    assert empty_places({"a": [{"b": []}], "c": {}}) == ["/a/0/b", "/c"]
