"""What channels gave up, as a list: filters in the address, why in plain words, and what became of what was tried again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from fastapi import Depends, Query

from chronicle.service import Service
from contracts.fact import Identifier
from portal.asked import BLANK
from portal.freshness import Freshness, freshness
from portal.sight import Sight
from portal.tables import Address, Cell, Column, Table
from portal.words import Words
from services.notifications.channels.reasons import reason_words
from services.notifications.channels.words import CHANNELS
from services.notifications.notice import RetryNotice
from services.notifications.permissions import PERMISSIONS
from services.notifications.projections import deliveries
from services.notifications.projections.deliveries import GivenUp
from services.notifications.screens.kinds import KINDS
from services.notifications.screens.shell import BeforeAsked, UnitAsked, called, names_in_sight, office_asked
from services.notifications.screens.telling import Told, told, units_in

PATH = "/notifications/parked"
OUTLETS = "/notifications/outlets"
parked_page = 50
offered_max = 2_000
Which = Literal["parked", "again"]
ChannelAsked = Annotated[
    Literal["mail", "webhook", "gateway"] | None, BLANK, Query(alias="channel", description="the way it was to go")
]
KindAsked = Annotated[Identifier | None, BLANK, Query(alias="kind", description="the template; default: all")]


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address asks for, as it stands there."""

    which: Annotated[Which, Query(description="parked, or tried again since")] = "parked"
    unit: UnitAsked = None
    channel: ChannelAsked = None
    kind: KindAsked = None

    @property
    def narrowed(self) -> bool:
        return bool(self.unit or self.channel or self.kind)

    def query(self) -> dict[str, Any]:
        """The parameters of the address; what is not asked for is None."""
        return {"which": None if self.which == "parked" else self.which, "unit": self.unit, "channel": self.channel,
                "kind": self.kind}  # fmt: skip

    def asked(self) -> GivenUp:
        return GivenUp(self.unit, self.channel, self.kind, self.which == "again")


FiltersAsked = Annotated[Filters, Depends()]


@dataclass(frozen=True, slots=True)
class Parked:
    """One notice by one channel: in words, with what became of it. `may` says whether the viewer may have it tried again."""

    row: Mapping[str, Any]
    told: Told
    office: str
    state: str
    may: bool

    @property
    def key(self) -> str:
        """What a form names it by."""
        return f"{self.row['notice_id']}~{self.row['channel']}"


@dataclass(frozen=True, slots=True)
class ParkedList:
    """A part of the list; `after` is where the next part begins, `counts` is how many there are by `which`, unfiltered.

    `offered`: by box, what one may filter by and what it is called.
    """

    filters: Filters
    rows: Sequence[Parked]
    matching: int
    counts: Mapping[Which, int]
    offered: Mapping[str, Mapping[str, str]]
    after: int | None
    freshness: Freshness


async def list_of(
    service: Service, seen: Sight, words: Words, filters: Filters, before: BeforeAsked, limit: int
) -> ParkedList:
    """One snapshot. Raises Refused for a unit out of sight."""
    connection, within = seen.connection, seen.scope.named
    await office_asked(seen, filters.unit, {})
    after = None if before is None else (before,)
    found = await deliveries.given_up(connection, within, filters.asked(), after, limit + 1)
    rows = found[:limit]
    carried = await deliveries.deliveries_of_notices(connection, sorted({row["notice_id"] for row in rows}))
    names = await names_in_sight(seen, units_in(rows))
    zone = ZoneInfo(service.settings.time_zone)

    def one(row: Mapping[str, Any]) -> Parked:
        ways = [way for way in carried[row["notice_id"]] if way["channel"] == row["channel"]]
        notice = told(row, ways, names, words.language, zone)
        may = seen.viewer.lacks(PERMISSIONS[RetryNotice], row["unit_id"]) is None
        state = notice.deliveries[0][1] if notice.deliveries else ""
        return Parked(row, notice, names.get(row["unit_id"], row["unit_id"]), state, may)

    return ParkedList(
        filters=filters,
        rows=[one(row) for row in rows],
        matching=await deliveries.given_up_count(connection, within, filters.asked()),
        counts={which: await deliveries.given_up_count(connection, within, GivenUp(again=which == "again"))
                for which in ("parked", "again")},
        offered=await _offered(seen, words, filters),
        after=rows[-1]["position"] if len(found) > limit else None,
        freshness=await freshness(service, connection),
    )  # fmt: skip


async def _offered(seen: Sight, words: Words, filters: Filters) -> dict[str, dict[str, str]]:
    found = await deliveries.given_up_by(seen.connection, seen.scope.named, filters.which == "again", offered_max)
    names = await names_in_sight(seen, {unit for unit, _, _ in found})
    channels = {channel for _, channel, _ in found}
    templates = {template for _, _, template in found}
    return {
        "unit": dict(sorted(names.items(), key=lambda item: item[1])),
        "channel": {channel: called(words, channel) for channel in CHANNELS if channel in channels},
        "kind": {template: words(said) for template, said in KINDS.items() if template in templates},
    }


def table_of(words: Words, shown: ParkedList) -> Table[Parked]:
    """A delivery a row."""

    def subject(one: Parked) -> Cell:
        tick = one.key if one.may and shown.filters.which == "parked" else ""
        return Cell(one.told.subject, tick=tick, tick_as="chosen")

    def why(one: Parked) -> Cell:
        error = one.row["error"] or ""
        plain = reason_words(error, words.language)
        return Cell(plain, note="" if error in plain else error)

    def again(one: Parked) -> Cell:
        said = words("Gửi lại: %(subject)s, %(office)s", subject=one.told.subject, office=one.office)
        return Cell(words("Gửi lại"), press=one.key, said=said) if one.may else Cell()

    notice: tuple[Column[Parked], ...] = (
        Column("notice", words("Thông báo"), subject),
        Column("office", words("Của cơ quan"), lambda one: Cell(
            one.office, to=Address(OUTLETS, {"unit": one.row["unit_id"]}), written=True)),
        Column("channel", words("Qua"), lambda one: Cell(called(words, one.row["channel"]))),
    )  # fmt: skip
    if shown.filters.which == "again":
        state: Column[Parked] = Column("state", words("Bây giờ"), lambda one: Cell(one.state))
        day: Column[Parked] = Column(
            "retried_on", words("Yêu cầu gửi lại ngày"), lambda one: Cell(one.row["retried_on"]), "day"
        )
        return Table((*notice, state, day), shown.rows)
    parked: tuple[Column[Parked], ...] = (
        Column("reason", words("Vì sao không gửi được"), why),
        Column("attempts", words("Số lần thử"), lambda one: Cell(one.row["attempts"]), "number"),
        Column("since", words("Tạm dừng từ ngày"), lambda one: Cell(one.row["on_day"]), "day"),
        Column("again", words("Gửi lại"), again, on_sheet=False),
    )
    return Table((*notice, *parked), shown.rows)
