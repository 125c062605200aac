"""What did not change is not sent again, and only what is a JSON answer to a GET has a tag."""

from collections.abc import AsyncIterator
from hashlib import sha256
from typing import Any

import httpx
import pytest
from fastapi import FastAPI, Response
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import StreamingResponse

from portal import etags
from portal.etags import ETags

pytestmark = pytest.mark.fast

ROWS = [{"unit": f"Thôn {n}"} for n in range(200)]
PLAIN = {"Accept-Encoding": "identity"}


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    app.add_middleware(ETags)
    app.add_middleware(GZipMiddleware, minimum_size=100)

    @app.get("/rows")
    @app.post("/rows")
    async def rows() -> Any:
        return ROWS

    @app.get("/secret")
    async def secret(response: Response) -> Any:
        response.headers["Cache-Control"] = "no-store"
        return ROWS

    @app.get("/page")
    async def page() -> Response:
        return Response("<p>", media_type="text/html")

    @app.get("/stream")
    async def stream() -> Response:
        return StreamingResponse(iter([b"[1", b",2", b",3]"]), media_type="application/json")

    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://antoan") as opened:
        yield opened


async def test_the_tag_is_the_hash_of_the_body_and_who_has_it_gets_nothing_again(client: httpx.AsyncClient) -> None:
    first = await client.get("/rows", headers=PLAIN)
    tag = first.headers["etag"]
    assert tag == f'"{sha256(first.content).hexdigest()}"' and first.headers["cache-control"] == "private, no-cache"
    for asked in (tag, f'"other", {tag}', f"W/{tag}", "*"):
        again = await client.get("/rows", headers={**PLAIN, "If-None-Match": asked})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
        assert "content-type" not in again.headers and "content-length" not in again.headers
    for asked in ('"other"', "", tag.strip('"'), 'W/"'):
        assert (await client.get("/rows", headers={**PLAIN, "If-None-Match": asked})).json() == ROWS


async def test_a_compressed_answer_is_another_representation_with_another_tag(client: httpx.AsyncClient) -> None:
    packed, plain = await client.get("/rows"), await client.get("/rows", headers=PLAIN)
    assert packed.headers["content-encoding"] == "gzip" and packed.json() == plain.json()
    assert packed.headers["etag"] != plain.headers["etag"]
    assert (await client.get("/rows", headers={"If-None-Match": packed.headers["etag"]})).status_code == 304
    assert (await client.get("/rows", headers={"If-None-Match": plain.headers["etag"]})).status_code == 200


@pytest.mark.parametrize(("method", "path"), [("POST", "/rows"), ("GET", "/secret"), ("GET", "/page"), ("GET", "/no")])
async def test_nothing_else_has_a_tag(client: httpx.AsyncClient, method: str, path: str) -> None:
    answer = await client.request(method, path, headers={"If-None-Match": "*"})
    assert "etag" not in answer.headers and answer.status_code != 304


async def test_an_answer_in_pieces_is_tagged_whole_and_a_large_one_goes_out_as_it_comes(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "etag" in (await client.get("/stream")).headers
    monkeypatch.setattr(etags, "tagged_bytes_max", 1)
    answer = await client.get("/stream")
    assert answer.json() == [1, 2, 3] and "etag" not in answer.headers
