"""What the forms of an office's addresses do: set one, try it, pause it, resume it, end it; and what is then said."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from pydantic import TypeAdapter, ValidationError

from chronicle.command import Command
from chronicle.refusal import NotAllowed, Refused
from chronicle.service import Service
from contracts.notifications import MailAddress
from portal.access import Caller
from portal.sign_in import audit
from portal.words import Words, message
from services.notifications.channels import endpoints
from services.notifications.channels.reasons import reason_words
from services.notifications.channels.trial import tried
from services.notifications.gateway import PauseGateway, ResumeGateway
from services.notifications.mailbox import SetMailbox
from services.notifications.permissions import REACHING
from services.notifications.webhook import PauseWebhook, ResumeWebhook

SWITCHES: Mapping[tuple[str, str], type[Command]] = {
    ("webhook", "pause"): PauseWebhook,
    ("webhook", "resume"): ResumeWebhook,
    ("gateway", "pause"): PauseGateway,
    ("gateway", "resume"): ResumeGateway,
}
MALFORMED = {
    "mail": message("Hãy ghi địa chỉ thư của cơ quan, không dấu, ví dụ xa.tanha@tinh.example"),
    "webhook": message("Hãy ghi trọn địa chỉ bắt đầu bằng https://, không dấu và không có khoảng trắng"),
    "gateway": message("Hãy ghi trọn địa chỉ cổng tin nhắn, không dấu và không có khoảng trắng"),
}
_MAIL: TypeAdapter[str] = TypeAdapter(MailAddress)
_SECRET: TypeAdapter[str] = TypeAdapter(endpoints.SecretAddress)


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a form. `position` is of the newest fact, None where it was already so.

    `errors` is by channel. `signing_key` is told once, to who set the address. `trial` is what became of one, in words.
    """

    position: int | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    refusal: Refused | None = None
    signing_key: str | None = None
    trial: str = ""
    trial_taken: bool = False


async def answer(caller: Caller, service: Service, words: Words, given: Mapping[str, str]) -> Answer:
    """Does what the pressed button says. What is refused or wrong is said beside its box and changes nothing."""
    channel, do, unit_id = given.get("channel", ""), given.get("do", ""), given.get("unit_id", "")
    try:
        if channel not in MALFORMED:
            raise Refused("outlet.unknown", vi="Không có kênh này", en="There is no such channel")
        if do == "try":
            return await _try(caller, service, words, unit_id, channel)
        if do == "set":
            return await _set(caller, service, words, unit_id, channel, given.get(f"address-{channel}", ""))
        if do == "end" and channel in ENDING:
            return Answer((await ENDING[channel](caller, service, unit_id)).last_position)
        if (switch := SWITCHES.get((channel, do))) is None:
            raise Refused("outlet.unknown", vi="Không làm được việc này", en="This cannot be done")
        command = switch.model_validate({"occurred_on": caller.context.today, "unit_id": unit_id})
        return Answer((await caller.ask(command)).last_position)
    except ValidationError:
        return Answer(errors={channel: words(MALFORMED[channel])})
    except Refused as refusal:
        said = refusal.en if words.language == "en" else refusal.vi
        return Answer(errors={channel if channel in MALFORMED else "mail": said}, refusal=refusal)


async def _set(caller: Caller, service: Service, words: Words, unit_id: str, channel: str, address: str) -> Answer:
    """Raises Refused, ValidationError."""
    day = caller.context.today
    if channel == "mail":
        command = SetMailbox(occurred_on=day, unit_id=unit_id, address=_MAIL.validate_python(address))
        return Answer((await caller.ask(command)).last_position)
    secret = _SECRET.validate_python(address)
    if channel == "gateway":
        result = await endpoints.set_gateway(caller, service, unit_id, secret, occurred_on=day)
        return Answer(result.last_position)
    kept = await endpoints.set_webhook(caller, service, unit_id, secret, occurred_on=day)
    return Answer(kept.result.last_position, signing_key=kept.signing_key)


async def _end_webhook(caller: Caller, service: Service, unit_id: str) -> Any:
    return (await endpoints.set_webhook(caller, service, unit_id, None, occurred_on=caller.context.today)).result


async def _end_gateway(caller: Caller, service: Service, unit_id: str) -> Any:
    return await endpoints.set_gateway(caller, service, unit_id, None, occurred_on=caller.context.today)


ENDING: Mapping[str, Callable[[Caller, Service, str], Awaitable[Any]]] = {
    "webhook": _end_webhook,
    "gateway": _end_gateway,
}


async def _try(caller: Caller, service: Service, words: Words, unit_id: str, channel: str) -> Answer:
    """Something leaves the house, so it is in the audit. Raises NotAllowed."""
    refusal: NotAllowed | None = caller.viewer.lacks(REACHING, unit_id)
    if refusal is not None:
        raise refusal
    await audit.note(service.pool, "outlet_tried", caller.viewer.account_id, f"{unit_id} {channel}", caller.request)
    outcome = await tried(service, unit_id, channel, uuid4().hex)  # type: ignore[arg-type]
    if outcome.reason is None:
        return Answer(trial=words("Bên nhận đã nhận tin thử."), trial_taken=True)
    plain = reason_words(outcome.reason, words.language)
    said = plain if outcome.reason in plain else f"{plain} ({outcome.reason})"
    return Answer(trial=words("Tin thử không gửi được: %(reason)s", reason=said))
