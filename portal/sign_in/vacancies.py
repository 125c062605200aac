"""Offices that nobody holds any more: their open work waits for whoever is appointed next. Pure.

Work belongs to an office, never to a person: who holds the office on a day has its open work on that day, the old holder no
longer. What can go wrong is that nobody holds it, so those are listed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.authority.scope import Authority


@dataclass(frozen=True, slots=True)
class Vacancy:
    """A role over a unit whose last holder's authority ended on a day, or will within the notice, without a successor."""

    role: str
    unit_id: str
    since: date


notice_days = 14


def vacant(
    held: Mapping[Any, Iterable[Authority]], today: date, stopped: Mapping[Any, date] | None = None
) -> list[Vacancy]:
    """Offices once held and now held by nobody, the longest vacant first. `stopped`: when an account was disabled."""
    ended: dict[tuple[str, str], date] = {}
    filled: set[tuple[str, str]] = set()
    for account, authority in ((account, authority) for account, given in held.items() for authority in given):
        if authority.unit_id is None:
            continue
        office = (authority.role, authority.unit_id)
        last_day = min(authority.valid_to or date.max, (stopped or {}).get(account, date.max))
        if (last_day - today).days > notice_days:
            filled.add(office)
        else:
            ended[office] = max(ended.get(office, date.min), last_day)
    open_offices = [Vacancy(role, unit, day) for (role, unit), day in ended.items() if (role, unit) not in filled]
    return sorted(open_offices, key=lambda vacancy: (vacancy.since, vacancy.role, vacancy.unit_id))
