"""The JSON API of notifications: what offices may ask, and the views it answers from.

What a channel did and which day began are not asked for here: only the sender and the calendar can know them.
"""

from dataclasses import asdict
from datetime import date
from typing import Annotated, Any, get_args
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict

from chronicle.handling import Result
from chronicle.refusal import Refused
from contracts.fact import Identifier, UnitId
from portal.api import Calling, Carried, Opened, Seeing, commands, said
from portal.paging import Page, paged
from reference.vietnamese import Language
from services.notifications.channels import endpoints
from services.notifications.channels.previews import preview
from services.notifications.channels.wording import NoWording, wording
from services.notifications.channels.words import delivery_words, state_of
from services.notifications.gateway import PauseGateway, ResumeGateway, SetGateway
from services.notifications.mailbox import SetMailbox
from services.notifications.notice import Preferable, RaiseNotice, ReadNotice, RetryNotice
from services.notifications.preferences import SetPreferences, usual_mode
from services.notifications.projections import deliveries, inbox, mailboxes, outlets, participants, preferences
from services.notifications.webhook import PauseWebhook, ResumeWebhook, SetWebhook

ROUTES = APIRouter(prefix="/api/notifications", tags=["notifications"])

commands(
    ROUTES,
    {
        "/set-mailbox": SetMailbox,
        "/set-preferences": SetPreferences,
        "/pause-webhook": PauseWebhook,
        "/resume-webhook": ResumeWebhook,
        "/pause-gateway": PauseGateway,
        "/resume-gateway": ResumeGateway,
        "/raise": RaiseNotice,
        "/read": ReadNotice,
        "/retry": RetryNotice,
    },
)


class OutletAddress(BaseModel):
    """Where an office is told; without an address, nowhere any more. The address is kept as a secret and never told again."""

    model_config = ConfigDict(extra="forbid")
    unit_id: UnitId
    address: endpoints.SecretAddress | None
    occurred_on: date | None = None


class WebhookCarried(Carried):
    """With the key that messages are signed with, in the form of Standard Webhooks; null where there is no webhook."""

    signing_key: str | None


async def set_webhook(body: OutletAddress, caller: Calling, service: Opened, response: Response) -> WebhookCarried:
    day = body.occurred_on or caller.context.today
    kept = await endpoints.set_webhook(caller, service, body.unit_id, body.address, occurred_on=day)
    response.status_code = 201 if kept.result.changed else 200
    return WebhookCarried(**_carried(kept.result), signing_key=kept.signing_key)


async def set_gateway(body: OutletAddress, caller: Calling, service: Opened, response: Response) -> Carried:
    day = body.occurred_on or caller.context.today
    result = await endpoints.set_gateway(caller, service, body.unit_id, body.address, occurred_on=day)
    response.status_code = 201 if result.changed else 200
    return Carried(**_carried(result))


set_webhook.__name__, set_gateway.__name__ = SetWebhook.__name__, SetGateway.__name__
ROUTES.post(
    "/set-webhook",
    summary=said(SetWebhook),
    status_code=201,
    responses={200: {"model": WebhookCarried}},
)(set_webhook)
ROUTES.post(
    "/set-gateway",
    summary=said(SetGateway),
    status_code=201,
    responses={200: {"model": Carried}},
)(set_gateway)


@ROUTES.get("/units/{unit_id}", summary="The inbox of an office, the newest notice first, page by page")
async def notices_of_unit(
    unit_id: UnitId,
    seen: Seeing,
    service: Opened,
    page: Annotated[Page, paged(inbox.notices_shown_max, inbox.notices_shown_max)],
) -> dict[str, Any]:
    seen.must_see(unit_id)
    rows = await inbox.notices_of_unit(seen.connection, unit_id, page.after(int), page.asked)
    shown = page.shown(rows, lambda row: (row["position"],))
    carried = await deliveries.deliveries_of_notices(seen.connection, [row["notice_id"] for row in shown])
    told = {value for row in shown for value in row["about"].values() if seen.scope.sees(value)}
    names = await participants.names_of(seen.connection, sorted(told))
    zone = ZoneInfo(service.settings.time_zone)
    return {
        "unit_id": unit_id,
        "unread": await inbox.unread_of_unit(seen.connection, unit_id),
        "notices": [
            {**row, "deliveries": [_delivery(one, zone) for one in carried[row["notice_id"]]], **_words(row, names)}
            for row in shown
        ],
    }


