"""A module opens with one sentence, and what is public says what it is."""

import ast
from pathlib import Path

import pytest

from tests.architecture.sources import EVERYWHERE, PACKAGES, Function, sources, told

pytestmark = pytest.mark.fast

SENTENCE_ENDS = (".", "?", "!", "…", ":", ")")
opening_characters_max = 200
silent_function_lines_max = 9

# A ratchet: silent on the day the rule came. Both sets may only shrink.
SILENT_CLASSES = {"chronicle/calendar.py class Calendar does not say what it is"}
SILENT_FUNCTIONS = {"chronicle/postgres/log.py scan"}


def unopened(source: str) -> list[str]:
    """Why a module does not open with a sentence."""
    opening = (ast.get_docstring(ast.parse(source)) or "").split("\n\n")[0]
    if not opening:
        return ["does not open with a sentence"]
    found = [] if opening.endswith(SENTENCE_ENDS) else ["its first sentence has no end"]
    return found + (
        [f"opens with more than {opening_characters_max} characters"] if len(opening) > opening_characters_max else []
    )


def silent(source: str, bases: tuple[str, ...] = ()) -> list[str]:
    """Public classes without a docstring; with `bases`, only those whose base's name ends in one of them."""
    return [
        f"line {node.lineno}: class {node.name} does not say what it is"
        for node in ast.parse(source).body
        if isinstance(node, ast.ClassDef)
        and not node.name.startswith("_")
        and (not bases or any(getattr(base, "id", "").endswith(bases) for base in node.bases))
        and not ast.get_docstring(node)
    ]


def silent_functions(source: str, lines_min: int) -> list[str]:
    """Public functions and methods of so many lines and more that do not say what they do."""
    found = []
    tree = ast.parse(source)
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef) and not node.name.startswith("_")]
    for node in (*tree.body, *(inner for owner in classes for inner in owner.body)):
        if isinstance(node, Function) and not node.name.startswith("_") and not ast.get_docstring(node):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines >= lines_min:
                found.append(f"line {node.lineno}: {node.name} ({lines} lines) does not say what it does")
    return found


def test_every_module_opens_with_a_sentence() -> None:
    modules = {path: text for path, text in sources(*EVERYWHERE).items() if Path(path).name != "__main__.py"}
    broken = {path: found for path, text in modules.items() if (found := unopened(text))}
    assert not broken, told(broken)


def test_every_fact_and_command_says_what_it_is() -> None:
    broken = {
        path: found
        for path, text in sources("contracts", "services").items()
        if (found := silent(text, ("Fact", "Value", "Command")))
    }
    assert not broken, told(broken)


def test_every_public_class_beside_the_services_says_what_it_is() -> None:
    """A service's rows and states are told by their module; the rest stands alone."""
    modules = {path: text for path, text in sources(*PACKAGES).items() if not path.startswith("services/")}
    found = {f"{path} {line.partition(': ')[2]}" for path, text in modules.items() for line in silent(text)}
    assert found == SILENT_CLASSES, "new silence is refused; what has been given words must leave the list"


def test_every_long_public_function_beside_the_services_says_what_it_does() -> None:
    """Decisions and folds of a service are told by their command or fact."""
    modules = {path: text for path, text in sources(*PACKAGES).items() if not path.startswith("services/")}
    found = {
        f"{path} {line.split()[2]}"
        for path, text in modules.items()
        for line in silent_functions(text, silent_function_lines_max + 1)
    }
    assert found == SILENT_FUNCTIONS, "new silence is refused; what has been given words must leave the list"


def test_a_silent_module_class_or_function_is_caught() -> None:
    assert unopened("x = 1") == ["does not open with a sentence"]
    assert unopened('"""no end"""') == ["its first sentence has no end"]
    assert unopened('"""' + "long " * opening_characters_max + '."""')
    assert silent("class Row: ...") and not silent("class _Row: ...")
    assert not silent("class Row: ...", ("Fact",)) and silent("class Closed(Fact): ...", ("Fact",))
    assert silent_functions("def f():\n    a = 1\n    return a\n", 3) and not silent_functions("def f(): ...", 3)
