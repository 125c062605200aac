"""Whatever a provider answers, and however slowly, ends in a refusal in words; what is known is not asked for again."""

import asyncio
import gzip
import logging
import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from authlib.integrations.httpx_client import AsyncOAuth2Client

from chronicle.refusal import Refused
from chronicle.settings import SettingWrong
from portal.sign_in import limited_http, oidc
from portal.sign_in.kept_document import kept_seconds_max, newer_seconds_min, retry_seconds_min
from portal.sign_in.limited_http import answer_bytes_max
from portal.sign_in.oidc import Provider
from portal.sign_in.provider_metadata import read_metadata
from portal.sign_in.provider_refusals import WORDS
from tests.portal.sign_in.hostile_provider import (
    CLIENT_SECRET,
    CODE,
    DISCOVERY,
    SIGNS,
    STRANGERS,
    HostileProvider,
    answer,
    http,
    ours,
    refused,
    signed,
)

pytestmark = pytest.mark.fast


class Seconds:
    """A monotonic clock moved by hand."""

    def __init__(self) -> None:
        self.passed = 0.0

    def __call__(self) -> float:
        return self.passed


async def slow(writer: asyncio.StreamWriter) -> None:
    """A byte now and then, so that no single read takes long."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    for _ in range(1000):
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.02)


async def silent(writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(5)


async def endless(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    for _ in range(1000):
        writer.write(b"1000\r\n" + b" " * 4096 + b"\r\n")
        await writer.drain()


async def hangs_up(writer: asyncio.StreamWriter) -> None:
    writer.close()


BOMB = gzip.compress(b" " * 10_000_000)
USELESS: dict[str, tuple[Any, str]] = {
    "500": (http({"id_token": "x"}, 500), "provider_unreachable"),
    "429": (http(b"<html>", 429), "provider_unreachable"),
    "redirect": (http(b"", 302, Location="http://127.0.0.1:1/"), "provider_unreachable"),
    "slow": (slow, "provider_unreachable"),
    "silent": (silent, "provider_unreachable"),
    "endless": (endless, "provider_unreachable"),
    "oversized": (http(b" " * (answer_bytes_max + 1)), "provider_unreachable"),
    "gzip": (http(BOMB, Content_Encoding="gzip"), "provider_unreachable"),
    "hangs up": (hangs_up, "provider_unreachable"),
    "no HTTP": (b"SSH-2.0-x\r\n\r\n", "provider_unreachable"),
    "no JSON": (http(b"<html>"), "token_unreadable"),
    "a list": (http([]), "token_unreadable"),
    "deep": (http(b"[" * 100_000), "token_unreadable"),
    "no token": (http({"access_token": "x", "token_type": "Bearer"}), "token_unreadable"),
    "odd times": (http({"id_token": "a.b.c", "expires_in": {"a": 1}}), "token_unreadable"),
    "infinite times": (http(b'{"id_token": "a.b.c", "expires_in": Infinity}'), "token_unreadable"),
    "error in 200": (http({"error": "invalid_grant", "error_description": "x"}), "token_unreadable"),
    "400": (http({"error": "invalid_grant", "id_token": "x"}, 400), "code_refused"),
    "401": (http({"error": "invalid_client"}, 401), "code_refused"),
}


NEVER_DONE = {"slow", "silent", "endless"}


@pytest.fixture
def hurry(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Waits less for the answers that never come; those that do come keep their time on a machine that is busy."""

    def in_a_hurry(name: str) -> None:
        for module in (limited_http, oidc) if name in NEVER_DONE else ():
            monkeypatch.setattr(module, "answer_seconds_max", 0.4)

    return in_a_hurry


@pytest.mark.parametrize("name", USELESS)
async def test_a_useless_answer_of_the_token_endpoint_is_refused(
    hostile: HostileProvider, hurry: Callable[[str], None], name: str
) -> None:
    sent, code = USELESS[name]
    provider = ours(hostile)
    begun = await provider.begin()
    hostile.answers["/token"] = sent
    hurry(name)
    before = time.monotonic()
    assert await refused(provider.finish(begun, answer(hostile, begun))) == code
    assert time.monotonic() - before < limited_http.answer_seconds_max + 2


