"""The shell of every page: templates in the reader's language, links that keep it, static files with a fingerprint."""

from functools import cache
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from portal.formats import filters
from portal.languages import DEFAULT, LANGUAGES, chosen, translations
from portal.links import address, carried, written
from portal.looking_back import looked_at
from portal.navigation import NAVIGATION
from portal.protection.forms import form_token
from portal.sign_in import sessions
from reference.vietnamese import Language

TEMPLATES = Path(__file__).with_name("templates")
STATIC = Path(__file__).with_name("static")
static_path = "/static"

WHO = f"<!--{token_hex(16)}-->"
"""Stands in a rendered page where its head says who is signed in; nothing that anybody wrote can be this."""


class Shell:
    """Renders the templates of one folder inside the portal's; reads no file before the first page."""

    def __init__(self, templates: Path | None = None) -> None:
        self._folders = (TEMPLATES,) if templates is None else (templates, TEMPLATES)

    def page(self, request: Request, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
        """The page in the language its address asks for."""
        return self.answer(request, self.rendered(request, template, **values), status)

    def answer(self, request: Request, rendered: str, status: int = 200) -> HTMLResponse:
        """A rendered page for whoever asks; what somebody signed in saw is left in no cache."""
        viewer = getattr(request.state, "viewer", None)
        who = ""
        if viewer is not None:
            own = {"viewer": viewer, "form_token": _form_token(request), "path": request.url.path}
            who = self._rendered(request, "who.html", **own)
        headers = {
            "Content-Language": chosen(request),
            "Cache-Control": "no-cache" if viewer is None else "private, no-store",
        }
        return HTMLResponse(rendered.replace(WHO, who), status, headers=headers)

    def rendered(self, request: Request, template: str, **values: Any) -> str:
        """The page without whoever asks for it: it may be kept for the next one who asks the same."""
        who = Markup(WHO)  # noqa: S704 — random digits of our own
        return self._rendered(request, template, **{"form_token": _form_token(request), "who": who, **values})

    def _rendered(self, request: Request, template: str, **values: Any) -> str:
        language, here = chosen(request), dict(request.query_params)

        def link(path: str | None = None, **parameters: Any) -> str:
            """An address in this language and on this map; without a path this page's own, changed; None drops a parameter."""
            return (
                written(request.url.path, here | parameters) if path is None else address(request, path, **parameters)
            )

        return (
            environment(self._folders, language)
            .get_template(template)
            .render(
                **{**looked_at(request), **values}, link=link, carried=carried(request), navigation=NAVIGATION,
                languages=LANGUAGES, default_language=DEFAULT,
            )
        )  # fmt: skip


def _form_token(request: Request) -> str:
    """For the forms of whoever is signed in; a page for those who are not makes its own."""
    token = sessions.token_in(request)
    return form_token(token) if token else ""


@cache
def environment(folders: tuple[Path, ...], language: Language) -> Environment:
    """Templates of the folders, words and formats of the language. A name nobody gave is an error."""
    made = Environment(
        loader=FileSystemLoader(folders), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, extensions=["jinja2.ext.i18n"],
    )  # fmt: skip
    words = translations(language)
    made.install_gettext_callables(words.gettext, words.ngettext, newstyle=True)  # type: ignore[attr-defined]
    made.filters.update(filters(language))
    made.globals.update(language=language, static=static)
    return made


@cache
def static(name: str) -> str:
    """The address of a static file; it changes with the file, so browsers may keep it for ever."""
    return f"{static_path}/{name}?v={sha256((STATIC / name).read_bytes()).hexdigest()[:12]}"
