"""The page “Mẫu thông báo”: what a notice of a kind says by each channel, with values made up. Nothing is sent."""

import json
from email.message import EmailMessage
from typing import Annotated, Literal, get_args

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from contracts.notifications import NoticeRaised
from portal.api import Opened, Seeing
from portal.asked import BLANK
from portal.exports import moment
from portal.freshness import freshness
from portal.languages import chosen
from services.notifications.channels.carriers import body_of
from services.notifications.channels.mail import compose
from services.notifications.channels.previews import DUE_ON, EXAMPLE, enclosed_in, previewed
from services.notifications.notice import DIGEST, Template
from services.notifications.screens.kinds import GROUPS, KINDS
from services.notifications.screens.shell import SHELL

PAGES = APIRouter()
PATH = "/notifications/preview"
FIRST: Template = "dossier_returned"
ADDRESS = "xa.tanha@vi-du.example"
KindAsked = Annotated[Template | None, BLANK, Query(alias="kind", description="which kind of notice")]
WordsAsked = Annotated[
    Literal["vi", "en"] | None,
    BLANK,
    Query(alias="words", description="the language of the inbox; default: the page's"),
]


@PAGES.get(PATH, response_class=HTMLResponse)
async def preview_page(
    request: Request, service: Opened, seen: Seeing, kind: KindAsked = None, words: WordsAsked = None
) -> Response:
    template = kind or FIRST
    language = words or chosen(request)
    both = previewed(template)
    mail = compose("xem-truoc", both, ADDRESS, service.settings.smtp_sender, service.clock.now(), enclosed_in(template))
    text = mail.get_body()
    assert isinstance(text, EmailMessage)
    fresh = await freshness(service, seen.connection)
    return SHELL.page(
        request, "preview.html", path=PATH, groups=GROUPS, kinds=KINDS, chosen_kind=template, shown=language,
        said=both[1 if language == "en" else 0], message=both[0], mail=mail, mail_text=text.get_content().strip(),
        told=_body(template), in_digest_only=template == DIGEST, languages_of_words=get_args(Literal["vi", "en"]),
        fresh_as_of=fresh, recorded_at=moment(service, fresh),
    )  # fmt: skip


def _body(template: Template) -> str:
    """What a program would be told, easier to read than it is sent."""
    fact = NoticeRaised(
        notice_id="xem-truoc", unit_id="u1", template=template, about=EXAMPLE_OF_FEW, due_on=DUE_ON,
        channels=("inbox", "webhook"), raised_on=DUE_ON,
    )  # fmt: skip
    return json.dumps(
        json.loads(body_of(fact, previewed(template), enclosed_in(template))), ensure_ascii=False, indent=2
    )


EXAMPLE_OF_FEW = {name: EXAMPLE[name] for name in ("year", "unit")}
"""A real notice tells of a few things; which ones depends on its cause."""