@pytest.mark.parametrize(
    "name", ["500", "redirect", "slow", "silent", "endless", "oversized", "gzip", "hangs up", "no HTTP"]
)
@pytest.mark.parametrize("path", [DISCOVERY, "/keys"])
async def test_a_useless_document_is_refused(
    hostile: HostileProvider, hurry: Callable[[str], None], path: str, name: str
) -> None:
    provider = ours(hostile)
    hostile.answers[path] = USELESS[name][0]
    if path == DISCOVERY:
        hurry(name)
        assert await refused(provider.begin()) == "provider_unreachable"
        return
    begun = await provider.begin()
    hostile.gives(signed(hostile.claims(begun.nonce)))
    hurry(name)
    assert await refused(provider.finish(begun, answer(hostile, begun))) == "provider_unreachable"


@pytest.mark.parametrize("body", [b"<html>", b"[]", b"[" * 100_000, b'"x"', b"\xff\xfe"])
async def test_a_document_that_is_none_is_refused(hostile: HostileProvider, body: bytes) -> None:
    hostile.answers[DISCOVERY] = http(body)
    assert await refused(ours(hostile).begin()) == "provider_wrong"


@pytest.mark.parametrize(
    "changed",
    [
        {"issuer": "https://elsewhere.example"},
        {"issuer": None},
        {"token_endpoint": None},
        {"token_endpoint": "http://elsewhere.example/token"},
        {"token_endpoint": "file:///etc/passwd"},
        {"token_endpoint": "https://user@elsewhere.example/"},
        {"token_endpoint": "https://elsewhere.example\\.127.0.0.1/"},
        {"token_endpoint": "https://elsewhere.example:port/"},
        {"token_endpoint": "https://[::1"},
        {"token_endpoint": ["https://elsewhere.example/"]},
        {"token_endpoint": "https://elsewhere.example/" + "x" * 3_000},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": "https://elsewhere.example/#fragment"},
        {"authorization_endpoint": "https://elsewhere.example/\r\nSet-Cookie: a"},
        {"jwks_uri": "http://169.254.169.254/keys"},
        {"jwks_uri": "http://127.0.0.1.elsewhere.example/keys"},
        {"response_types_supported": ["id_token"]},
        {"response_types_supported": "code"},
        {"code_challenge_methods_supported": ["plain"]},
        {"id_token_signing_alg_values_supported": ["HS256", "none"]},
        {"token_endpoint_auth_methods_supported": ["private_key_jwt"]},
    ],
)
async def test_a_document_that_is_not_as_it_should_be_is_refused(
    hostile: HostileProvider, changed: dict[str, Any]
) -> None:
    hostile.document |= changed
    assert await refused(ours(hostile).begin()) == "provider_wrong"


def test_a_provider_elsewhere_may_not_send_us_to_our_own_computer(hostile: HostileProvider) -> None:
    issuer = "https://elsewhere.example"
    document = {
        name: str(value).replace(hostile.issuer, issuer) for name, value in hostile.document.items() if "_s" not in name
    }
    assert read_metadata(document, issuer).token_endpoint == f"{issuer}/token"
    with pytest.raises(Refused):
        read_metadata({**document, "token_endpoint": "http://127.0.0.1:5432/"}, issuer)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"state": "another"}, "answer_stale"),
        ({"state": None}, "answer_stale"),
        ({"state": ""}, "answer_stale"),
        ({"state": "ế\ud800"}, "answer_stale"),
        ({"iss": "https://elsewhere.example"}, "answer_issuer"),
        ({"iss": None}, "answer_issuer"),
        ({"error": "access_denied", "error_description": "<b>words of others</b>"}, "declined"),
        ({"code": None}, "answer_incomplete"),
        ({"code": ""}, "answer_incomplete"),
        ({"code": "x" * 5_000}, "answer_incomplete"),
    ],
)
async def test_a_wrong_return_is_refused_before_the_provider_is_asked(
    hostile: HostileProvider, changed: dict[str, Any], code: str
) -> None:
    provider = ours(hostile)
    begun = await provider.begin()
    assert await refused(provider.finish(begun, answer(hostile, begun, **changed))) == code
    assert hostile.asked["/token"] == 0


