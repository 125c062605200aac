"""Wire name → class, and yesterday's shapes → today's: the only place where stored bytes become facts."""

import json
from collections.abc import Callable, Iterable
from typing import Any, cast

from contracts import audit, calendar, mobilisation, models, notifications, recognition, registration
from contracts.fact import Fact

Upcast = Callable[[dict[str, Any]], dict[str, Any]]


class UnknownFact(Exception):
    """A wire name nobody here knows, or a version newer than this program: the reader must stop and be upgraded."""

    def __init__(self, name: str, schema_version: int) -> None:
        super().__init__(
            f"fact {name} v{schema_version} is not in the catalogue of this program: "
            "upgrade the program before it reads on · hãy nâng cấp chương trình trước khi đọc tiếp"
        )
        self.name = name
        self.schema_version = schema_version


class Catalogue:
    """The facts known to a program. Raises ValueError when two classes claim one name or an upcast is missing."""

    def __init__(self, facts: Iterable[type[Fact]], upcasts: dict[tuple[str, int], Upcast]) -> None:
        self.facts: dict[str, type[Fact]] = {}
        for fact in facts:
            if fact.name in self.facts:
                raise ValueError(f"two facts are called {fact.name}")
            self.facts[fact.name] = fact
        self.upcasts = upcasts
        self._today = {
            (fact.name, fact.version): fact.__pydantic_validator__.validate_json for fact in self.facts.values()
        }
        for fact in self.facts.values():
            for version in range(1, fact.version):
                if (fact.name, version) not in upcasts:
                    raise ValueError(f"{fact.name} v{version} has no upcast to v{version + 1}")

    def decode(self, name: str, schema_version: int, data: str | bytes) -> Fact:
        """Returns the fact in today's shape. Raises UnknownFact, or pydantic's ValidationError on what does not fit."""
        if validate := self._today.get((name, schema_version)):
            return cast(Fact, validate(data))
        fact = self.facts.get(name)
        if fact is None or schema_version > fact.version:
            raise UnknownFact(name, schema_version)
        return fact.model_validate(self.upcast(name, schema_version, json.loads(data)))

    def upcast(self, name: str, schema_version: int, shape: dict[str, Any]) -> dict[str, Any]:
        """Carries a stored shape forward, one version at a time, to today's."""
        for version in range(schema_version, self.facts[name].version):
            shape = self.upcasts[(name, version)](shape)
        return shape


CATALOGUE = Catalogue(
    facts=(
        *registration.FACTS,
        *models.FACTS,
        *recognition.FACTS,
        *notifications.FACTS,
        *mobilisation.FACTS,
        *calendar.FACTS,
        *audit.FACTS,
    ),
    upcasts={
        **registration.UPCASTS,
        **models.UPCASTS,
        **recognition.UPCASTS,
        **notifications.UPCASTS,
        **mobilisation.UPCASTS,
    },
)
