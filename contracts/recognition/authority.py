"""Whose chair decides in whose place: delegations (ủy quyền, phân cấp), with the days between which they hold."""

from datetime import date
from typing import ClassVar

from pydantic import Field

from contracts.fact import Fact, Identifier, Text, UnitId
from contracts.registration import UnitKind


class AuthorityDelegated(Fact):
    """The unit that decides lets another one decide about some kinds of unit, by a document, from a day on."""

    name: ClassVar[str] = "recognition.authority_delegated"
    version: ClassVar[int] = 1
    delegation_id: Identifier
    from_unit: UnitId
    to_unit: UnitId
    unit_kinds: tuple[UnitKind, ...] = Field(min_length=1, max_length=10)
    document_number: Text
    valid_from: date
    valid_to: date | None = Field(description="the last day; null: until it is ended")
    delegated_on: date


class DelegationEnded(Fact):
    """The delegation holds no more from this day on; what was decided under it stays decided."""

    name: ClassVar[str] = "recognition.delegation_ended"
    version: ClassVar[int] = 1
    delegation_id: Identifier
    from_unit: UnitId
    to_unit: UnitId
    reason: Text
    ended_on: date


FACTS: tuple[type[Fact], ...] = (AuthorityDelegated, DelegationEnded)
