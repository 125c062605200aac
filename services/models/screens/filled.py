"""What somebody filled into a form: made into a command, or told which box is wrong and what to do about it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from chronicle.command import Command
from portal.words import Words, message
from services.models.screens.tasks import Task

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


@dataclass(frozen=True, slots=True)
class Filled:
    """`command` where everything fits; else `errors`: (box, what to do) each."""

    command: Command | None
    errors: Sequence[tuple[str, str]] = ()


def filled(words: Words, task: Task, given: Mapping[str, str], fixed: Mapping[str, Any]) -> Filled:
    """`fixed` is what the form does not ask: the model, the day where it has no box for one."""
    told = {field.name: text for field in task.fields if (text := given.get(field.name, "").strip())}
    errors = [
        (field.name, words(WRONG["missing"], box=words(field.label)))
        for field in task.fields
        if field.required and field.name not in told
    ]
    if errors:
        return Filled(None, errors)
    try:
        return Filled(task.command(**{**fixed, **told}))
    except ValidationError as problem:
        return Filled(None, [_told(words, task, dict(found)) for found in problem.errors()])


def _told(words: Words, task: Task, found: dict[str, Any]) -> tuple[str, str]:
    name = str(found["loc"][0]) if found["loc"] else task.fields[0].name
    box = next((words(field.label) for field in task.fields if field.name == name), name)
    about = {key: value for key, value in found.get("ctx", {}).items() if isinstance(value, int | str)}
    return name, words(WRONG.get(found["type"], UNFIT), box=box, **about)
