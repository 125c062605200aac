"""Of all tokens only one that is signed, ours, of now and of this very sign-in lets somebody in."""

import base64
import hmac
import json
import time
import warnings
from collections.abc import Callable
from typing import Any

import pytest
from joserfc.jwk import ECKey, OctKey, RSAKey

from portal.sign_in.id_token import Identity, age_seconds_max, leeway_seconds_max
from tests.portal.sign_in.hostile_provider import (
    CLIENT_ID,
    CLIENT_SECRET,
    DISCOVERY,
    SIGNS,
    SIGNS_TOO,
    STRANGERS,
    HostileProvider,
    answer,
    ours,
    refused,
    signed,
)

pytestmark = pytest.mark.fast

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    WEAK = RSAKey.generate_key(1024, {"kid": "weak"})
OTHER_CURVE = ECKey.generate_key("P-384", {"kid": "p384"})


async def test_an_honest_answer_is_accepted(hostile: HostileProvider) -> None:
    """Without this every refusal below would prove nothing."""
    provider = ours(hostile)
    for key, algorithm in ((SIGNS, "RS256"), (SIGNS_TOO, "ES256")):
        begun = await provider.begin()
        claims = hostile.claims(begun.nonce, preferred_username="anh@example.test")
        hostile.gives(signed(claims, key, alg=algorithm, kid=key.kid))
        identity = await provider.finish(begun, answer(hostile, begun))
        assert identity == Identity(hostile.issuer, "anh", "anh@example.test")
        assert f"code_verifier={begun.code_verifier}".encode() in hostile.received[-1 if algorithm == "ES256" else -2]
    assert hostile.asked == {DISCOVERY: 1, "/keys": 1, "/token": 2}, "what is known is not asked for again"


@pytest.mark.parametrize(
    "changed",
    [
        {"aud": [CLIENT_ID]},
        {"aud": [CLIENT_ID, "another"], "azp": CLIENT_ID},
        {"exp": int(time.time()) - leeway_seconds_max + 86_400},
        {"iat": int(time.time()) + leeway_seconds_max - 30},
        {"preferred_username": 5},
        {"preferred_username": "anh\n"},
        {"preferred_username": "x" * 300},
    ],
)
async def test_what_the_standard_allows_is_accepted(hostile: HostileProvider, changed: dict[str, Any]) -> None:
    provider = ours(hostile)
    begun = await provider.begin()
    hostile.gives(signed(hostile.claims(begun.nonce, **changed)))
    identity = await provider.finish(begun, answer(hostile, begun))
    assert identity == Identity(hostile.issuer, "anh", None)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"iss": "https://elsewhere.example"}, "token_issuer"),
        ({"iss": None}, "token_issuer"),
        ({"aud": "another"}, "token_audience"),
        ({"aud": None}, "token_audience"),
        ({"aud": [CLIENT_ID, "another"]}, "token_audience"),
        ({"aud": [CLIENT_ID, "another"], "azp": "another"}, "token_audience"),
        ({"azp": "another"}, "token_audience"),
        ({"aud": {CLIENT_ID: 1}}, "token_audience"),
        ({"exp": 1}, "token_time"),
        ({"exp": int(time.time()) - leeway_seconds_max - 1}, "token_time"),
        ({"exp": None}, "token_time"),
        ({"exp": "9999999999"}, "token_time"),
        ({"exp": True}, "token_time"),
        ({"exp": float("nan")}, "token_time"),
        ({"exp": float("inf")}, "token_time"),
        ({"iat": int(time.time()) + leeway_seconds_max + 86_400}, "token_time"),
        ({"iat": int(time.time()) - leeway_seconds_max - age_seconds_max - 1}, "token_time"),
        ({"iat": None}, "token_time"),
        ({"iat": []}, "token_time"),
        ({"nbf": int(time.time()) + leeway_seconds_max + 86_400}, "token_time"),
        ({"nonce": "another"}, "token_nonce"),
        ({"nonce": None}, "token_nonce"),
        ({"nonce": ""}, "token_nonce"),
        ({"nonce": "\ud800"}, "token_nonce"),
        ({"sub": None}, "token_subject"),
        ({"sub": ""}, "token_subject"),
        ({"sub": 7}, "token_subject"),
        ({"sub": "x" * 256}, "token_subject"),
        ({"sub": "anh\x00"}, "token_subject"),
        ({"sub": "nguyễn"}, "token_subject"),
    ],
)
async def test_a_wrong_claim_is_refused(hostile: HostileProvider, changed: dict[str, Any], code: str) -> None:
    provider = ours(hostile)
    begun = await provider.begin()
    payload = json.dumps(hostile.claims(begun.nonce, **changed)).encode()
    hostile.gives(raw_token({"alg": "RS256", "kid": "k1"}, payload, SIGNS))
    assert await refused(provider.finish(begun, answer(hostile, begun))) == code


