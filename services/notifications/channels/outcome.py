"""What became of one attempt of a channel."""

from dataclasses import dataclass

error_characters_max = 400


@dataclass(frozen=True, slots=True)
class Outcome:
    """Taken, or not and why; `passes` says whether the same may go well later."""

    reason: str | None = None
    passes: bool = False

    @property
    def taken(self) -> bool:
        return self.reason is None


TAKEN = Outcome()


def not_now(reason: str) -> Outcome:
    return Outcome(one_line(reason), passes=True)


def never(reason: str) -> Outcome:
    return Outcome(one_line(reason))


def one_line(said: str) -> str:
    """Somebody else's words on one line; a fact takes no unprintable characters, and no empty text."""
    printable = "".join(character if character.isprintable() else " " for character in said)
    return " ".join(printable.split())[:error_characters_max] or "—"