@ROUTES.get("/units/{unit_id}/unread", summary="How many notices of an office nobody has opened yet")
async def unread_of_unit(unit_id: UnitId, seen: Seeing) -> dict[str, Any]:
    seen.must_see(unit_id)
    return {"unit_id": unit_id, "unread": await inbox.unread_of_unit(seen.connection, unit_id)}


@ROUTES.get("/units/{unit_id}/mailbox", summary="Where an office receives mail; null where it has no mailbox")
async def mailbox_of_unit(unit_id: UnitId, seen: Seeing) -> dict[str, Any] | None:
    seen.must_see(unit_id)
    return await mailboxes.mailbox_of_unit(seen.connection, unit_id)


@ROUTES.get(
    "/units/{unit_id}/preferences", summary="What an office wants to leave the house for it, when, and where to"
)
async def preferences_of_unit(unit_id: UnitId, seen: Seeing, service: Opened) -> dict[str, Any]:
    seen.must_see(unit_id)
    said = await preferences.preferences_of_unit(seen.connection, unit_id)
    modes = {template: said["modes"].get(template, usual_mode(template)) for template in get_args(Preferable)}
    mailbox = await mailboxes.mailbox_of_unit(seen.connection, unit_id)
    return {
        **said,
        "modes": modes,
        "usual_hours": service.settings.working_hours,
        "mailbox": None if mailbox is None else mailbox["address"],
        **{"webhook": None, "gateway": None},
        **await outlets.outlets_of_unit(seen.connection, unit_id),
    }


@ROUTES.get("/notices/{notice_id}/deliveries", summary="What became of a notice outside the house, channel by channel")
async def deliveries_of_notice(notice_id: Identifier, seen: Seeing, service: Opened) -> list[dict[str, Any]]:
    notice = await inbox.notice(seen.connection, notice_id)
    if notice is None or not seen.scope.sees(notice["unit_id"]):
        raise Refused("notice.unknown", vi="Không có thông báo này", en="There is no such notice")
    carried = await deliveries.deliveries_of_notices(seen.connection, [notice_id])
    return [_delivery(one, ZoneInfo(service.settings.time_zone)) for one in carried[notice_id]]


@ROUTES.get("/parked", summary="What channels gave up, the newest first, page by page")
async def parked(
    seen: Seeing, page: Annotated[Page, paged(deliveries.parked_shown_max, deliveries.parked_shown_max)]
) -> list[dict[str, Any]]:
    rows = await deliveries.given_up(seen.connection, seen.scope.named, before=page.after(int), limit=page.asked)
    return page.shown(rows, lambda row: (row["position"],))


@ROUTES.get("/templates/{template}/preview", summary="What a notice of this kind says, with values made up")
async def preview_of_template(template: Identifier, seen: Seeing, language: Language = "vi") -> dict[str, str]:
    try:
        return asdict(preview(template, language))
    except NoWording as error:
        raise Refused("template.unknown", vi="Không có mẫu thông báo này", en="There is no such template") from error


def _carried(result: Result) -> dict[str, Any]:
    return asdict(result)


def _delivery(delivery: dict[str, Any], zone: ZoneInfo) -> dict[str, Any]:
    """One channel: its state, in words, and until when it waits."""
    return {
        "channel": delivery["channel"],
        "state": state_of(delivery),
        "vi": delivery_words(delivery, "vi", zone),
        "en": delivery_words(delivery, "en", zone),
        "until": delivery["due_at"],
        "on_day": delivery["on_day"],
        "attempts": delivery["attempts"],
        "error": delivery["error"],
    }


def _words(row: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    """What the notice says, or null where this program has no words for it."""
    try:
        vietnamese, english = wording(row["template"], row["about"], row["due_on"], names)
    except NoWording:
        return {"vi": None, "en": None}
    return {"vi": asdict(vietnamese), "en": asdict(english)}
