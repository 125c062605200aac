"""What somebody filled into a form: made into a command, or told which box is wrong and what to do about it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import ValidationError

from chronicle.command import Command
from portal.words import Words, message

WRONG: Mapping[str, str] = {
    "missing": message("%(box)s: chưa điền"),
    "int_parsing": message("%(box)s: phải là số nguyên, ví dụ 3"),
    "int_from_float": message("%(box)s: phải là số nguyên, ví dụ 3"),
    "greater_than_equal": message("%(box)s: phải từ %(ge)s trở lên"),
    "less_than_equal": message("%(box)s: không quá %(le)s"),
    "date_from_datetime_parsing": message("%(box)s: phải là một ngày"),
    "date_parsing": message("%(box)s: phải là một ngày"),
    "string_too_long": message("%(box)s: không quá %(max_length)s ký tự"),
    "literal_error": message("%(box)s: hãy chọn một trong danh sách"),
}
UNFIT = message("%(box)s: không hợp lệ, hãy kiểm tra lại")


FieldKind = Literal["text", "long", "number", "day", "choice"]


@dataclass(frozen=True, slots=True)
class Field:
    """One box of a form, named as the command's field; `choices` names the list it offers."""

    name: str
    label: str
    kind: FieldKind = "text"
    required: bool = True
    choices: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Filled:
    """`command` where everything fits; else `errors`: (box, what to do) each."""

    command: Command | None
    errors: Sequence[tuple[str, str]] = ()


def filled(
    words: Words, fields: Sequence[Field], command: type[Command], given: Mapping[str, str], fixed: Mapping[str, Any]
) -> Filled:
    """`fixed` is what the form does not ask: what it is about, the day where it has no box for one."""
    told = {field.name: text for field in fields if (text := given.get(field.name, "").strip())}
    errors = [
        (field.name, words(WRONG["missing"], box=words(field.label)))
        for field in fields
        if field.required and field.name not in told
    ]
    if errors:
        return Filled(None, errors)
    try:
        return Filled(command(**{**fixed, **told}))
    except ValidationError as problem:
        return Filled(None, [_told(words, fields, dict(found)) for found in problem.errors()])


def _told(words: Words, fields: Sequence[Field], found: dict[str, Any]) -> tuple[str, str]:
    name = str(found["loc"][0]) if found["loc"] else fields[0].name
    box = next((words(field.label) for field in fields if field.name == name), name)
    about = {key: value for key, value in found.get("ctx", {}).items() if isinstance(value, int | str)}
    return name, words(WRONG.get(found["type"], UNFIT), box=box, **about)
