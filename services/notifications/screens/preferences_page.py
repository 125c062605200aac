"""The page “Muốn nhận gì”: what leaves the house for an office, kind by kind, and in which hours; all of it stays in the inbox."""

from collections.abc import Mapping
from typing import Any, get_args

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from pydantic import TypeAdapter, ValidationError
from starlette.responses import Response

from chronicle.refusal import Refused
from chronicle.service import Service
from contracts.notifications import Mode, TimeOfDay, WorkingHours
from portal.api import Calling, Opened, Seeing
from portal.exports import moment
from portal.freshness import freshness
from portal.languages import chosen, said
from portal.sent_forms import DoneAsked, fields_of, recorded
from portal.sight import Sight
from portal.words import Words
from services.notifications.channels.words import MODES
from services.notifications.notice import ASKED_FOR, Preferable
from services.notifications.permissions import PERMISSIONS
from services.notifications.preferences import SetPreferences, usual_mode
from services.notifications.projections import mailboxes, outlets, preferences
from services.notifications.screens.kinds import GROUPS, KINDS
from services.notifications.screens.shell import SHELL, UnitAsked, office_asked, offices_offered, status_of

PAGES = APIRouter()
PATH = "/notifications/preferences"

Errors = Mapping[str, str]
"""By field, what is wrong there."""
_TIME: TypeAdapter[str] = TypeAdapter(TimeOfDay)
FIELD_OF = {"preferences.hours_reversed": "opens"}
NOTHING_CHANGED = 0
"""Told as the position where it was already so: no event has it."""


@PAGES.get(PATH, response_class=HTMLResponse)
async def preferences_page(
    request: Request, service: Opened, seen: Seeing, unit: UnitAsked = None, done: DoneAsked = None
) -> Response:
    return await _page(request, service, seen, unit, None, {}, 200, done)


@PAGES.post(PATH, response_class=HTMLResponse)
async def set_preferences(request: Request, service: Opened, seen: Seeing, caller: Calling) -> Response:
    """What was set before is what the next one begins with, so it is not asked twice."""
    given = await fields_of(request)
    words = Words(chosen(request))
    unit = given.get("unit_id", "")
    hours, errors = _hours(words, given)
    status = 422
    if not errors:
        try:
            result = await caller.ask(
                SetPreferences(occurred_on=service.clock.today(), unit_id=unit, modes=_modes(given), hours=hours)
            )
        except ValidationError:
            errors = {"modes": words("Hãy chọn cách gửi cho từng loại thông báo")}
        except Refused as refusal:
            errors, status = (
                {FIELD_OF.get(refusal.code, "modes"): str(said(refusal, words.language))},
                status_of(refusal),
            )
        else:
            return recorded(request, PATH, result.last_position or NOTHING_CHANGED, unit=unit)
    return await _page(request, service, seen, unit or None, given, errors, status, None)


def _modes(given: Mapping[str, str]) -> dict[Any, Any]:
    """By template, as it was chosen; a kind the form did not bring leaves as it usually does."""
    return {template: given.get(f"mode-{template}", usual_mode(template)) for template in get_args(Preferable)}


def _hours(words: Words, given: Mapping[str, str]) -> tuple[WorkingHours | None, dict[str, str]]:
    """Both boxes empty: the hours of the installation."""
    written = {name: given.get(name, "") for name in ("opens", "closes")}
    if not any(written.values()):
        return None, {}
    errors = {}
    for name, text in written.items():
        try:
            _TIME.validate_python(text)
        except ValidationError:
            errors[name] = words("Hãy ghi giờ và phút, ví dụ 07:30; hoặc để trống cả hai ô")
    return (None, errors) if errors else (WorkingHours(**written), {})


async def _page(
    request: Request, service: Service, seen: Sight, asked: str | None, given: Mapping[str, str] | None, errors: Errors,
    status: int, done: int | None,
) -> Response:  # fmt: skip
    offered = await offices_offered(seen)
    office = await office_asked(seen, asked, offered)
    fresh = await freshness(service, seen.connection)
    known: dict[str, Any] = {}
    if office is not None:
        known = await _known(seen, office[0])
    return SHELL.page(
        request, "preferences.html", status=status, path=PATH, office=office, offered=offered, groups=GROUPS,
        modes=get_args(Mode), asked_for=ASKED_FOR, mode_words=MODES, given=given or _filled(known), errors=errors, done=done,
        usual_hours=service.settings.working_hours, mail_leaves=service.settings.smtp_host is not None,
        lacking=office and seen.viewer.lacks(PERMISSIONS[SetPreferences], office[0]), **_places(known),
        fresh_as_of=fresh, recorded_at=moment(service, fresh),
    )  # fmt: skip


async def _known(seen: Sight, unit_id: str) -> dict[str, Any]:
    """What the office said it wants, and where it is reached."""
    mailbox = await mailboxes.mailbox_of_unit(seen.connection, unit_id)
    return {
        **await preferences.preferences_of_unit(seen.connection, unit_id),
        "mailbox": None if mailbox is None else mailbox["address"],
        **await outlets.outlets_of_unit(seen.connection, unit_id),
    }


def _places(known: Mapping[str, Any]) -> dict[str, Any]:
    return {name: known.get(name) for name in ("mailbox", "webhook", "gateway", "since")}


def _filled(known: Mapping[str, Any]) -> dict[str, str]:
    """The form begins with what holds now."""
    hours = known.get("hours") or {"opens": "", "closes": ""}
    modes = known.get("modes", {})
    return {**{f"mode-{template}": modes.get(template, usual_mode(template)) for template in KINDS}, **hours}
