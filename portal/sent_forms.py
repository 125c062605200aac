"""What a form of ours brought back, once it is known to be ours, and where it leads on."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Query, Request
from starlette.responses import RedirectResponse

from portal.attachments.receiving import form_of
from portal.links import address
from portal.sign_in.forms import field_characters_max, go_on, must_be_ours

DoneAsked = Annotated[int | None, Query(ge=0, le=2**63 - 1, description="the event something was just recorded as")]
AS_USUAL: Mapping[str, int] = {}


def given_in(request: Request, form: Mapping[str, Any]) -> dict[str, str]:
    """The texts of a form, without its files and its token. Raises Rejected (403) for one that is not ours."""
    given = {name: value for name, value in form.items() if isinstance(value, str)}
    must_be_ours(request, given.pop("form", ""))
    return given


async def fields_of(request: Request, longer: Mapping[str, int] = AS_USUAL) -> dict[str, str]:
    """The texts of a form as they are kept: stripped, and cut to `longer` characters or as many as a field has."""
    given = given_in(request, await form_of(request))
    return {name: value.strip()[: longer.get(name, field_characters_max)] for name, value in given.items()}


def recorded(request: Request, path: str, position: int | None, **query: Any) -> RedirectResponse:
    """On to a page that says that it is done."""
    return go_on(address(request, path, **query, done=position))
