"""A kept page is shown only to whoever asks the same, may see the same, while nothing has moved; and names nobody else."""

import time

import httpx
import pytest

from chronicle.host import Host
from chronicle.settings import Settings
from portal.kept_pages import KeptPages, kept_ms_max, kept_pages_max
from tests import signed_in
from tests.services.dashboards.province import everything, registered, tell


def test_a_page_is_kept_for_a_while_and_the_oldest_goes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    pages = KeptPages()
    for number in range(kept_pages_max + 1):
        pages.put(number, f"page {number}")
    assert pages.get(0) is None and pages.get(1) == "page 1" and pages.get("another") is None
    later = time.monotonic() + kept_ms_max / 1000 + 1
    monkeypatch.setattr(time, "monotonic", lambda: later)
    assert pages.get(1) is None


async def test_who_asks_is_filled_in_anew_and_a_new_fact_shows_at_once(
    empty: Host, client: httpx.AsyncClient, settings: Settings
) -> None:
    await tell(empty, everything())
    first = await client.get("/?unit=phu-quy")
    other = await signed_in.account(settings)
    second = await client.get("/?unit=phu-quy", headers=await signed_in.headers_of(settings, other))
    assert first.text == second.text, "two programs of one title are shown the same page"
    assert 'class="who"' in first.text and first.headers["cache-control"] == "private, no-store"
    await tell(empty, [registered("tam-thanh-1", "residential_area")])
    assert (await client.get("/?unit=phu-quy")).text != first.text
