"""YAML files as frozen, strict values: the unknown, missing, repeated or mistyped is refused with its line."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from reference.refusal import DataRefused, Problem, refusal
from reference.tables import read_text


class Value(BaseModel):
    """A part of a data file: frozen, strict about types, and refusing keys it does not know."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")


V = TypeVar("V", bound=Value)

values_max = 50_000
"""Anchors counted as often as they are used: a small file could otherwise stand for billions of values."""


class _Loader(yaml.SafeLoader):
    """Leaves days as text: PyYAML would crash on 30 February where the shape can refuse it with its line."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read_yaml(path: Path, shape: type[V]) -> V:
    """Returns the file as a value of the shape. Raises DataRefused with line and path of keys of each problem."""
    file = path.name
    return shaped(composed(file, read_text(path)), shape, lambda node: file)


def written_yaml(plain: dict[str, Any]) -> bytes:
    """Returns lists and tables as a file people can edit: keys in the order given, Vietnamese readable."""
    return yaml.safe_dump(plain, allow_unicode=True, sort_keys=False, width=120).encode()


def composed(file: str, text: str, name: str = "") -> yaml.MappingNode:
    """Returns what is written as nodes that know their line, found to be YAML that repeats no key and is not too large.

    `name` is what the marks of its nodes carry, so that nodes of several files can be told apart.
    """
    root = _compose(file, text, name)
    if _values(root, {}) > values_max:
        english, vietnamese = f"stands for more than {values_max:,} values: write less", "quá nhiều giá trị: hãy bớt"
        raise refusal(file, None, None, english, vietnamese)
    if repeated := _repeated_keys(file, root):
        raise DataRefused(repeated)
    return root


def shaped(root: yaml.MappingNode, shape: type[V], file_of: Callable[[yaml.Node], str]) -> V:
    """Returns nodes as a value of the shape. `file_of` says in which file a node is written, for what is refused."""
    try:
        plain = yaml.constructor.SafeConstructor().construct_document(root)
    except yaml.YAMLError as error:
        raise _not_yaml(file_of(root), error) from error
    try:
        # Through JSON, because strict mode then takes lists for tuples and written days for dates, and nothing else.
        return shape.model_validate_json(json.dumps(plain, default=str))
    except ValidationError as error:
        raise DataRefused([_problem(root, found, file_of) for found in error.errors()]) from error


def children(node: yaml.Node) -> list[tuple[str, yaml.Node]]:
    """Returns what a table holds by its keys, or a list by its indexes; of anything else nothing."""
    if isinstance(node, yaml.MappingNode):
        return [(str(key.value), value) for key, value in node.value]
    if isinstance(node, yaml.SequenceNode):
        return [(str(index), value) for index, value in enumerate(node.value)]
    return []


def _values(node: yaml.Node, known: dict[int, int]) -> int:
    """How many values a node stands for; one that holds itself stands for too many."""
    key = id(node)
    if key not in known:
        known[key] = values_max + 1
        known[key] = 1 + sum(_values(value, known) for _, value in children(node))
    return known[key]


def _compose(file: str, text: str, name: str) -> yaml.MappingNode:
    try:
        loader = _Loader(text)
        loader.name = name
        root = loader.get_single_node()
    except yaml.YAMLError as error:
        raise _not_yaml(file, error) from error
    except RecursionError as error:
        raise refusal(file, None, None, "nested too deeply: write it flatter", "lồng quá sâu: hãy viết lại") from error
    if not isinstance(root, yaml.MappingNode):
        english, vietnamese = "empty, or not a table of keys: start from a file that works", "tệp trống hoặc sai dạng"
        raise refusal(file, 1, None, english, vietnamese)
    return root


def _not_yaml(file: str, error: yaml.YAMLError) -> DataRefused:
    mark = getattr(error, "problem_mark", None)
    line = None if mark is None else mark.line + 1
    english = f"not YAML ({getattr(error, 'problem', 'unreadable character')}): correct it"
    return refusal(file, line, None, english, "không đúng cú pháp YAML: hãy sửa lại")


def _repeated_keys(file: str, node: yaml.Node) -> list[Problem]:
    problems: list[Problem] = []
    seen: set[str] = set()
    for key, value in children(node):
        if isinstance(node, yaml.MappingNode) and key in seen:
            line = value.start_mark.line + 1
            problems.append(Problem(file, line, key, "key given twice: keep one", "khóa bị lặp: hãy giữ một"))
        seen.add(key)
        problems += _repeated_keys(file, value)
    return problems


def _problem(root: yaml.Node, found: Any, file_of: Callable[[yaml.Node], str]) -> Problem:
    node = root
    for step in found["loc"]:
        # The last steps may name a missing key or a type: the line is then that of the nearest thing written.
        node = dict(children(node)).get(str(step), node)
    column = ".".join(str(step) for step in found["loc"])
    english, vietnamese = f"{found['msg']}: correct it", "giá trị thiếu, thừa hoặc sai dạng: hãy sửa lại"
    return Problem(file_of(node), node.start_mark.line + 1, column, english, vietnamese)
