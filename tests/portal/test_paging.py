"""A list is walked from Link to Link: every row once, whatever a cursor holds, and no cursor of another's making."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Annotated, Any

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st

from contracts.fact import printable
from portal import problems
from portal.paging import MARK, Page, cursor_of, key_of, paged
from portal.problems import Rejected

pytestmark = pytest.mark.fast

NAMES = sorted(f"Tổ {n} & “an toàn” {'ă' * 30}" for n in range(23))


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    problems.install(app)

    @app.get("/tổ/{kind}")
    async def rows(page: Annotated[Page, paged(5, 10)], q: str = "") -> list[Any]:
        after = page.after(str)
        found = [name for name in NAMES if after is None or name > after[0]][: page.asked]
        return page.shown(found, lambda name: (name,))

    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://antoan") as opened:
        yield opened


@pytest.mark.parametrize(("address", "pages"), [("/tổ/x y?q=%26&limit=10", 3), ("/tổ/x?offset=0", 5)])
async def test_a_list_is_walked_from_link_to_link(client: httpx.AsyncClient, address: str, pages: int) -> None:
    seen, walked = [], 0
    while address:
        answer = await client.get(address)
        seen += answer.json()
        walked += 1
        address = answer.links.get("next", {}).get("url", "")
        assert "offset" not in address and ("q=" not in address or "q=%26&limit=10" in address)
    assert seen == NAMES and walked == pages


parts = st.one_of(
    st.booleans(), st.integers(-(2**63) + 1, 2**63 - 1), st.dates(),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=50).map(printable),
)  # fmt: skip


@given(st.lists(parts, max_size=4))
def test_a_cursor_gives_back_the_key_it_was_made_of(key: list[Any]) -> None:
    assert key_of(cursor_of(tuple(key)), *(type(part) for part in key)) == tuple(key)


def test_a_plain_id_is_a_cursor_still_and_nothing_is_the_first_page() -> None:
    assert key_of("2021/c1", str) == ("2021/c1",)
    assert key_of("", str) is None


@pytest.mark.parametrize(
    ("cursor", "kinds"),
    [
        ("2021/c1", (str, str)),
        ("2021/c1", (int,)),
        ("x" * 65, (str,)),
        (MARK, (str,)),
        (MARK + "a", (str,)),
        (MARK + "____", (str,)),
        (MARK + "W" * 4_000, (str,)),
        (cursor_of(("a\x00b",)), (str,)),
        (cursor_of((2**63,)), (int,)),
        (cursor_of((True,)), (int,)),
        (cursor_of(("2021-02-30",)), (date,)),
        (cursor_of((0,)), (date,)),
        (cursor_of((None,)), (str,)),
        (cursor_of((["a"],)), (str,)),
        (cursor_of(("a",)), (str, str)),
    ],
)
def test_a_cursor_of_anothers_making_is_refused(cursor: str, kinds: tuple[type, ...]) -> None:
    with pytest.raises(Rejected) as refused:
        key_of(cursor, *kinds)
    assert refused.value.status_code == 422


@given(st.text(max_size=60))
def test_no_cursor_breaks_the_reading(text: str) -> None:
    for cursor in (text, MARK + text):
        try:
            key_of(cursor, str)
        except Rejected as refused:
            assert refused.code == "cursor.unknown"
