"""Which step of a dossier is to be taken next, and by when: as its own facts say."""

from dataclasses import dataclass
from datetime import date

from chronicle.aggregate import Fold
from contracts.fact import Fact
from contracts.recognition import (
    DossierAccepted,
    DossierAppraised,
    DossierDecided,
    DossierDiscarded,
    DossierLapsed,
    DossierProposed,
    DossierReturned,
    DossierSubmitted,
    Due,
    DueDateMoved,
    RecognitionWithdrawn,
    ReviewClosed,
    ReviewOpened,
)

GIVES_A_TURN = (
    DossierSubmitted, DossierReturned, DossierAccepted, DossierAppraised, DossierProposed, DueDateMoved, ReviewOpened,
)  # fmt: skip
ENDS_THE_TURN = (DossierDecided, DossierLapsed, DossierDiscarded, RecognitionWithdrawn, ReviewClosed)


@dataclass(frozen=True, slots=True)
class Turn:
    """The step and its last day in time; nothing where nobody is waited for, or nobody knows until when."""

    step: str | None = None
    due_on: date | None = None


NOBODYS = Turn()


def of_due(due: Due | None) -> Turn:
    return NOBODYS if due is None else Turn(due.step, due.on)


def evolve(turn: Turn, fact: Fact) -> Turn:
    if isinstance(fact, GIVES_A_TURN):
        return of_due(fact.due)
    return NOBODYS if isinstance(fact, ENDS_THE_TURN) else turn


TURN = Fold(category="recognition.dossier", initial=NOBODYS, evolve=evolve)
