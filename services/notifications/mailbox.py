"""Where an office receives its mail."""

from dataclasses import dataclass, replace

from chronicle.aggregate import Aggregate, Fold, Knowledge
from chronicle.command import Command
from chronicle.refusal import Refused
from contracts.fact import Fact, UnitId
from contracts.notifications import MailAddress, MailboxSet
from contracts.registration import UnitEnded, UnitListed, UnitSucceeded


class SetMailbox(Command):
    """An office receives mail at this address from now on; the address is the office's, never a person's."""

    unit_id: UnitId
    address: MailAddress


@dataclass(frozen=True)
class Mailbox:
    address: str | None = None


@dataclass(frozen=True)
class KnownUnit:
    """What notifications know of a unit of the register: whether it is, or was, one, and who wholly took its place."""

    listed: bool = False
    ended: bool = False
    heir_id: str | None = None


def evolve(mailbox: Mailbox, fact: Fact) -> Mailbox:
    match fact:
        case MailboxSet():
            return replace(mailbox, address=fact.address)
    return mailbox


def evolve_unit(unit: KnownUnit, fact: Fact) -> KnownUnit:
    match fact:
        case UnitListed():
            return replace(unit, listed=True)
        case UnitSucceeded(ended=True, successors=(heir,)):
            return replace(unit, heir_id=heir.unit_id)
        case UnitEnded():
            return replace(unit, ended=True)
    return unit


def set_mailbox(command: SetMailbox, mailbox: Mailbox, unit: KnownUnit) -> list[Fact]:
    if mailbox.address == command.address:
        return []
    must_stand(unit)
    return [MailboxSet(unit_id=command.unit_id, address=command.address, previous_address=mailbox.address)]


def must_stand(unit: KnownUnit) -> None:
    """Raises Refused for what the register does not hold, or no more."""
    if not unit.listed or unit.ended:
        raise Refused("unit.unknown", vi="Đơn vị không có trong danh bạ", en="The unit is not in the register")


UNIT = Fold(category="registration.unit", initial=KnownUnit(), evolve=evolve_unit)

MAILBOX: Aggregate[Mailbox] = Aggregate(
    fold=Fold(category="notifications.mailbox", initial=Mailbox(), evolve=evolve),
    identity=lambda command: command.unit_id,
    knows={"unit": Knowledge(UNIT, lambda command, mailbox: command.unit_id)},
    decisions={SetMailbox: set_mailbox},
)
