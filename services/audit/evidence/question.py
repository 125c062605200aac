"""What evidence is asked for: one unit, a dossier, a unit with all below it, or a sample that nobody could have chosen."""

from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Annotated, Any

from fastapi import Depends, Query
from pydantic import AfterValidator, Field, StringConstraints

from chronicle.refusal import Refused
from contracts.fact import Identifier, printable
from portal.asked import BLANK

sample_facts_max = 1_000

DossierName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._/-]*$", max_length=130)]
SampleSize = Annotated[int, Field(ge=1, le=sample_facts_max)]
Seed = Annotated[str, StringConstraints(min_length=1, max_length=100), AfterValidator(printable)]


@dataclass(frozen=True, slots=True)
class Question:
    """Exactly one of the four; a sample comes with the seed that whoever asks has chosen."""

    unit: Annotated[Identifier | None, Query(description="facts about this unit")] = None
    dossier: Annotated[DossierName | None, Query(description="facts of this dossier")] = None
    district: Annotated[Identifier | None, Query(description="facts about this unit and all below it")] = None
    sample: Annotated[SampleSize | None, Query(description="so many facts of the whole log, drawn by the seed")] = None
    seed: Annotated[Seed | None, Query(description="any text; the same one draws the same facts")] = None

    @property
    def told(self) -> dict[str, Any]:
        """What was asked, without what was not."""
        return {name: value for name, value in asdict(self).items() if value is not None}

    def must_be_one(self) -> None:
        """Raises Refused (`evidence.one_question`)."""
        named = [one for one in (self.unit, self.dossier, self.district, self.sample) if one is not None]
        if len(named) != 1 or (self.sample is None) != (self.seed is None):
            raise Refused(
                "evidence.one_question",
                vi="Hãy nêu đúng một: đơn vị, hồ sơ, địa bàn, hoặc số sự kiện của mẫu kèm hạt giống",
                en="Name exactly one: a unit, a dossier, a district, or how many facts to sample together with a seed",
            )


@dataclass(frozen=True, slots=True)
class QuestionByForm(Question):
    """The same from a form, which sends what was left empty."""

    unit: Annotated[Identifier | None, BLANK, Query()] = None
    dossier: Annotated[DossierName | None, BLANK, Query()] = None
    district: Annotated[Identifier | None, BLANK, Query()] = None
    sample: Annotated[SampleSize | None, BLANK, Query()] = None
    seed: Annotated[Seed | None, BLANK, Query()] = None


Asked = Annotated[Question, Depends()]
AskedByForm = Annotated[QuestionByForm, Depends()]


def drawn(seed: str, count: int, size: int) -> list[int]:
    """The positions of a sample, in the order drawn: anybody who knows seed and size draws the same.

    The n-th draw is SHA-256("antoan sample\\n" seed "\\n" size "\\n" n), n from 0, as a number, modulo the size, plus one; what was
    drawn before is drawn over.
    """
    found: dict[int, None] = {}
    number = 0
    while len(found) < min(count, size):
        digest = sha256(f"antoan sample\n{seed}\n{size}\n{number}".encode()).digest()
        found[int.from_bytes(digest) % size + 1] = None
        number += 1
    return list(found)
