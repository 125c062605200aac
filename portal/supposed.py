"""What if: `?without=18204,18207` leaves facts out, `?held_on=2021-11-08` takes all that held on a day, however late it was known.

Both are put together with `as_of`. What is supposed is shown and never done: a page, a file and an answer of it say so.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import Query

from chronicle.past.moment import Moment, Supposed
from chronicle.past.past import NotYet, PastStopped
from chronicle.service import Service
from chronicle.supposed.following import CannotBeSupposed, facts_of, follow
from chronicle.supposed.supposing import StillSupposing, suppose_seconds_max
from chronicle.supposed.supposition import Supposition, Trail
from portal.as_of import AsOfAsked, moment_of, must_be_readable, not_yet, retry_seconds, stopped
from portal.authority.tree import Tree
from portal.paging import number_max
from portal.problems import Rejected
from portal.projections.places import PLACES, PlaceRow

positions_max = 1_000
late_facts_max = 10_000
positions_characters_max = 2_000
"""Of each of the two lists: written as an address has to write them, ten times as many bytes still go through."""
OURS = "antoan.supposition"
"""In the scope of a question that we ask ourselves: what is supposed, of as many facts as an address has no room for."""

POSITIONS = r"^ *[0-9]{1,15}( *- *[0-9]{1,15})?( *, *[0-9]{1,15}( *- *[0-9]{1,15})?)* *$"
_LATE = "SELECT position FROM {events} WHERE position BETWEEN $1 AND $2 AND occurred_on <= $3 ORDER BY position"


@dataclass(frozen=True, slots=True)
class HistoryAsked:
    """Which history is asked for; nothing is what was and is."""

    as_of: AsOfAsked = None
    held_on: Annotated[
        str | None,
        Query(
            pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
            description="what held on this day, known by its end or recorded later (by `as_of`, else by now)",
        ),
    ] = None
    without: Annotated[
        str | None,
        Query(
            pattern=POSITIONS,
            max_length=positions_characters_max,
            description="what if these events had not been: 18204,18207-18210",
        ),
    ] = None
    including: Annotated[
        str | None,
        Query(
            pattern=POSITIONS,
            max_length=positions_characters_max,
            description="what if these events, later than `as_of`, had been known",
        ),
    ] = None
    rebuilt: Annotated[
        int | None,
        Query(ge=1, le=number_max, description="with the views of this rebuild, which waits for a decision"),
    ] = None

    @property
    def supposes(self) -> bool:
        return any((self.held_on, self.without, self.including))


async def supposed_at(service: Service, asked: HistoryAsked, *, seconds_max: float = suppose_seconds_max) -> Moment:
    """A moment of a history that was not, as of which the service's views can be read from now on. Raises Rejected."""
    return await standing_at(service, *await supposition_of(service, asked), seconds_max=seconds_max)


async def standing_at(
    service: Service, moment: Moment, supposition: Supposition, *, seconds_max: float = suppose_seconds_max
) -> Moment:
    """The same of a supposition up to whose base the moment knows what was. Raises Rejected."""
    await must_be_readable(service, moment, seconds_max=seconds_max)
    try:
        number = await service.supposing.stand(supposition, seconds_max=seconds_max)
    except StillSupposing as error:
        raise Rejected(
            503, "supposed.not_yet", vi=f"Đang tính điều giả sử: {error.done}/{error.total} sự kiện; hãy tải lại sau ít giây",
            en=f"What is supposed is being worked out: {error.done} of {error.total} facts; ask again in a few seconds",
            headers={"Retry-After": retry_seconds},
        ) from error  # fmt: skip
    except NotYet as error:
        raise not_yet(error.reached, error.position) from error
    except PastStopped as error:
        raise stopped(error) from error
    except CannotBeSupposed as error:
        raise _cannot(error) from error
    return replace(moment, supposed=Supposed(supposition, number))


async def supposition_of(service: Service, asked: HistoryAsked) -> tuple[Moment, Supposition]:
    """The moment up to which facts are those that were, and what is supposed beside them. Raises Rejected."""
    head = await service.log.head()
    known = await moment_of(service, asked.as_of or str(head))
    moment = known
    including, without = positions_of(asked.including), positions_of(asked.without)
    if asked.held_on is not None:
        if asked.including is not None:
            raise Rejected(
                422, "supposed.both", vi="Ngày có hiệu lực đã gồm các sự kiện ghi sau; hãy bỏ `including`",
                en="What held on a day has later facts already; leave `including` out",
            )  # fmt: skip
        moment = await moment_of(service, asked.held_on)
        including = await _late(service, moment, known.position) - without
        without = {position for position in without if position <= moment.position}
    unfit = {at for at in without if not 0 < at <= moment.position} | {
        at for at in including if not moment.position < at <= head
    }
    if unfit:
        listed = ", ".join(map(str, sorted(unfit)[:10]))
        raise Rejected(
            422, "supposed.no_fact",
            vi=f"Chỉ bỏ được sự kiện từ 1 đến {moment.position}, chỉ thêm được sự kiện sau đó; không được: {listed}",
            en=f"Only facts from 1 to {moment.position} can be left out, and only later ones included; not: {listed}",
        )  # fmt: skip
    return moment, Supposition(moment.position, tuple(sorted(without)), tuple(sorted(including)))


