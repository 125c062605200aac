"""What may be asked, and in whose name."""

from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any, get_args
from uuid import UUID, uuid4, uuid5

from pydantic import BaseModel, ConfigDict, Field, model_validator

_DERIVED = UUID("7d0c3a5e-2c1b-5c68-9d0e-0a6f5b1f2021")


def written_as_a_day(value: Any) -> Any:
    """Refuses a number, which would be read as seconds: 0 is not the first day of 1970. Raises ValueError."""
    if isinstance(value, int | float) or (isinstance(value, str) and _is_number(value)):
        raise ValueError("a day is written as 2021-12-31")
    return value


def _is_number(text: str) -> bool:
    """Also with a point or an exponent: those are read as seconds as well."""
    try:
        float(text)
    except ValueError:
        return False
    return True


class Command(BaseModel):
    """Base of every command: frozen, strict about what it does not know. Time and identity come in with it.

    `occurred_on` is the day it holds for; whoever receives the request fills in today when it is not given.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    occurred_on: date = Field(description="the day on which this holds, a day in the province; default: today")

    @model_validator(mode="before")
    @classmethod
    def _days_are_written_as_days(cls, given: Any) -> Any:
        if isinstance(given, dict):
            for name in _days_of(cls) & given.keys():
                written_as_a_day(given[name])
        return given


@cache
def _days_of(command: type[Command]) -> frozenset[str]:
    """Names of the fields that are days: found once for a class, as a file is ten thousand commands."""
    fields = command.model_fields.items()
    return frozenset(
        name for name, field in fields if field.annotation is date or date in get_args(field.annotation)
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Context:
    """Who asks, for which office, on which day, and because of what. Opaque ids, never names of persons."""

    actor: str
    role: str
    office: str
    today: date
    command_id: UUID
    correlation_id: UUID
    on_behalf_of: str | None = None
    causation: int | None = None
    rule_set: str | None = None

    def because_of(self, position: int, correlation_id: UUID, name: str) -> "Context":
        """The context of a reaction: its command id is derived from the cause, so that redelivery has one effect."""
        return replace(
            self, command_id=derived_id(f"{name}:{position}"), correlation_id=correlation_id, causation=position
        )


def derived_id(name: str) -> UUID:
    """Returns the same id for the same name, for commands whose cause identifies them."""
    return uuid5(_DERIVED, name)


def fresh_id() -> UUID:
    """Returns a new random id; only hosts and tests call this, never a decision."""
    return uuid4()
