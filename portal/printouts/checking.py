"""Whether a printout says what the log said: asked of the service that makes its sheet, then and now, by the code that makes it."""

import json
from dataclasses import dataclass
from typing import Any, Literal

from fastapi import Request

from chronicle.service import Service
from portal.links import written
from portal.neighbours import Answer, Ask, NobodyAnswers, as_the_caller
from portal.printouts import imprint, question
from portal.printouts.imprint import Imprint

OWNERS = {
    "audit": "audit", "mobilisation": "mobilisation", "models": "models", "notifications": "notifications",
    "recognition": "recognition", "recognised": "recognition", "registration": "registration", "account": "portal",
    "accounts": "portal", "attachments": "portal",
}  # fmt: skip
"""Who makes the sheets below a first part of the path; all others are those of the overview."""

Verdict = Literal[
    "same", "changed", "altered", "mistyped", "no_sheet", "no_facts", "later", "not_yet", "out_of_sight", "sign_in",
    "other_form", "not_there", "unanswered",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Printout:
    """The three as somebody typed them."""

    query: str
    position: str
    code: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What is answered, about which question in its one form, as of which fact."""

    verdict: Verdict
    question: str = ""
    position: int = 0
    now: int = 0
    """Up to which fact the sheet of now speaks; 0 where none was asked for."""


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What a service says of a sheet: its answer's status, and what it told."""

    status: int
    told: dict[str, Any]

    @property
    def imprint(self) -> Imprint:
        return Imprint(str(self.told.get("digest")), str(self.told.get("form")))


async def checked(request: Request, service: Service, given: Printout) -> Checked:
    """One of the answers, whatever was typed."""
    digits = given.position.replace(".", "").replace(",", "").replace(" ", "")
    found = question.read(given.query)
    if found is None or not (digits.isascii() and digits.isdigit()) or len(digits) > 15:
        return Checked("no_sheet" if found is None else "mistyped")
    path, asked = found
    asked_for, position = question.question(path, asked), int(digits)
    on_paper = imprint.read(given.code, asked_for, position)
    if on_paper is None:
        return Checked("mistyped", asked_for, position)
    try:
        async with as_the_caller(service, request) as ask:
            then = await _sheet(ask, path, {**asked, "as_of": position})
            if (verdict := _at_its_position(then, on_paper, position)) != "same":
                return Checked(verdict, asked_for, position)
            now = await _sheet(ask, path, question.of_now(asked))
    except NobodyAnswers:
        return Checked("unanswered", asked_for, position)
    if now.status in (429, 503) or now.told.get("why"):
        return Checked("not_yet", asked_for, position)
    verdict = "same" if now.status == 200 and now.imprint == on_paper else "changed"
    return Checked(verdict, asked_for, position, int(now.told.get("position", 0)))


async def _sheet(ask: Ask, path: str, asked: dict[str, Any]) -> _Sheet:
    first = path.split("/")[1].split("?")[0]
    answer: Answer = await ask(OWNERS.get(first, "dashboards"), written(f"{path}.hash", asked))
    try:
        told = json.loads(answer.text) if answer.status == 200 else {}
    except ValueError:
        return _Sheet(404, {})
    return _Sheet(answer.status, told if isinstance(told, dict) else {})


def _at_its_position(then: _Sheet, on_paper: Imprint, position: int) -> Verdict:
    """`same` where the paper says what the log said there; else what is wrong, or why nobody can tell."""
    refused: dict[int, Verdict] = {
        303: "sign_in",
        401: "sign_in",
        403: "out_of_sight",
        429: "unanswered",
        503: "not_yet",
    }
    if then.status != 200:
        return refused.get(then.status, "not_there" if then.status in (404, 409) else "no_sheet")
    if then.told.get("why"):
        return "not_yet" if then.told["why"] == "not_yet" else "no_facts"
    if "digest" not in then.told:
        return "no_sheet"
    if then.told["position"] != position:
        return "later"
    if then.imprint == on_paper:
        return "same"
    if not then.told["covers"]:
        return "out_of_sight"
    return "altered" if then.imprint.form == on_paper.form else "other_form"
