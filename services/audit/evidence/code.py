"""A function as text that runs where nothing of ours is: with the functions of its module that it calls."""

import inspect
from collections.abc import Callable
from types import CodeType, FunctionType
from typing import Any

IMPORTS = "from typing import Any\n"
"""What the signature of an upcast names."""


def code_of(function: Callable[..., Any]) -> str:
    """What it calls comes first, in the order of the names."""
    sources = [inspect.getsource(one) for one in _called(function, [])]
    return "\n\n".join([IMPORTS, *sources])


def _called(function: Any, found: list[FunctionType]) -> list[FunctionType]:
    """The function last, after all it calls, each once."""
    for name in sorted(_names(function.__code__)):
        one = function.__globals__.get(name)
        if isinstance(one, FunctionType) and one not in found and one is not function:
            _called(one, found)
    found.append(function)
    return found


def _names(code: CodeType) -> set[str]:
    """Of all that it looks up, also within its comprehensions."""
    inner = [constant for constant in code.co_consts if isinstance(constant, CodeType)]
    return {*code.co_names}.union(*map(_names, inner))
