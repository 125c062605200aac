"""Names say what a thing is: no drawer for leftovers, in no file, folder or class."""

import ast
import re
from pathlib import PurePosixPath

import pytest

from tests.architecture.sources import EVERYWHERE, sources, told

pytestmark = pytest.mark.fast

DRAWERS = {"helper", "helpers", "util", "utils", "common", "core", "misc", "manager", "impl"}


def drawers_in_path(path: str) -> list[str]:
    """The words of a path that name a drawer."""
    words = (word for part in PurePosixPath(path).with_suffix("").parts for word in part.lower().split("_"))
    return [f"the path says {word!r}" for word in words if word in DRAWERS]


def drawers_in_classes(source: str) -> list[str]:
    """Classes one of whose words names a drawer."""
    return [
        f"line {node.lineno}: class {node.name}"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ClassDef) and {word.lower() for word in re.findall(r"[A-Z][a-z]*", node.name)} & DRAWERS
    ]


def test_nothing_is_named_for_a_drawer() -> None:
    broken = {
        path: found
        for path, text in sources(*EVERYWHERE).items()
        if (found := drawers_in_path(path) + drawers_in_classes(text))
    }
    assert not broken, told(broken)


@pytest.mark.parametrize(
    "path", ["chronicle/utils.py", "services/models/core/model.py", "portal/page_helpers.py", "x/misc.py"]
)
def test_a_drawer_in_a_path_is_caught(path: str) -> None:
    assert drawers_in_path(path)


def test_a_drawer_in_a_class_is_caught_and_a_score_is_not() -> None:
    assert drawers_in_classes("class UnitManager: ...")
    assert drawers_in_classes("class LogImpl: ...")
    assert not drawers_in_classes("class ScoreSheet: ...")
    assert not drawers_in_path("services/recognition/score.py")
