"""Messages that Python code says: first arguments of `message(…)`, `words(…)` and `….several(…)`, found in the syntax tree."""

import ast
from collections.abc import Iterator

SAYING = {"message", "words"}


def messages_of(source: str) -> Iterator[tuple[str, ...]]:
    """(text,) for what is said one way, (text, text) for what knows one and several."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        first, called = node.args[0], node.func
        if isinstance(first, ast.Constant) and isinstance(first.value, str):
            if (isinstance(called, ast.Name) and called.id in SAYING) or getattr(called, "attr", "") == "words":
                yield (first.value,)
            elif isinstance(called, ast.Attribute) and called.attr == "several":
                yield (first.value, first.value)
