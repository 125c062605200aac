"""Which units' chairs decide in whose place, about which kinds of unit, between which days: so much more they see of dossiers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from chronicle.projection import Change, Patch, Projection, Put
from contracts.envelope import Seen
from contracts.recognition import AuthorityDelegated, DelegationEnded


@dataclass(frozen=True, slots=True)
class DelegationRow:
    """`ended_on` is the first day on which it no longer holds, where it was taken back."""

    from_unit: str
    delegation_id: str
    to_unit: str = ""
    unit_kinds: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    ended_on: date | None = None


def delegated(fact: AuthorityDelegated, seen: Seen[Any]) -> Iterable[Change]:
    days = (fact.valid_from, fact.valid_to)
    yield Put(DelegationRow(fact.from_unit, fact.delegation_id, fact.to_unit, fact.unit_kinds, *days))


def ended(fact: DelegationEnded, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.from_unit, fact.delegation_id), {"ended_on": fact.ended_on})


DELEGATIONS = Projection(
    name="delegations",
    row=DelegationRow,
    key=("from_unit", "delegation_id"),
    on={AuthorityDelegated: delegated, DelegationEnded: ended},
    # the second wall is measured with it, as with the tree
    of_unit=None,
    indexes=(("to_unit",),),
)
