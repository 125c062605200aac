"""The documents a rule set is laid together from, and which of its values each of them gives."""

from typing import Literal

from pydantic import Field

from contracts.fact import Identifier, Sha256, Text, Value
from contracts.registration import UnitKind

LayerKind = Literal["circular", "amendment", "province", "year", "edited"]
"""`edited` is what was changed here by hand, over all documents."""
Part = Literal["rule_set", "kind", "rules", "criterion", "document", "ground", "out_of_scope"]
"""`rules` are the plain values of one kind of unit; `kind` is everything of it."""
places_max = 10_000


class Place(Value):
    """Where a value stands in a rule set."""

    unit_kind: UnitKind | None = Field(description="null: it holds for the whole rule set")
    part: Part
    code: Identifier | None = Field(description="of a criterion, a document, a ground or a category; null elsewhere")
    field: Identifier | None = Field(description="null: all of the part")


class Layer(Value):
    """One document with what it gives. Of two layers that give a value, the later one's holds."""

    name: Identifier
    kind: LayerKind
    title_vi: Text
    title_en: Text
    sha256: Sha256 | None = Field(description="of its file; null for what was edited by hand")
    gives: tuple[Place, ...] = Field(max_length=places_max)