async def test_a_nonce_in_a_list_is_refused(hostile: HostileProvider) -> None:
    provider = ours(hostile)
    begun = await provider.begin()
    hostile.gives(signed(hostile.claims(begun.nonce, nonce=[begun.nonce])))
    assert await refused(provider.finish(begun, answer(hostile, begun))) == "token_nonce"


def encoded(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def raw_token(header: dict[str, Any], payload: bytes, key: RSAKey) -> str:
    """Signed with RS256, whatever the header and payload are."""
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding

    text = f"{encoded(json.dumps(header).encode())}.{encoded(payload)}"
    private = key.private_key
    assert private is not None
    return f"{text}.{encoded(private.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256()))}"


def hmac_token(claims: dict[str, Any], secret: bytes) -> str:
    """Signed with HS256 by hand: joserfc would not lend itself to a public key as a secret."""
    text = f"{encoded(json.dumps({'alg': 'HS256', 'kid': 'k1'}).encode())}.{encoded(json.dumps(claims).encode())}"
    return f"{text}.{encoded(hmac.digest(secret, text.encode(), 'sha256'))}"


FORGED: dict[str, tuple[Callable[[dict[str, Any]], Any], str]] = {
    "alg none": (lambda claims: signed(claims, OctKey.import_key("x"), alg="none"), "token_algorithm"),
    "alg None": (
        lambda claims: raw_token({"alg": "None", "kid": "k1"}, json.dumps(claims).encode(), SIGNS),
        "token_algorithm",
    ),
    "alg a list": (lambda claims: raw_token({"alg": ["RS256"]}, json.dumps(claims).encode(), SIGNS), "token_algorithm"),
    "no alg": (lambda claims: raw_token({"kid": "k1"}, json.dumps(claims).encode(), SIGNS), "token_unreadable"),
    "HS256, client secret": (lambda claims: hmac_token(claims, CLIENT_SECRET.encode()), "token_algorithm"),
    "HS256, public key": (lambda claims: hmac_token(claims, SIGNS.as_pem(private=False)), "token_algorithm"),
    "HS256, modulus": (lambda c: hmac_token(c, str(SIGNS.as_dict(private=False)["n"]).encode()), "token_algorithm"),
    "PS256": (
        lambda claims: signed(claims, RSAKey.import_key(SIGNS.as_pem(private=True)), alg="PS256"),
        "token_algorithm",
    ),
    "a stranger's key": (lambda claims: signed(claims, STRANGERS), "token_signature"),
    "a key in the header": (lambda c: signed(c, STRANGERS, jwk=STRANGERS.as_dict(private=False)), "token_unreadable"),
    "unknown kid": (lambda claims: signed(claims, STRANGERS, kid="k9"), "token_key"),
    "ES256 by an RSA kid": (lambda c: signed(c, ECKey.generate_key("P-256"), alg="ES256", kid="k1"), "token_key"),
    "kid a number": (
        lambda claims: raw_token({"alg": "RS256", "kid": 1}, json.dumps(claims).encode(), SIGNS),
        "token_unreadable",
    ),
    "unknown crit": (
        lambda claims: raw_token(
            {"alg": "RS256", "kid": "k1", "crit": ["x"], "x": 1}, json.dumps(claims).encode(), SIGNS
        ),
        "token_unreadable",
    ),
    "signature cut off": (lambda claims: signed(claims).rpartition(".")[0] + ".", "token_signature"),
    "payload changed": (
        lambda c: ".".join([(t := signed(c).split("."))[0], encoded(json.dumps({**c, "sub": "x"}).encode()), t[2]]),
        "token_signature",
    ),
    "payload a list": (lambda claims: raw_token({"alg": "RS256", "kid": "k1"}, b"[]", SIGNS), "token_unreadable"),
    "payload no JSON": (lambda claims: raw_token({"alg": "RS256", "kid": "k1"}, b"\xff", SIGNS), "token_unreadable"),
    "payload deep": (lambda c: raw_token({"alg": "RS256", "kid": "k1"}, b"[" * 9_000, SIGNS), "token_unreadable"),
    "header a text": (lambda claims: f"{encoded(b'[]')}.e30.AAAA", "token_unreadable"),
    "two parts": (lambda claims: signed(claims).rpartition(".")[0], "token_unreadable"),
    "five parts": (lambda claims: "a.b.c.d.e", "token_unreadable"),
    "too long": (lambda claims: signed({**claims, "x": "x" * 20_000}), "token_unreadable"),
    "not ASCII": (lambda claims: "ế.ế.ế", "token_unreadable"),
    "a number": (lambda claims: 5, "token_unreadable"),
    "nothing": (lambda claims: None, "token_unreadable"),
}


@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")
@pytest.mark.parametrize("name", FORGED)
async def test_a_forged_token_is_refused(hostile: HostileProvider, name: str) -> None:
    forge, code = FORGED[name]
    provider = ours(hostile)
    begun = await provider.begin()
    hostile.gives(forge(hostile.claims(begun.nonce)))
    assert await refused(provider.finish(begun, answer(hostile, begun))) == code


@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")
@pytest.mark.parametrize(
    ("keys", "header", "key"),
    [
        ([WEAK.as_dict(private=False)], {"kid": "weak"}, WEAK),
        ([{**STRANGERS.as_dict(private=False), "use": "enc"}], {}, STRANGERS),
        ([{**STRANGERS.as_dict(private=False), "alg": "PS256"}], {}, STRANGERS),
        ([OTHER_CURVE.as_dict(private=False)], {"kid": "p384", "alg": "RS256"}, STRANGERS),
        ([SIGNS.as_dict(private=False), STRANGERS.as_dict(private=False)], {"kid": None}, SIGNS),
        ([{"kty": "oct", "k": "c2VjcmV0", "kid": "k1"}], {}, SIGNS),
        ([{"kty": "RSA", "n": "!", "e": {}, "kid": "k1"}, None, 5, {"kty": "RSA"}, {"kty": ["RSA"]}], {}, SIGNS),
        ([{**SIGNS.as_dict(private=False), "n": "A" * 100_000}], {}, SIGNS),
        ([], {}, SIGNS),
    ],
    ids=["weak", "to encrypt", "of another algorithm", "curve", "which one", "symmetric", "broken", "huge", "none"],
)
async def test_a_key_that_may_not_sign_is_no_key(hostile: HostileProvider, keys: Any, header: Any, key: Any) -> None:
    hostile.keys = keys
    provider = ours(hostile)
    begun = await provider.begin()
    hostile.gives(signed(hostile.claims(begun.nonce), key, **header))
    assert await refused(provider.finish(begun, answer(hostile, begun))) == "token_key"


async def test_one_readable_key_among_broken_ones_and_no_kid_is_enough(hostile: HostileProvider) -> None:
    hostile.keys = [None, {"kty": "AKP", "kid": "k1"}, *hostile.keys]
    provider = ours(hostile)
    begun = await provider.begin()
    hostile.gives(signed(hostile.claims(begun.nonce), kid=None))
    assert (await provider.finish(begun, answer(hostile, begun))).subject == "anh"