async def test_a_provider_that_does_not_name_itself_may_leave_that_out_but_not_name_another(
    hostile: HostileProvider,
) -> None:
    del hostile.document["authorization_response_iss_parameter_supported"]
    provider = ours(hostile)
    begun = await provider.begin()
    hostile.gives(signed(hostile.claims(begun.nonce)))
    assert await provider.finish(begun, answer(hostile, begun, iss=None))
    assert (
        await refused(provider.finish(begun, answer(hostile, begun, iss="https://elsewhere.example")))
        == "answer_issuer"
    )


async def test_a_new_key_is_looked_for_but_not_more_than_once_in_a_while(hostile: HostileProvider) -> None:
    seconds = Seconds()
    provider = ours(hostile, monotonic=seconds)
    begun = await provider.begin()
    hostile.gives(signed(hostile.claims(begun.nonce), STRANGERS, kid="k9"))
    for _ in range(3):
        assert await refused(provider.finish(begun, answer(hostile, begun))) == "token_key"
    assert hostile.asked["/keys"] == 1, "they were fetched a moment ago"
    seconds.passed = newer_seconds_min
    hostile.keys = [{**STRANGERS.as_dict(private=False), "kid": "k9"}]
    assert (await provider.finish(begun, answer(hostile, begun))).subject == "anh"
    hostile.gives(signed(hostile.claims(begun.nonce), SIGNS, kid="k10"))
    for _ in range(3):
        assert await refused(provider.finish(begun, answer(hostile, begun))) == "token_key"
    assert hostile.asked["/keys"] == 2


async def test_a_document_is_kept_and_a_failure_remembered_for_some_seconds(hostile: HostileProvider) -> None:
    seconds = Seconds()
    provider = ours(hostile, monotonic=seconds)
    hostile.answers[DISCOVERY] = http({}, 503)
    found = await asyncio.gather(*(refused(provider.begin()) for _ in range(20)))
    assert set(found) == {"provider_unreachable"} and hostile.asked[DISCOVERY] == 1
    del hostile.answers[DISCOVERY]
    seconds.passed = retry_seconds_min
    await asyncio.gather(*(provider.begin() for _ in range(20)))
    assert hostile.asked[DISCOVERY] == 2
    seconds.passed += kept_seconds_max
    await provider.begin()
    assert hostile.asked[DISCOVERY] == 3


async def test_nothing_secret_is_logged_or_told(
    hostile: HostileProvider, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    provider = ours(hostile)
    begun = await provider.begin()
    token = signed(hostile.claims(begun.nonce))
    hostile.gives(token)
    identity = await provider.finish(begun, answer(hostile, begun))
    hostile.gives(signed(hostile.claims("another")))
    with pytest.raises(Refused) as caught:
        await provider.finish(begun, answer(hostile, begun))
    told = "".join(map(str, (caplog.text, *capfd.readouterr(), caught.value, repr(begun), repr(provider), identity)))
    secrets = (CLIENT_SECRET, CODE, token, "an-access-token", begun.state, begun.nonce, begun.code_verifier)
    assert [secret for secret in secrets if secret in told] == []
    assert caplog.records, "httpx did log"


@pytest.mark.parametrize(
    "issuer",
    ["http://elsewhere.example", "https://elsewhere.example/?a=b", "https://a.example/#x", "elsewhere.example", ""],
)
def test_a_setting_that_is_not_safe_is_told_at_the_start(issuer: str) -> None:
    with pytest.raises(SettingWrong):
        Provider(issuer, "a", "b", "https://us.example/returned")
    with pytest.raises(SettingWrong):
        Provider("https://elsewhere.example", "a", "b", issuer.replace("https", "ftp"))


def test_every_refusal_has_words_in_both_languages() -> None:
    assert all(vi and en and vi != en for vi, en in WORDS.values())


def test_authlib_still_stands_on_the_httpx_that_our_transport_is_made_for() -> None:
    """It prefers httpx2 where that is installed; then the limits would have to be made for that one."""
    assert issubclass(AsyncOAuth2Client, httpx.AsyncClient)
