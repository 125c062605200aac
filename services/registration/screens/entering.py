"""What officers enter on the pages of a year: registering, withdrawing, counting and correcting, for one unit or several.

The same page takes what its forms send. What cannot simply be changed back, and what is done to several at once, is shown
once more before it is done.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import Form, Request
from starlette.responses import Response

from chronicle.command import Command
from chronicle.refusal import Refused
from chronicle.service import Service
from contracts.fact import Identifier
from contracts.registration import LateEntryAllowed, Period
from portal.access import Caller, Viewer
from portal.languages import chosen
from portal.sign_in.forms import Field, go_on, must_be_ours
from portal.words import Words, message
from services.registration.households import (
    CorrectHouseholds,
    HouseholdsCommand,
    ReportHouseholds,
    households_of_area_max,
)
from services.registration.period import PeriodState, must_accept
from services.registration.permissions import PERMISSIONS
from services.registration.projections.late_entries import LateEntryRow
from services.registration.registration import RegisterUnit, RegistrationCommand, WithdrawRegistration
from services.registration.screens.asked import Asked
from services.registration.screens.shell import SHELL
from services.registration.today import Today

Action = Literal["register", "withdraw", "report", "correct"]
Problem = tuple[str, Refused]
"""(id of the field, what is wrong)"""

units_at_once_max = 200
units_characters_max = 16_000

QUESTIONS: dict[Action, str] = {
    "register": message("Ghi đăng ký?"),
    "withdraw": message("Rút đăng ký?"),
    "report": message("Ghi số hộ?"),
    "correct": message("Sửa số hộ?"),
}
VERBS: dict[Action, str] = {
    "register": message("Ghi đăng ký"),
    "withdraw": message("Rút đăng ký"),
    "report": message("Ghi số hộ"),
    "correct": message("Sửa số hộ"),
}
COMMANDS: dict[Action, type[RegistrationCommand] | type[HouseholdsCommand]] = {
    "register": RegisterUnit,
    "withdraw": WithdrawRegistration,
    "report": ReportHouseholds,
    "correct": CorrectHouseholds,
}
PERIOD_OF: dict[Action, Period | None] = {
    "register": "registering",
    "withdraw": None,
    "report": "counting",
    "correct": "counting",
}


@dataclass(frozen=True, slots=True)
class Typed:
    """What a form brought, as it was typed: shown again where something is wrong with it."""

    action: Action
    units: tuple[str, ...]
    day: str
    total: str
    registered: str
    reason: str
    form: str
    confirmed: bool


def typed(
    action: Annotated[Action, Form()],
    unit: Annotated[list[Identifier], Form(max_length=units_at_once_max)] = [],  # noqa: B006 — FastAPI copies it
    units: Annotated[str, Form(max_length=units_characters_max)] = "",
    day: Field = "",
    total: Field = "",
    registered: Field = "",
    reason: Field = "",
    form: Field = "",
    confirmed: Field = "",
) -> Typed:
    """A form that is confirmed brings its units in one field."""
    found = tuple(dict.fromkeys([*unit, *(one for one in units.split(",") if one)]))
    return Typed(action, found, day, total, registered, reason, form, confirmed == "yes")


def day_of(text: str) -> date:
    """Raises Refused."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise Refused("day.wrong", vi="Hãy chọn một ngày", en="Choose a day") from None


def count_of(text: str) -> int:
    """Raises Refused."""
    digits = "".join(text.replace(".", "").split())
    if not (digits.isascii() and digits.isdigit()) or int(digits) > households_of_area_max:
        raise Refused(
            "count.wrong",
            vi=f"Số hộ phải là số nguyên từ 0 đến {households_of_area_max}",
            en=f"A number of households is a whole number from 0 to {households_of_area_max}",
        )
    return int(digits)


def text_of(text: str) -> str:
    """Raises Refused."""
    if not text.strip():
        raise Refused("reason.missing", vi="Hãy nêu lý do", en="Give the reason")
    return text


def commands_of(sent: Typed, campaign_id: str, today: date) -> tuple[list[Command], list[Problem]]:
    """A command a unit, or what is wrong with the form."""
    problems: list[Problem] = []

    def read(field: str, parse: Callable[[str], Any]) -> Any:
        try:
            return parse(getattr(sent, field))
        except Refused as refusal:
            problems.append((f"{sent.action}-{field}", refusal))
            return None

    given: dict[str, Any] = {"campaign_id": campaign_id}
    day = read("day", day_of)
    if sent.action in ("report", "correct"):
        given |= {"total": read("total", count_of), "registered": read("registered", count_of)}
    if sent.action in ("withdraw", "correct"):
        given["reason"] = read("reason", text_of)
    if not sent.units:
        problems.append(("list", Refused("units.none", vi="Hãy chọn ít nhất một đơn vị", en="Tick at least one unit")))
    if problems:
        return [], problems
    given |= {"occurred_on": today, "as_of": day} if sent.action == "correct" else {"occurred_on": day}
    return [COMMANDS[sent.action](**given, unit_id=unit) for unit in sent.units], []


