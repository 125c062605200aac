"""What becomes of a form that was filled in: carried out once however often it is sent, and seen on the next page."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from fastapi import Request
from starlette.responses import Response

from chronicle.command import Command, derived_id
from chronicle.refusal import Refused
from portal.access import Caller
from portal.freshness import Freshness
from portal.links import address
from portal.sight import Sight
from portal.sign_in.forms import go_on


def ask_of(seen: Sight, about: str, fresh: Freshness) -> str:
    """The id of a form: the same until something is recorded, so that a page that is asked for twice is the same page."""
    return str(derived_id(f"form of {seen.viewer.account_id} about {about} at {fresh.position}"))


def once(given: Mapping[str, str]) -> str:
    """The id with which a form came to the page. Raises Refused where it is none of ours."""
    try:
        return str(UUID(given.get("ask", "")))
    except ValueError:
        raise outdated() from None


def outdated() -> Refused:
    """What the page itself put into its form is not there any more."""
    return Refused(
        "form.outdated", vi="Biểu mẫu đã cũ; hãy mở lại trang", en="The form is outdated; open the page again"
    )


def asked_once(caller: Caller, given: Mapping[str, str], number: int = 0) -> Caller:
    """The caller for one command of this form with this content: sent again, it is told the first answer. Raises Refused."""
    ask, content = once(given), repr(sorted((key, value) for key, value in given.items() if key != "confirmed"))
    command_id = derived_id(f"form {ask} {content} {number}")
    return replace(caller, context=replace(caller.context, command_id=command_id, correlation_id=UUID(ask)))


async def carried_out(caller: Caller, given: Mapping[str, str], *commands: Command) -> None:
    """Asks them in order. The same content sent twice, by a second click for instance, has one effect. Raises Refused."""
    for number, command in enumerate(commands):
        await asked_once(caller, given, number).ask(command)


def done(request: Request, path: str, what: str) -> Response:
    """Leads to the page where what was done is seen."""
    return go_on(address(request, path, done=what))


async def as_one(caller: Caller, commands: Sequence[Command], name: str) -> None:
    """Carries out all or none: the last one closes the batch of that name, so that a form that is sent twice is carried out once.

    Raises BatchRefused, NotAllowed, Refused.
    """
    if not commands:
        return
    *others, last = commands
    if others:
        await caller.carry_out(others, lambda _: last, derived_id(name))
    else:
        await caller.for_part(name).ask(last)
