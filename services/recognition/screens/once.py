"""A form that is sent twice, by a second click for instance, has one effect."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from chronicle.command import derived_id
from chronicle.refusal import Refused
from portal.access import Caller


def once(given: Mapping[str, str]) -> str:
    """The id with which a form came to the page. Raises Refused where it is none of ours."""
    try:
        return str(UUID(given.get("ask", "")))
    except ValueError:
        raise Refused(
            "form.outdated", vi="Biểu mẫu đã cũ; hãy mở lại trang", en="The form is outdated; open the page again"
        ) from None


def asked_once(caller: Caller, given: Mapping[str, str]) -> Caller:
    """The caller for this form with this content: sent again, it is told the first answer."""
    ask = once(given)
    command_id = derived_id(f"form {ask} {sorted(given.items())}")
    return replace(caller, context=replace(caller.context, command_id=command_id, correlation_id=UUID(ask)))
