"""A refusal: what a person asked for may not be, with a code for programs and a reason in both languages for people."""


class Refused(Exception):
    """Becomes HTTP 409 or 422 and is never logged as an error. `code` is stable; `vi` and `en` may be reworded."""

    def __init__(self, code: str, *, vi: str, en: str) -> None:
        super().__init__(f"{code}: {vi} · {en}")
        self.code = code
        self.vi = vi
        self.en = en


class NotAllowed(Refused):
    """Who asks may not: becomes HTTP 403, says who may, and is audited."""


class Unreachable(Exception):
    """The log could not be reached or answered too late; nothing is known to be lost, the same command may be sent again."""
