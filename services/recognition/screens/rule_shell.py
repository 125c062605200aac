"""What the pages of rule sets have in common: their shell, the rule set they are about, and what a form of theirs sends."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import Path, Query, Request
from starlette.datastructures import FormData
from starlette.responses import HTMLResponse, Response

from chronicle.refusal import Refused
from chronicle.service import Service
from contracts.fact import Identifier
from contracts.recognition import Edition, RuleSetContent
from portal.access import Viewer
from portal.authority.permission import May
from portal.carrying_out import outdated
from portal.exports import moment
from portal.freshness import freshness
from portal.languages import chosen, said
from portal.links import address
from portal.sight import Sight
from portal.sign_in.forms import go_on, must_be_ours
from portal.words import Words
from reference.vietnamese import Language
from services.recognition.permissions import PERMISSIONS
from services.recognition.projections import editions
from services.recognition.rule_set import DraftRuleSet
from services.recognition.screens import rule_wording
from services.recognition.screens.shell import SHELL

RULES = "/recognition/rules"
RuleSetId = Annotated[Identifier, Path(description="the rule set")]
EditionAsked = Annotated[int | None, Query(ge=0, le=1_000_000, description="default: the draft, or what is in force")]
DoneAsked = Annotated[str, Query(max_length=20)]
Errors = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Shown:
    """One edition of a rule set, and the others it has. `row` tells of its life, `content` what it says."""

    rule_set: str
    row: Mapping[str, Any]
    content: RuleSetContent
    others: tuple[Mapping[str, Any], ...]

    @property
    def edition(self) -> int:
        return int(self.row["edition"])

    @property
    def path(self) -> str:
        return f"{RULES}/{self.rule_set}"

    def standing(self, standing: str) -> Mapping[str, Any] | None:
        """The newest edition that stands so."""
        return next((row for row in self.others if row["standing"] == standing), None)

    @property
    def newest(self) -> Mapping[str, Any] | None:
        """What one edits: the draft, or what is in force."""
        return self.standing("draft") or self.standing("in_force")


async def shown_or_refused(seen: Sight, rule_set: str, edition: int | None) -> Shown:
    """The edition asked for; by default the draft, what is in force, or the newest there was. Raises Refused."""
    rows = await editions.editions(seen.connection, rule_set)
    by_standing = [row for wanted in ("draft", "in_force") for row in rows if row["standing"] == wanted]
    row = next((row for row in (by_standing or rows) if edition is None or row["edition"] == edition), None)
    if edition is not None:
        row = next((row for row in rows if row["edition"] == edition), None)
    content = await content_of(seen, row)
    if row is None or content is None:
        raise Refused("rule_set.unknown", vi="Chưa có bộ quy định này", en="There is no such rule set")
    seen.settle(edition=row["edition"])
    return Shown(rule_set, row, content, tuple(rows))


async def content_of(seen: Sight, row: Mapping[str, Any] | None) -> RuleSetContent | None:
    """What an edition says, where there is one."""
    return None if row is None else await editions.content(seen.connection, row["rule_set"], row["edition"])


def title(words: Words, row: Mapping[str, Any]) -> str:
    """What a rule set is called; its circular and year where nobody gave it a name."""
    named = row["title_en"] if words.language == "en" else row["title_vi"]
    return str(named or words("Thông tư %(circular)s, năm %(year)s", circular=row["circular"], year=row["year"]))


def why_not(viewer: Viewer, language: Language) -> str:
    """Why whoever looks may not write rules; "" where they may."""
    may: May = PERMISSIONS[DraftRuleSet]
    lacks = viewer.lacks(may, None)
    return "" if lacks is None else str(said(lacks, language))


@dataclass(slots=True)
class Page:
    """A page of rule sets being put together."""

    request: Request
    service: Service
    seen: Sight
    words: Words = field(init=False)

    def __post_init__(self) -> None:
        self.words = Words(chosen(self.request))

    async def show(self, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
        fresh = await freshness(self.service, self.seen.connection)
        given = {
            "codes": rule_wording, "words": self.words, "freshness": fresh, "recorded_at": moment(self.service, fresh),
            "why_not": why_not(self.seen.viewer, self.words.language), "errors": [], "done": "", "rules_path": RULES,
            "title_of": lambda row: title(self.words, row), **values,
        }  # fmt: skip
        return SHELL.page(self.request, template, status=status, **given)

    def go_on(self, path: str, **query: Any) -> Response:
        return go_on(address(self.request, path, **query))


async def sent_form(request: Request) -> FormData:
    """What a form of ours brought, with a file perhaps. Raises 403."""
    form = await request.form(max_files=1, max_fields=100)
    token = form.get("form")
    must_be_ours(request, token if isinstance(token, str) else "")
    return form


def text_of(form: FormData, name: str) -> str:
    """A field as typed, without what surrounds it; "" where there is none."""
    value = form.get(name)
    return value.strip() if isinstance(value, str) else ""


def number_in(form: FormData, name: str) -> int:
    """A number that the page itself put into the form. Raises Refused where it did not."""
    text = text_of(form, name)
    if not text.isascii() or not text.isdigit() or len(text) > 7:
        raise outdated()
    return int(text)


def based_on(form: FormData, rule_set: str) -> Edition:
    """The edition the form was opened on."""
    return Edition(rule_set=rule_set, edition=number_in(form, "edition"))
