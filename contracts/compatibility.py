"""Whether a fact's shape may still be called by the version under which it was released.

A shape is closed (`extra="forbid"`): a program of the last release refuses a field it does not know, so a new field
needs a new version as much as a missing one does. Wider limits and more choices are allowed: upgrade readers first.
"""

from collections.abc import Iterator, Mapping
from typing import Any

Schema = Mapping[str, Any]
"""A JSON Schema as pydantic writes it."""

_LOWER = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
_UPPER = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
_FIXED = ("type", "format", "pattern", "uniqueItems")


def breaking_changes(released: Schema, today: Schema) -> list[str]:
    """What makes released facts unreadable today, or today's unreadable for the last release; each with its path."""
    return list(_compare(released, today, released, today, "fact"))


def _compare(old: Schema, new: Schema, old_root: Schema, new_root: Schema, path: str) -> Iterator[str]:
    old, new = _resolved(old, old_root), _resolved(new, new_root)
    if "anyOf" in old or "anyOf" in new:
        yield from _compare_choices(old, new, old_root, new_root, path)
        return
    for keyword in _FIXED:
        if old.get(keyword) != new.get(keyword):
            yield f"{path}: {keyword} was {old.get(keyword)!r} and is {new.get(keyword)!r}"
    yield from _compare_limits(old, new, path)
    yield from _compare_enumerations(_choices(old), _choices(new), path)
    if "properties" in old or "properties" in new:
        yield from _compare_fields(old, new, old_root, new_root, path)
    patterns_old, patterns_new = old.get("patternProperties", {}), new.get("patternProperties", {})
    if set(patterns_old) != set(patterns_new):
        yield f"{path}: keys were like {sorted(patterns_old)} and are like {sorted(patterns_new)}"
    for pattern in patterns_old.keys() & patterns_new.keys():
        yield from _compare(patterns_old[pattern], patterns_new[pattern], old_root, new_root, f"{path}[{pattern}]")
    yield from _compare_inner(old, new, old_root, new_root, path)


def _compare_inner(old: Schema, new: Schema, old_root: Schema, new_root: Schema, path: str) -> Iterator[str]:
    """What an array's items and a mapping's keys and values may be."""
    for keyword in ("items", "additionalProperties", "propertyNames"):
        inner_old, inner_new = old.get(keyword), new.get(keyword)
        if isinstance(inner_old, Mapping) and isinstance(inner_new, Mapping):
            yield from _compare(inner_old, inner_new, old_root, new_root, f"{path}[{keyword}]")
        elif inner_old != inner_new:
            yield f"{path}: {keyword} was {inner_old!r} and is {inner_new!r}"


def _compare_fields(old: Schema, new: Schema, old_root: Schema, new_root: Schema, path: str) -> Iterator[str]:
    fields_old, fields_new = old.get("properties", {}), new.get("properties", {})
    for name in fields_old:
        if name not in fields_new:
            yield f"{path}.{name}: was removed (a rename is a removal)"
        else:
            yield from _compare(fields_old[name], fields_new[name], old_root, new_root, f"{path}.{name}")
    for name in fields_new:
        if name not in fields_old:
            yield f"{path}.{name}: was added; the last release refuses it"
    for name in new.get("required", ()):
        if name in fields_old and name not in old.get("required", ()):
            yield f"{path}.{name}: is newly required"


def _compare_limits(old: Schema, new: Schema, path: str) -> Iterator[str]:
    for keyword in _LOWER:
        if keyword in new and (keyword not in old or new[keyword] > old[keyword]):
            yield f"{path}: {keyword} rose from {old.get(keyword)} to {new[keyword]}"
    for keyword in _UPPER:
        if keyword in new and (keyword not in old or new[keyword] < old[keyword]):
            yield f"{path}: {keyword} fell from {old.get(keyword)} to {new[keyword]}"


def _compare_choices(old: Schema, new: Schema, old_root: Schema, new_root: Schema, path: str) -> Iterator[str]:
    """Every way of saying a value must still be one of today's ways; there may be more of them."""
    ways = new.get("anyOf", [new])
    for way in old.get("anyOf", [old]):
        if all([*_compare(way, other, old_root, new_root, path)] for other in ways):
            yield f"{path}: {_told(way)} may no longer be said"


def _compare_enumerations(old: list[Any], new: list[Any], path: str) -> Iterator[str]:
    """Without an enumeration everything may be said, so that a new one narrows."""
    if not old and new:
        yield f"{path}: may only be one of {new} now"
    elif new and (gone := [choice for choice in old if choice not in new]):
        yield f"{path}: {gone} may no longer be said"


def _resolved(schema: Schema, root: Schema) -> Schema:
    reference = schema.get("$ref")
    return schema if reference is None else root["$defs"][reference.rpartition("/")[2]]


def _choices(schema: Schema) -> list[Any]:
    return [schema["const"]] if "const" in schema else list(schema.get("enum", ()))


def _told(schema: Schema) -> str:
    return str(schema.get("type", schema.get("$ref", "this")))
