"""What may change in a released fact without a new version, and what may not; and that nothing released was broken."""

from collections.abc import Callable
from typing import Annotated, Any, Literal

import pytest
from pydantic import Field, create_model

from contracts.catalogue import CATALOGUE
from contracts.compatibility import breaking_changes
from contracts.fact import Count, Identifier, Text, Value
from deploy.schemas import broken_promises, fact_schemas, released_schemas

pytestmark = pytest.mark.fast

Kind = Literal["commune", "school"]
Part = create_model("Part", __base__=Value, scheme=(Identifier, ...), value=(Identifier, ...))
SHAPE: dict[str, Any] = {
    "unit_id": (Identifier, ...),
    "kind": (Kind, ...),
    "reason": (Text | None, ...),
    "total": (Count, ...),
    "parts": (tuple[Part, ...], ...),
    "about": (dict[Identifier, Text], ...),
}


def schema(**changed: Any) -> dict[str, Any]:
    """The schema of a fact of this shape; a field given as None is left out."""
    fields = {name: field for name, field in {**SHAPE, **changed}.items() if field is not None}
    return create_model("Example", __base__=Value, **fields).model_json_schema()


def part(**fields: Any) -> Any:
    return (tuple[create_model("Part", __base__=Value, **fields), ...], ...)  # type: ignore[misc]


BREAKING: list[tuple[str, Callable[[], dict[str, Any]], str]] = [
    ("removed", lambda: schema(total=None), "fact.total: was removed"),
    ("renamed", lambda: schema(total=None, sum=(Count, ...)), "fact.total: was removed"),
    ("retyped", lambda: schema(total=(str, ...)), "fact.total: type was 'integer' and is 'string'"),
    ("added", lambda: schema(note=(Text, ...)), "fact.note: was added"),
    ("added with a default", lambda: schema(note=(Text | None, None)), "fact.note: was added"),
    ("narrowed choices", lambda: schema(kind=(Literal["commune"], ...)), "fact.kind: ['school'] may no longer be said"),
    ("choices where any text was", lambda: schema(unit_id=(Kind, ...)), "fact.unit_id"),
    ("no longer null", lambda: schema(reason=(Text, ...)), "fact.reason: null may no longer be said"),
    ("a lower limit", lambda: schema(total=(Annotated[int, Field(ge=0, le=10)], ...)), "fact.total: maximum fell"),
    ("a higher least", lambda: schema(total=(Annotated[Count, Field(ge=1)], ...)), "fact.total: minimum rose"),
    ("a limit where none was", lambda: schema(parts=(Annotated[tuple[Part, ...], Field(max_length=3)], ...)), "Items"),
    ("another pattern", lambda: schema(unit_id=(Annotated[str, Field(pattern="^[0-9]+$")], ...)), "pattern was"),
    ("a part's field removed", lambda: schema(parts=part(scheme=(Identifier, ...))), "fact.parts[items].value: was"),
    ("a mapping's values retyped", lambda: schema(about=(dict[Identifier, Count], ...)), "fact.about"),
    ("a mapping for a list", lambda: schema(parts=(dict[Identifier, Part], ...)), "fact.parts: type was 'array'"),
]  # fmt: skip
"""(what happened, the schema after it, what is said of it)"""

ALLOWED: list[tuple[str, Callable[[], dict[str, Any]]]] = [
    ("nothing", schema),
    ("other words", lambda: schema(total=(Annotated[Count, Field(description="counted anew")], ...))),
    ("more choices", lambda: schema(kind=(Literal["commune", "school", "agency"], ...))),
    ("a wider limit", lambda: schema(total=(Annotated[int, Field(ge=0, le=200_000_000)], ...))),
    ("null where none was", lambda: schema(total=(Count | None, ...))),
    ("another order of fields", lambda: schema(**dict(reversed(SHAPE.items())))),
]


@pytest.mark.parametrize(("after", "said"), [case[1:] for case in BREAKING], ids=[case[0] for case in BREAKING])
def test_a_breaking_change_is_caught_and_named(after: Callable[[], dict[str, Any]], said: str) -> None:
    assert said in " · ".join(breaking_changes(schema(), after()))


@pytest.mark.parametrize("after", [case[1] for case in ALLOWED], ids=[case[0] for case in ALLOWED])
def test_a_change_that_every_reader_survives_is_allowed(after: Callable[[], dict[str, Any]]) -> None:
    assert breaking_changes(schema(), after()) == []


def test_a_field_newly_required_is_caught() -> None:
    assert breaking_changes(schema(note=(Text, "none")), schema(note=(Text, ...))) == ["fact.note: is newly required"]


def test_every_fact_of_today_is_compatible_with_itself() -> None:
    for key, found in fact_schemas().items():
        assert breaking_changes(found, found) == [], key


def test_nothing_released_was_broken() -> None:
    assert released_schemas()
    assert broken_promises() == []


def test_every_fact_of_today_is_under_the_promise() -> None:
    unreleased = sorted(fact_schemas().keys() - released_schemas().keys())
    assert unreleased == [], "run `python -m deploy.schemas --release` once they say what they should"


def test_a_released_fact_that_left_the_catalogue_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(CATALOGUE.facts, "models.model_closed")
    assert broken_promises() == ["models.model_closed.v1: was released and is no longer in the catalogue"]
