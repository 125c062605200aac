"""Reactions are named *consequence when cause*, and a name is used once: it goes into the ids of derived commands."""

import ast
import re
from collections import Counter

import pytest

from tests.architecture.sources import sources, told

pytestmark = pytest.mark.fast

FORM = re.compile(r"[a-z]+([ _][a-z]+)*[ _]when([ _][a-z]+)+")
"""Words between blanks or underscores; for uniqueness both are the same."""


def reaction_names(source: str) -> list[tuple[int, str | None]]:
    """(line, name) of every `Reaction(...)` made in the module; None where the name is not written as a literal."""
    found: list[tuple[int, str | None]] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Reaction":
            given = [word.value for word in node.keywords if word.arg == "name"] or list(node.args[:1])
            literal = given[0].value if given and isinstance(given[0], ast.Constant) else None
            found.append((node.lineno, literal if isinstance(literal, str) else None))
    return found


def badly_named(source: str) -> list[str]:
    return [
        f"line {line}: {name!r} is not written as 'consequence when cause'"
        for line, name in reaction_names(source)
        if name is None or not FORM.fullmatch(name)
    ]


def repeated(names: list[str]) -> list[str]:
    return sorted(name for name, times in Counter(name.replace("_", " ") for name in names).items() if times > 1)


def test_every_reaction_is_named_consequence_when_cause() -> None:
    modules = sources("services")
    assert any(reaction_names(text) for text in modules.values())
    broken = {path: found for path, text in modules.items() if (found := badly_named(text))}
    assert not broken, told(broken)


def test_no_two_reactions_share_a_name() -> None:
    names = [name for text in sources("services").values() for _, name in reaction_names(text) if name]
    assert repeated(names) == []


@pytest.mark.parametrize(
    "planted",
    [
        'Reaction(name="open a dossier", consequence=f)',
        'Reaction(name="OpenDossierWhenRegistered", consequence=f)',
        'Reaction("", f)',
        "Reaction(name=NAME, consequence=f)",
        "Reaction(name=f'open {x} when y', consequence=f)",
    ],
)
def test_a_badly_named_reaction_is_caught(planted: str) -> None:
    assert badly_named(planted)


def test_a_well_named_one_is_not_and_a_repeated_name_is() -> None:
    assert not badly_named('Reaction(name="open a dossier when a unit registered", consequence=f)')
    assert not badly_named('Reaction("open_dossier_when_unit_registered", f)')
    assert repeated(["a when b", "c when d", "a_when_b"]) == ["a when b"]
