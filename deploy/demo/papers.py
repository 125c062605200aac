"""October to December: decisions are drawn up with the next number of their office's register, and certificates follow."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from chronicle.command import Command, derived_id
from chronicle.host import Host
from chronicle.refusal import Refused
from contracts.recognition import Outcomes
from deploy.demo.step import Step, officer_of, one_in
from deploy.demo.story import Story
from portal.sight import looking_freely
from reference.printing import SignerKind
from services.recognition.deciding import DecideDossier
from services.recognition.documents.composing import Asked
from services.recognition.register import NumberDocuments
from services.recognition.screens.issuing import drawn

signed_by_deputy_one_in = 3
PHASES = {"decision": 10, "certificate": 12}
"""Of a day: the paper is drawn up, the chair decides by its number, the units get their certificates."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What one chair decides on one day, by its own right or for who delegated it: one paper about many units."""

    decided_by: str
    delegated_by: str | None
    day: date

    @property
    def document_id(self) -> str:
        return str(derived_id(f"demo decision {self.decided_by} {self.delegated_by} {self.day}"))

    async def number(self, host: Host) -> str | None:
        """As the register gave it; None before."""
        number: str | None = await host.services["recognition"].pool.fetchval(
            "SELECT number FROM recognition.papers WHERE document_id = $1", self.document_id
        )
        return number


@dataclass(frozen=True, slots=True)
class IssuePapers:
    """Papers about dossiers, drawn up from the views when their turn comes."""

    decision: Decision
    kind: Literal["decision", "certificate"]
    dossiers: tuple[str, ...]

    @property
    def occurred_on(self) -> date:
        return self.decision.day

    async def command(self, host: Host) -> Command | None:
        """None where all have their papers already: the day is played again."""
        if self.kind == "decision" and await self.decision.number(host):
            return None
        by, day = self.decision.decided_by, self.decision.day
        signer: SignerKind = "deputy" if one_in("signer", f"{by}/{day}", signed_by_deputy_one_in) else "head"
        async with looking_freely(host.services["recognition"]) as seen:
            try:
                made = await drawn(
                    seen, by, Asked(self.kind, self.decision.document_id, day, signer), self.dossiers
                )  # fmt: skip
            except Refused as refusal:
                if refusal.code == "certificate.given_already":
                    return None
                raise
        return NumberDocuments(occurred_on=day, issuer_id=by, year=day.year, papers=made.papers)


@dataclass(frozen=True, slots=True)
class RecogniseByPaper:
    """Recognises one of the units of a decision, by the number that its paper was given."""

    decision: Decision
    dossier_id: str
    counted: Outcomes | None
    outcome: str = "recognised"

    @property
    def occurred_on(self) -> date:
        return self.decision.day

    async def command(self, host: Host) -> Command | None:
        """The decision, with the number as the register gave it."""
        return self.numbered(await self.decision.number(host) or "")

    def numbered(self, number: str) -> Command:
        """The decision under a number."""
        return DecideDossier(
            occurred_on=self.decision.day, dossier_id=self.dossier_id, outcome="recognised", decision_number=number,
            decided_by=self.decision.decided_by, delegated_by=self.decision.delegated_by, counted=self.counted,
        )  # fmt: skip


def steps(story: Story, recognised: Iterator[tuple[Decision, str]]) -> Iterator[Step]:
    """Of these dossiers, each with the decision about it."""
    together: dict[Decision, list[str]] = {}
    for decision, dossier_id in recognised:
        together.setdefault(decision, []).append(dossier_id)
    for decision, dossiers in together.items():
        level = story.by_id[decision.decided_by].kind
        for kind, phase in PHASES.items():
            key = f"paper/{kind}/{decision.document_id}"
            papers = IssuePapers(decision, kind, tuple(dossiers))  # type: ignore[arg-type]
            yield Step(decision.day, phase, "recognition", decision.decided_by, officer_of(level), key, papers)
