"""Every page there is to look at answers, asked without a browser: so each question a page asks of the database is asked once."""

import httpx

from chronicle.settings import Settings
from tests import signed_in
from tests.browser.conftest import told_small_province
from tests.browser.watching import PAGES

MISSING = dict.fromkeys(("/?unit=nowhere", "/nowhere", "/verify/0000-0000"), 404)
"""Pages that say that there is nothing."""


async def test_every_page_answers(settings: Settings) -> None:
    async with told_small_province(settings) as host:
        headers = await signed_in.headers(settings, ("auditor", None), ("operator", None))
        transport = httpx.ASGITransport(host.application())
        async with httpx.AsyncClient(transport=transport, base_url="http://antoan", headers=headers) as client:
            found = {path: await client.get(path) for path in PAGES}
    assert {path: answer.status_code for path, answer in found.items() if answer.status_code != 200} == MISSING
    assert all("</html>" in answer.text for answer in found.values())
