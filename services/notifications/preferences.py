"""What leaves the house for an office: each notice, a daily digest or none, by template; and in which hours."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from pydantic import Field

from chronicle.aggregate import Aggregate, Fold, Knowledge
from chronicle.command import Command
from chronicle.refusal import Refused
from contracts.fact import Fact, UnitId
from contracts.notifications import Mode, PreferencesSet, WorkingHours
from services.notifications.mailbox import UNIT, KnownUnit, must_stand
from services.notifications.notice import ASKED_FOR, Preferable


class SetPreferences(Command):
    """From now on the office wants this, as a whole: a template that is not named leaves as it usually does."""

    unit_id: UnitId
    modes: dict[Preferable, Mode] = Field(description="by template: each, digest or none")
    hours: WorkingHours | None = None


@dataclass(frozen=True)
class Preferences:
    """Only what differs from what is usual is kept."""

    modes: Mapping[str, Mode] = field(default_factory=lambda: MappingProxyType({}))
    hours: WorkingHours | None = None

    def mode(self, template: str) -> Mode:
        return self.modes.get(template, usual_mode(template))

    @property
    def wants_digest(self) -> bool:
        return "digest" in self.modes.values()


def usual_mode(template: str) -> Mode:
    """What leaves for an office that said nothing."""
    return "none" if template in ASKED_FOR else "each"


def evolve(preferences: Preferences, fact: Fact) -> Preferences:
    match fact:
        case PreferencesSet():
            return Preferences(MappingProxyType(dict(fact.modes)), fact.hours)
    return preferences


def set_preferences(command: SetPreferences, preferences: Preferences, unit: KnownUnit) -> list[Fact]:
    modes = {str(template): mode for template, mode in sorted(command.modes.items()) if mode != usual_mode(template)}
    if modes == dict(preferences.modes) and command.hours == preferences.hours:
        return []
    must_stand(unit)
    if "digest" in (modes.get(template) for template in ASKED_FOR):
        raise Refused(
            "preferences.each_by_itself",
            vi="Điểm kiểm tra phải được gửi nguyên văn, từng cái một; không gom vào bản tin hằng ngày",
            en="A checkpoint is sent to the letter, each by itself; it does not go into a daily digest",
        )
    if command.hours is not None and command.hours.opens >= command.hours.closes:
        raise Refused(
            "preferences.hours_reversed",
            vi="Giờ bắt đầu phải trước giờ kết thúc",
            en="The hours must open before they close",
        )
    return [
        PreferencesSet(
            unit_id=command.unit_id,
            modes=modes,
            previous_modes=dict(preferences.modes),
            hours=command.hours,
            previous_hours=preferences.hours,
            set_on=command.occurred_on,
        )
    ]


PREFERENCES: Aggregate[Preferences] = Aggregate(
    fold=Fold(category="notifications.preferences", initial=Preferences(), evolve=evolve),
    identity=lambda command: command.unit_id,
    knows={"unit": Knowledge(UNIT, lambda command, preferences: command.unit_id)},
    decisions={SetPreferences: set_preferences},
)
