"""What every fact is: a frozen value with a written wire name and version, and the text types facts are made of."""

import unicodedata
from typing import Annotated, ClassVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

text_characters_max = 500
identifier_characters_max = 64
items_max = 1_000


def printable(value: str) -> str:
    """Returns the text as NFC; raises ValueError on control characters and lone surrogates, which no store keeps."""
    for character in value:
        category = unicodedata.category(character)
        if category in {"Cc", "Cs"} and character not in "\n\t":
            raise ValueError(f"text holds the unprintable character U+{ord(character):04X}")
    return unicodedata.normalize("NFC", value)


Text = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=text_characters_max),
    AfterValidator(printable),
]
Identifier = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._/-]*$", min_length=1, max_length=identifier_characters_max),
]
UnitId = Annotated[
    Identifier, Field(description="our own id of a unit; never an official code, which changes owner over time")
]
Year = Annotated[int, Field(ge=2000, le=2100, description="the year of the campaign")]
Count = Annotated[int, Field(ge=0, le=100_000_000, description="a number of things, never of named persons")]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Value(BaseModel):
    """A part of a fact: frozen, and refusing what it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_inf_nan="null")


class Fact(Value):
    """Something that happened. `name` and `version` are written on the wire and never derived from the class."""

    name: ClassVar[str]
    version: ClassVar[int]
