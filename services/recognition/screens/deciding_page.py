"""The decision about one dossier, restated before it is made: what was proposed, by what right, and what it still rests on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from portal.api import Calling, Opened, Seeing
from portal.filled import Field, filled
from portal.words import message
from services.recognition.clock import last_day_to_decide
from services.recognition.deciding import DecideDossier
from services.recognition.projections.paper_units import valid_numbers_of
from services.recognition.screens import wording
from services.recognition.screens.answered import needed_of
from services.recognition.screens.dossier_page import criteria
from services.recognition.screens.looking import Looked
from services.recognition.screens.outcome_counts import outcomes
from services.recognition.screens.sending import Errors, carry, do_path, form_before, form_page, sent_back
from services.recognition.screens.shell import DossierAsked
from services.recognition.screens.tasks import chair_of

PAGES = APIRouter()
NAME = "decide"
DECISION = (
    Field("decision_number", message("Số, ký hiệu quyết định"),
          hint=message("Lập văn bản quyết định trước thì số của sổ đã có ở đây; hoặc ghi số của văn thư.")),
    Field("occurred_on", message("Ngày quyết định"), "day"),
    Field("signed_as", message("Người ký"), "choice", choices="signed_as"),
    Field("reason", message("Lý do không công nhận"), required=False,
          hint=message("Bắt buộc khi không công nhận.")),
)  # fmt: skip
FIELDS = (Field("outcome", message("Kết quả"), "choice", choices="outcomes"), *DECISION)


@dataclass(frozen=True, slots=True)
class Prerequisite:
    """A share of other dossiers the recognition rests on, counted now."""

    text: str
    recognised: int
    in_all: int
    needed: int
    evidence: Any

    @property
    def missing(self) -> int:
        return max(0, self.needed - self.recognised)


@dataclass(frozen=True, slots=True)
class Prerequisites:
    """The shares, and how many dossiers that are decided before this one lie undecided with a body or a chair."""

    shares: Sequence[Prerequisite]
    undecided: int


@dataclass(frozen=True, slots=True)
class Right:
    """By whose right it is decided: the level the rules name, the unit whose chair it is, and the paper it rests on."""

    level: str
    office: str
    basis: str
    delegated_by: str


@PAGES.get(do_path(NAME), response_class=HTMLResponse)
async def form(request: Request, service: Opened, seen: Seeing, dossier_id: DossierAsked) -> HTMLResponse:
    looked, given = await form_before(request, service, seen, dossier_id, NAME)
    proposed = looked.story.proposal.outcome if looked.story.proposal else ""
    drawn = (await valid_numbers_of(seen.connection, dossier_id)).get("decision", "")
    before = {
        "outcome": proposed, "occurred_on": looked.today.isoformat(), "signed_as": signed_as(looked), "decision_number": drawn,
    }  # fmt: skip
    return await _page(request, service, looked, {**before, **given})


@PAGES.post(do_path(NAME), response_class=HTMLResponse)
async def send(request: Request, service: Opened, seen: Seeing, caller: Calling, dossier_id: DossierAsked) -> Response:
    sent = await sent_back(request)
    looked, _ = await form_before(request, service, seen, dossier_id, NAME)
    decided_by, delegated_by = chair_of(looked)
    fixed = {"dossier_id": dossier_id, "decided_by": decided_by, "delegated_by": delegated_by}
    found = filled(looked.words, FIELDS, DecideDossier, sent.given, fixed)
    if isinstance(found.command, DecideDossier) and found.command.outcome == "refused" and not found.command.reason:
        return await _page(
            request, service, looked, sent.given, [("reason", looked.words("Không công nhận thì phải nêu lý do"))]
        )
    if found.command is None:
        return await _page(request, service, looked, sent.given, found.errors)
    became = await carry(request, caller, looked, NAME, sent, found.command)
    if isinstance(became, Response):
        return became
    return await _page(request, service, looked, sent.given, [("outcome", became)])


def signed_as(looked: Looked) -> str:
    """A deputy who acts for the chair signs for the chair."""
    office = chair_of(looked)[0]
    held = [each for each in looked.seen.viewer.authorities if each.unit_id == office]
    return "deputy" if held and all(each.on_behalf_of for each in held) else "chair"


def right_of(looked: Looked) -> Right:
    """By what right whoever looks would decide today."""
    office, delegated_by = chair_of(looked)
    basis = looked.circular if delegated_by is None else looked.delegated.get(office, "")
    level = looked.rules.decided_by if looked.rules else ""
    delegator = looked.name_of(delegated_by) if delegated_by else ""
    return Right(wording.named(looked.words, wording.LEVELS, level), looked.name_of(office), basis, delegator)


async def prerequisites_of(service: Opened, looked: Looked) -> Prerequisites:
    """What of other dossiers the recognition rests on, with the units by how they stand."""
    found = await outcomes(service.pool, looked.dossier_id, looked.today)
    if found is None:
        return Prerequisites((), 0)
    counts = {count.criterion: count for count in found.counts}
    lines = {line.code: line for line in await criteria(looked)}
    shares = [
        Prerequisite(
            looked.text_of(each), counts[code].recognised, counts[code].in_all,
            needed_of(counts[code].in_all, each.at_least), lines[code].evidence,
        )
        for each in looked.criteria
        if each.at_least is not None and (code := each.code) in counts
    ]  # fmt: skip
    return Prerequisites(shares, found.undecided)


async def _page(
    request: Request, service: Opened, looked: Looked, given: Mapping[str, str], errors: Errors = ()
) -> HTMLResponse:
    words, rules = looked.words, looked.rules
    lists = {
        "outcomes": [(code, words(said)) for code, said in wording.OUTCOMES.items()],
        "signed_as": [(code, words(said)) for code, said in wording.SIGNED_AS.items()],
    }
    return form_page(
        request, "dossier_decide.html", looked, NAME, given, errors, lists=lists, fields=FIELDS,
        right=right_of(looked), prerequisites=await prerequisites_of(service, looked),
        last_day=rules and last_day_to_decide(rules),
        failed=[looked.text_of(each) for each in looked.criteria
                if (result := looked.story.results.get(each.code)) is not None and not result.met],
    )  # fmt: skip
