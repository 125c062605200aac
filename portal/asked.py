"""How a form that is sent as an address leaves a box empty: as a parameter without a value, which asks for nothing."""

from pydantic import BeforeValidator

BLANK = BeforeValidator(lambda text: text or None)
"""For a parameter that may be None: `Annotated[Kind | None, BLANK]`. What bounds it stands in the kind: beside BLANK it would be
held against None as well."""
