"""Clocks: what the host hands to those who need the time. Pure code never sees one."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

PROVINCE_TIME = "Asia/Ho_Chi_Minh"


class Clock(Protocol):
    """The instant in UTC, and the day in the province."""

    def now(self) -> datetime: ...

    def today(self) -> date: ...


class SystemClock:
    """The computer's clock; `zone` decides when a day begins."""

    def __init__(self, zone: str = PROVINCE_TIME) -> None:
        self._zone = ZoneInfo(zone)

    def now(self) -> datetime:
        return datetime.now(UTC)

    def today(self) -> date:
        return datetime.now(self._zone).date()


@dataclass
class PlayedClock:
    """A clock that is moved by hand, for a demonstration or a test; works only on a log that may be played."""

    instant: datetime
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo(PROVINCE_TIME))

    def now(self) -> datetime:
        return self.instant

    def today(self) -> date:
        return self.instant.astimezone(self.zone).date()
