"""As it would be with what was rebuilt: `?rebuilt=17`, for as long as that rebuild waits for a decision.

Views it has rebuilt are read from it, all others as they stood at the position it has come to: one page, one position.
"""

from dataclasses import replace

from fastapi import Request

from chronicle.past.moment import Moment, Rebuilt
from chronicle.rebuild.operation import Operation, operation
from chronicle.service import Service
from portal.as_of import moment_of, must_be_readable
from portal.problems import Rejected
from portal.supposed import OURS, HistoryAsked, standing_at, supposed_at


async def other_history(request: Request, service: Service, asked: HistoryAsked) -> Moment | None:
    """The moment of a history that is asked for and is not what was: rebuilt, or supposed. Raises Rejected."""
    if (ours := request.scope.get(OURS)) is not None:
        return await standing_at(service, await moment_of(service, asked.as_of or str(ours.base)), ours)
    if asked.rebuilt is None:
        return await supposed_at(service, asked) if asked.supposes else None
    if asked.supposes or asked.as_of is not None:
        raise Rejected(
            422, "rebuilt.alone", vi="Bản dựng lại không xem cùng thời điểm hay điều giả sử được; hãy bỏ các tham số khác",
            en="What was rebuilt is not shown at another moment or with anything supposed; leave out the others",
        )  # fmt: skip
    return await _rebuilt_at(service, asked.rebuilt)


async def waiting(service: Service, number: int) -> Operation:
    """Raises Rejected where there is none, or it waits for no decision."""
    one = await operation(service.pool, number)
    if one is None:
        raise Rejected(
            422, "rebuilt.unknown", vi=f"Không có lần dựng lại số {number}", en=f"There is no rebuild {number}"
        )
    if not one.waits_for_a_decision:
        raise waits_no_more(number)
    return one


def waits_no_more(number: int) -> Rejected:
    return Rejected(
        422, "rebuilt.not_waiting",
        vi=f"Lần dựng lại số {number} không đang chờ quyết định nên không xem thử được: chưa dựng xong, đã thay hoặc đã bỏ",
        en=f"Rebuild {number} does not wait for a decision, so there is nothing to look at: not done yet, in use, or discarded",
    )  # fmt: skip


async def _rebuilt_at(service: Service, number: int) -> Moment:
    one = await waiting(service, number)
    position = max(found.reached for found in one.found)
    then = await moment_of(service, str(position))
    await must_be_readable(service, then)
    today = service.clock.today()
    views = frozenset(found.view.partition(".")[2] for found in one.found if one.service == service.name)
    return replace(then, looked_on=None if today == then.day else today, rebuilt=Rebuilt(number, views, one.apart))
