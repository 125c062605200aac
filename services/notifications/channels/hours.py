"""When an office is reached outside its inbox: within its hours on working days, by the clock of the log."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo

from contracts.notifications import WorkingHours
from services.notifications.projections.working_days import WorkingDays


@dataclass(frozen=True)
class Hours:
    """From when to when, in the province; the closing minute itself is outside."""

    opens: time
    closes: time
    days: WorkingDays
    zone: tzinfo

    def or_from(self, at: datetime) -> datetime:
        """The moment itself within the hours, else the next opening."""
        local = at.astimezone(self.zone)
        if self.days.works(local.date()) and self.opens <= local.time() < self.closes:
            return at
        return self.opening_after(at)

    def opening_after(self, at: datetime) -> datetime:
        """The first opening after a moment."""
        local = at.astimezone(self.zone)
        today = self.days.works(local.date()) and local.time() < self.opens
        return self.opening_of(local.date() if today else self.days.after(local.date(), 1))

    def opening_of(self, day: date) -> datetime:
        return datetime.combine(day, self.opens, self.zone).astimezone(UTC)


def hours_of(own: WorkingHours | None, usual: str, days: WorkingDays, zone: tzinfo) -> Hours:
    """An office's own hours, else the usual ones of the installation, written 07:30-17:00."""
    opens, closes = (own.opens, own.closes) if own is not None else tuple(usual.split("-"))
    return Hours(time.fromisoformat(opens), time.fromisoformat(closes), days, zone)