def positions_of(text: str | None) -> set[int]:
    """`18204,18207-18210`, each once. Raises Rejected for more than positions_max, and for a range that runs backwards."""
    found: set[int] = set()
    for part in (text or "").split(",") if text else ():
        first, _, last = part.partition("-")
        low, high = int(first), int(last or first)
        if high < low or high - low >= positions_max:
            raise _too_many(part)
        found |= {*range(low, high + 1)}
    if len(found) > positions_max:
        raise _too_many(str(len(found)))
    return found


def ranges(positions: Sequence[int]) -> str:
    """Positions in order as `positions_of` reads them: `18204, 18207-18210`."""
    found: list[list[int]] = []
    for position in positions:
        if found and position == found[-1][1] + 1:
            found[-1][1] = position
        else:
            found.append([position, position])
    return ", ".join(str(low) if low == high else f"{low}-{high}" for low, high in found)


def _too_many(what: str) -> Rejected:
    return Rejected(
        422, "supposed.too_many", vi=f"Nhiều nhất {positions_max} sự kiện, khoảng viết từ nhỏ đến lớn: {what}",
        en=f"At most {positions_max} facts, ranges from the smaller to the larger: {what}",
    )  # fmt: skip


async def _late(service: Service, moment: Moment, known: int) -> set[int]:
    """What held by then and was recorded after the day had ended. No fact is of a day to come."""
    found: set[int] = set()
    async for _, _, _, rows in service.log.find(_LATE, moment.position + 1, known, moment.day):
        found |= {row["position"] for row in rows}
        if len(found) > late_facts_max:
            raise Rejected(
                422, "supposed.too_late",
                vi=f"Hơn {late_facts_max} sự kiện đã ghi sau ngày này mà có hiệu lực trước đó; hãy chọn ngày khác",
                en=f"More than {late_facts_max} facts that held by then were recorded later; choose another day",
            )  # fmt: skip
    return found


async def tree_supposed(service: Service, moment: Moment, was: Tree, before: Tree) -> Tree:
    """The tree of that history; `was` is the one as of its base, `before` the one before the first fact left out."""
    assert moment.supposed is not None
    supposition = moment.supposed.supposition
    facts = await facts_of(supposition, service.log, service.catalogue)
    trail = Trail(PLACES, facts)
    if not trail.keys:
        return was
    trail.before = {
        key: [getattr(before.places[key[0]], column) for column in PLACES.columns]
        for key in trail.keys if key[0] in before.places
    }  # fmt: skip
    try:
        async for _ in follow([trail], supposition, facts, service.log, service.catalogue):
            pass
        covered, standing = trail.difference(supposition)
    except CannotBeSupposed as error:
        raise _cannot(error) from error
    gone = {row[0] for row in covered}
    kept = [place for unit, place in was.places.items() if unit not in gone]
    return Tree.of([*kept, *(PlaceRow(*row) for row in standing)])


def _cannot(error: CannotBeSupposed) -> Rejected:
    return Rejected(
        422, "supposed.cannot_be", vi=f"Không thể giả sử như vậy: {error}", en=f"It cannot be supposed: {error}"
    )


def must_be_what_was(moment: Moment | None) -> None:
    """For what is handed out as proof: it is never made of what is supposed, or not in use. Raises Rejected."""
    if moment is not None and moment.rebuilt is not None:
        raise Rejected(
            422, "rebuilt.no_paper", vi="Giấy tờ và bằng chứng chỉ lập từ những gì đang dùng; hãy bỏ bản dựng lại",
            en="Papers and evidence are made of what is in use; leave out what was rebuilt",
        )  # fmt: skip
    if moment is not None and moment.supposed is not None:
        raise Rejected(
            422, "supposed.no_paper", vi="Giấy tờ và bằng chứng chỉ lập từ những gì đã có; hãy bỏ điều giả sử",
            en="Papers and evidence are made of what was; leave out what is supposed",
        )  # fmt: skip
