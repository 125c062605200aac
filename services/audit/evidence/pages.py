"""The pages of a bundle: what the services showed of the question as of the position, asked of them as anybody asks."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from portal.languages import LANGUAGES
from portal.neighbours import Answer, Ask, NobodyAnswers
from portal.problems import Rejected
from portal.shell import STATIC
from portal.still_pages import ICON, STYLESHEET, still
from services.audit.evidence.papers import Files
from services.audit.evidence.question import Question

again_times_max = 12
again_seconds = 5


@dataclass(frozen=True, slots=True)
class Wanted:
    """A page: what its file is called, which service answers it, and where."""

    name: str
    service: str
    path: str
    query: Mapping[str, str]


def wanted(question: Question) -> list[Wanted]:
    """Which pages belong to a question; where a service has none of it, its page is left out."""
    if question.dossier is not None:
        unit = question.dossier.rpartition("/")[2]
        return [
            Wanted("dossier", "recognition", f"/recognition/dossiers/{question.dossier}", {}),
            Wanted("unit", "registration", f"/registration/units/{unit}", {}),
        ]
    about = question.unit or question.district
    if about is None:
        return [Wanted("overview", "dashboards", "/", {})]
    of_it = {"unit": about}
    return [
        Wanted("overview", "dashboards", "/", of_it),
        Wanted("unit", "registration", f"/registration/units/{about}", {}),
        Wanted("year", "registration", "/registration/year", of_it),
        Wanted("registrations", "registration", "/registration", of_it),
        Wanted("dossiers", "recognition", "/recognition/dossiers", of_it),
        Wanted("models", "models", "/models", of_it),
        Wanted("activity", "mobilisation", "/mobilisation", of_it),
    ]


async def pages(ask: Ask, question: Question, size: int) -> tuple[Files, list[dict[str, object]]]:
    """The pages in every language, still, and a line for each of what was asked and answered. Raises Rejected."""
    files: Files = {}
    told: list[dict[str, object]] = []
    for page in wanted(question):
        for language in LANGUAGES:
            query = {**page.query, "as_of": str(size), **({} if language == "vi" else {"language": language})}
            address = f"{page.path}?{urlencode(query)}"
            answer = await _answer(ask, page.service, address)
            told.append({"address": address, "status": answer.status})
            if answer.status == 200:
                told[-1]["file"] = name = f"pages/{page.name}.{language}.html"
                files[name] = still(answer.text).encode()
    if files:
        files |= {f"pages/{name}": await asyncio.to_thread((STATIC / name).read_bytes) for name in (STYLESHEET, ICON)}
    return files, told


async def _answer(ask: Ask, service: str, address: str) -> Answer:
    """200, or 403 or 404 where there is none; a past that is still being put together is asked for again."""
    for _ in range(again_times_max):
        try:
            answer = await ask(service, address)
        except NobodyAnswers as error:
            raise _not_shown(service, str(error)) from error
        if answer.status in (200, 403, 404):
            return answer
        if answer.status not in (429, 503):
            break
        await asyncio.sleep(again_seconds)
    raise _not_shown(service, str(answer.status))


def _not_shown(service: str, why: str) -> Rejected:
    return Rejected(
        503, "evidence.page_away",
        vi=f"Dịch vụ {service} chưa trả lời trang của mình ({why}); chưa lập gói nào, hãy yêu cầu lại sau",
        en=f"The service {service} did not answer its page ({why}); no bundle was made, ask again later",
    )  # fmt: skip
