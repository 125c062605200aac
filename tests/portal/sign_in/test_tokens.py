"""Tokens of programs: ours, not ended, not taken back; every other one is nobody's, whatever its header claims."""

import base64
import json
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from chronicle.settings import Settings
from portal.sign_in import accounts, tokens
from tests.portal.sign_in.browser import Browser

Opens = Callable[..., Awaitable[Browser]]
NOW = int(time.time())
"""When the tests were collected, which may be some time ago when they run."""
DAY_SECONDS = 86_400


def claims(**changed: Any) -> dict[str, Any]:
    """Those of a good token; None leaves one out."""
    good = {
        "iss": tokens.ISSUER, "aud": tokens.AUDIENCE, "sub": str(uuid4()), "jti": str(uuid4()), "iat": NOW,
        "exp": NOW + DAY_SECONDS,
    }  # fmt: skip
    return {name: value for name, value in {**good, **changed}.items() if value is not None}


def signed(key: OctKey, algorithm: str = tokens.ALGORITHM, **changed: Any) -> str:
    return jwt.encode({"alg": algorithm}, claims(**changed), key, algorithms=[algorithm])


def unsigned(header: dict[str, Any], signature: str = "") -> str:
    def part(value: Any) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

    return f"{part(header)}.{part(claims())}.{signature}"


@pytest.fixture
def key(tmp_path: Path) -> OctKey:
    return tokens.key(tmp_path)


def test_the_key_is_made_once_and_long_enough(tmp_path: Path, key: OctKey) -> None:
    assert tokens.key(tmp_path).as_dict() == key.as_dict()
    assert len((tmp_path / tokens.KEY_NAME).read_text()) >= 43, "32 bytes as base64url"
    assert (tmp_path / tokens.KEY_NAME).stat().st_mode & 0o777 == 0o600


def test_a_token_of_ours_is_known_by_its_number(key: OctKey) -> None:
    number = uuid4()
    assert tokens.token_id(signed(key, jti=str(number)), key) == number


@pytest.mark.parametrize(
    "changed",
    [
        {"exp": NOW - 60}, {"exp": None}, {"exp": "for ever"}, {"iat": None}, {"iat": NOW + DAY_SECONDS}, {"sub": None},
        {"iss": "another"}, {"iss": None}, {"aud": "antoan.oidc"}, {"aud": None}, {"jti": None}, {"jti": "7"},
        {"jti": ["x"]}, {"jti": 7}, {"nbf": NOW + DAY_SECONDS},
    ],
)  # fmt: skip
def test_a_token_whose_claims_are_not_what_we_give_is_nobodys(key: OctKey, changed: dict[str, Any]) -> None:
    assert tokens.token_id(signed(key, **changed), key) is None


def test_a_token_of_another_key_or_algorithm_or_of_none_is_nobodys(key: OctKey) -> None:
    other = OctKey.import_key("another installation's key, long enough for all of them, as one can count easily")
    assert tokens.token_id(signed(other), key) is None
    for algorithm in ("HS384", "HS512"):
        wide = OctKey.import_key(key.as_dict()["k"] * 2)
        assert tokens.token_id(signed(wide, algorithm), key) is None
        assert tokens.token_id(signed(wide, algorithm), wide) is None, "right key, wrong algorithm"
    good = signed(key)
    head, body, signature = good.split(".")
    for forged in (
        unsigned({"alg": "none"}), unsigned({"alg": "None"}), unsigned({"alg": "none"}, signature), unsigned({}),
        unsigned({"alg": tokens.ALGORITHM, "jwk": {"kty": "oct", "k": "AAAA"}}, signature), f"{head}.{body}.",
        f"{head}.{body}", f"{head}.{body}.{signature[:-2]}", f"{good}.x", "", ".", "..", "x", "é" * 50,
        "a" * (tokens.token_characters_max + 1), good + "a" * tokens.token_characters_max,
    ):  # fmt: skip
        assert tokens.token_id(forged, key) is None, forged[:80]


async def test_a_token_that_was_given_out_calls_until_it_is_taken_back(
    owner: Any, officer: UUID, settings: Settings, browser: Opens
) -> None:
    first, second = [await tokens.issue(owner, settings.secrets, officer, "test", 1) for _ in range(2)]
    one = await browser()

    async def calls(token: str) -> bool:
        one.client.headers["authorization"] = f"Bearer {token}"
        return await one.is_in()

    assert [await calls(first), await calls(second)] == [True, True]
    number = tokens.token_id(first, tokens.key(settings.secrets))
    assert number is not None
    await tokens.revoke(owner, number)
    assert [await calls(first), await calls(second)] == [False, True]
    await owner.execute("UPDATE portal.service_token SET expires_at = clock_timestamp()")
    assert not await calls(second), "the database's end counts as well as the signed one"
    third = await tokens.issue(owner, settings.secrets, officer, "test", 1)
    assert await calls(third)
    assert await tokens.revoke_all(owner, officer) == 1
    assert not await calls(third)


async def test_a_token_we_signed_but_never_gave_out_is_nobodys(
    officer: UUID, settings: Settings, browser: Opens
) -> None:
    one = await browser()
    one.client.headers["authorization"] = f"Bearer {signed(tokens.key(settings.secrets), sub=str(officer))}"
    assert not await one.is_in()


async def test_a_bad_token_is_not_made_good_by_a_session(officer: UUID, browser: Opens) -> None:
    one = await browser("can.bo")
    one.client.headers["authorization"] = "Bearer wrong"
    assert not await one.is_in()
    one.client.headers["authorization"] = "Basic Y2FuLmJvOng="
    assert await one.is_in(), "what is no bearer token is not looked at"


async def test_of_a_token_nothing_is_kept_that_could_be_used(owner: Any, officer: UUID, settings: Settings) -> None:
    token = await tokens.issue(owner, settings.secrets, officer, "test", 1)
    [row] = await owner.fetch("SELECT t::text AS all FROM portal.service_token t")
    assert not any(part in row["all"] for part in token.split("."))


async def test_a_program_signs_in_with_no_password(owner: Any, kept: str, browser: Opens) -> None:
    await accounts.create(owner, "chuong.trinh", "Chương trình", kind="program", password_hash=kept)
    assert (await (await browser()).sign_in("chuong.trinh")).status_code == 422