Again = Callable[[Sequence[Problem], int], Awaitable[Response]]
"""(problems, how many were recorded all the same) -> the page once more, as the viewer sees it now."""


async def entered(
    request: Request, service: Service, caller: Caller, asked: Asked, sent: Typed, again: Again, back: str
) -> Response:
    """Carries out what a form asks for, or says once more what it would do, or what is wrong with it."""
    must_be_ours(request, sent.form)
    commands, problems = commands_of(sent, asked.campaign_id, caller.context.today)
    if problems:
        return await again(problems, 0)
    if not sent.confirmed and (sent.action == "withdraw" or len(commands) > 1):
        return _confirmation(request, caller.viewer, sent, back)
    results, refused = await all_asked(caller, commands)
    if refused:
        # this answer leads nowhere: what was recorded all the same is to be on it
        await service.has_read(max((result.last_position or 0 for result in results), default=0))
        places = caller.viewer.tree.places
        told = []
        for command, refusal in refused:
            place = places.get(getattr(command, "unit_id", ""))
            name = f"{place.title} {place.unit_name}: " if place and len(commands) > 1 else ""
            told.append((f"{sent.action}-day", Refused(refusal.code, vi=name + refusal.vi, en=name + refusal.en)))
        return await again(told, sum(result.changed for result in results))
    return go_on(f"{back}{'&' if '?' in back else '?'}recorded={sum(result.changed for result in results)}")


async def all_asked(caller: Caller, commands: Sequence[Command]) -> tuple[list[Any], list[tuple[Command, Refused]]]:
    """Each command by itself: one that is refused does not hold up the others."""
    results, refused = [], []
    for number, command in enumerate(commands):
        try:
            results.append(await caller.for_part(str(number)).ask(command))
        except Refused as refusal:
            refused.append((command, refusal))
    return results, refused


def _confirmation(request: Request, viewer: Viewer, sent: Typed, back: str) -> Response:
    words = Words(chosen(request))
    names = [viewer.tree.places[unit] for unit in sent.units if unit in viewer.tree.places and viewer.scope.sees(unit)]
    day = words.day(day_of(sent.day))
    verb = words(VERBS[sent.action])
    said = [
        words("%(verb)s của %(unit)s, ngày %(day)s.", verb=verb, unit=f"{place.title} {place.unit_name}", day=day)
        for place in names
    ]
    fields = {
        "form": sent.form, "action": sent.action, "units": ",".join(sent.units), "day": sent.day,
        "total": sent.total, "registered": sent.registered, "reason": sent.reason, "confirmed": "yes",
    }  # fmt: skip
    return SHELL.page(
        request, "confirm.html", title=words(QUESTIONS[sent.action]), consequences=said, verb=verb, action=back,
        fields=fields, back=back, irreversible=sent.action == "withdraw",
    )  # fmt: skip


def hindrance(viewer: Viewer, asked: Asked, action: Action, late: Sequence[LateEntryRow]) -> Refused | None:
    """Why an action on the unit is not offered: no authority, out of scope, outside the year, or after the close."""
    unit, campaign, period = asked.unit, asked.campaign, PERIOD_OF[action]
    if unit.out_of_scope_reason:
        reason = unit.out_of_scope_reason
        return Refused("registration.out_of_scope", vi=f"Ngoài phạm vi: {reason}", en=f"Out of scope: {reason}")
    if lacking := viewer.lacks(PERMISSIONS[COMMANDS[action]], unit.unit_id):
        return lacking
    if campaign.opens and campaign.closes and asked.day < campaign.opens:
        return Refused("campaign.not_open", vi="Đợt phát động chưa mở", en="The campaign is not open yet")
    if period is None:
        return None
    closed_on = campaign.registering_closed_on if period == "registering" else campaign.counting_closed_on
    allowed = {
        row.unit_id: LateEntryAllowed(
            **{name: getattr(row, name) for name in LateEntryRow.__slots__}, year=campaign.year
        )
        for row in late
        if row.period == period
    }
    try:
        must_accept(PeriodState(closed_on, allowed), period, unit.unit_id, asked.day, Today(asked.day))
    except Refused as refusal:
        return refusal
    return None
