"""Sign-in through a real OpenID provider, walked as a browser walks it: every redirect, with the cookies."""

import json
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

import httpx
import pytest

from chronicle.refusal import Refused
from portal.sign_in.id_token import Identity
from portal.sign_in.oidc import Provider
from tests.portal.sign_in.conftest import FILES, RealProvider, install

redirects_max = 10


def made(real: RealProvider, client: str = "antoan-rs256", **changed: str) -> Provider:
    """Our side of it."""
    given = {"client_secret": real.client_secret, "redirect_uri": real.redirect_uri, **changed}
    return Provider(real.issuer, client, **given)


async def walked(address: str, until: str, **parameters: str) -> dict[str, str]:
    """Follows the address, with these parameters added or changed, to the redirect address; returns what came back."""
    parts = urlsplit(address)
    query = {**dict(parse_qsl(parts.query)), **parameters}
    here = urlunsplit(parts._replace(query=urlencode(query)))
    async with httpx.AsyncClient(trust_env=False) as browser:
        for _ in range(redirects_max):
            response = await browser.get(here)
            assert response.is_redirect, response.text
            here = urljoin(here, response.headers["location"])
            if here.startswith(until):
                return dict(parse_qsl(urlsplit(here).query))
    raise AssertionError("too many redirects")


async def refused(provider: Provider, begun: object, answer: dict[str, str]) -> str:
    with pytest.raises(Refused) as caught:
        await provider.finish(begun, answer)  # type: ignore[arg-type]
    assert caught.value.__cause__ is None
    return caught.value.code


@pytest.mark.parametrize("client", ["antoan-rs256", "antoan-es256"])
async def test_somebody_signs_in(real_provider: RealProvider, client: str) -> None:
    provider = made(real_provider, client)
    begun = await provider.begin()
    answer = await walked(begun.address, real_provider.redirect_uri, login_hint="nguyen.van.anh")
    assert answer["iss"] == real_provider.issuer, "it names itself, as RFC 9207 has it"
    identity = await provider.finish(begun, answer)
    assert identity == Identity(real_provider.issuer, "nguyen.van.anh", "nguyen.van.anh@example.test")


async def test_the_address_asks_for_a_code_with_everything_that_protects_it(real_provider: RealProvider) -> None:
    begun = await made(real_provider).begin()
    asked = dict(parse_qsl(urlsplit(begun.address).query))
    assert asked["response_type"] == "code" and asked["code_challenge_method"] == "S256"
    assert asked["state"] == begun.state and asked["nonce"] == begun.nonce
    assert asked["redirect_uri"] == real_provider.redirect_uri and asked["scope"] == "openid profile"
    assert begun.code_verifier not in begun.address and begun.state not in repr(begun)
    other = await made(real_provider).begin()
    assert {begun.state, begun.nonce, begun.code_verifier}.isdisjoint({other.state, other.nonce, other.code_verifier})


async def test_a_code_is_worth_one_sign_in(real_provider: RealProvider) -> None:
    provider = made(real_provider)
    begun = await provider.begin()
    answer = await walked(begun.address, real_provider.redirect_uri, login_hint="anh")
    await provider.finish(begun, answer)
    assert await refused(provider, begun, answer) == "sign_in.code_refused"


async def test_the_answer_to_another_sign_in_is_refused(real_provider: RealProvider) -> None:
    """A stranger's answer brought to this browser: by its state, and with a state put right by the provider's check of PKCE."""
    provider = made(real_provider)
    begun, strangers = await provider.begin(), await provider.begin()
    answer = await walked(strangers.address, real_provider.redirect_uri, login_hint="stranger")
    assert await refused(provider, begun, answer) == "sign_in.answer_stale"
    assert await refused(provider, begun, {**answer, "state": begun.state}) == "sign_in.code_refused"


async def test_another_nonce_in_the_question_is_seen_in_the_token(real_provider: RealProvider) -> None:
    provider = made(real_provider)
    begun = await provider.begin()
    answer = await walked(begun.address, real_provider.redirect_uri, login_hint="anh", nonce="another")
    assert await refused(provider, begun, answer) == "sign_in.token_nonce"


async def test_a_person_who_is_not_let_in_comes_back_refused(real_provider: RealProvider) -> None:
    provider = made(real_provider)
    begun = await provider.begin()
    answer = await walked(begun.address, real_provider.redirect_uri)
    assert answer["error"] == "access_denied"
    assert await refused(provider, begun, answer) == "sign_in.declined"


async def test_a_wrong_secret_is_refused(real_provider: RealProvider) -> None:
    provider = made(real_provider, client_secret="guessed")
    begun = await provider.begin()
    answer = await walked(begun.address, real_provider.redirect_uri, login_hint="anh")
    assert await refused(provider, begun, answer) == "sign_in.code_refused"


async def test_an_algorithm_that_is_not_ours_is_refused_although_well_signed(real_provider: RealProvider) -> None:
    provider = made(real_provider, "antoan-ps256")
    begun = await provider.begin()
    answer = await walked(begun.address, real_provider.redirect_uri, login_hint="anh")
    assert await refused(provider, begun, answer) == "sign_in.token_algorithm"


async def test_the_issuer_is_compared_to_the_letter(real_provider: RealProvider) -> None:
    for issuer in (real_provider.issuer + "/", real_provider.issuer.replace("127.0.0.1", "localhost")):
        provider = Provider(issuer, "antoan-rs256", real_provider.client_secret, real_provider.redirect_uri)
        with pytest.raises(Refused) as caught:
            await provider.begin()
        assert caught.value.code == "sign_in.provider_wrong"


def test_the_lock_has_a_hash_for_every_package_and_names_no_host() -> None:
    text = (FILES / "package-lock.json").read_text("utf-8")
    packages = {name: package for name, package in json.loads(text)["packages"].items() if name}
    assert packages and all(package["integrity"].startswith("sha512-") for package in packages.values())
    assert "://" not in text and "resolved" not in text
    wanted = json.loads((FILES / "package.json").read_text("utf-8"))["dependencies"]
    assert all(packages[f"node_modules/{name}"]["version"] == version for name, version in wanted.items())


def test_a_package_that_is_not_the_locked_one_is_not_installed(installed: Path, tmp_path: Path) -> None:
    lock = json.loads((FILES / "package-lock.json").read_text("utf-8"))
    lock["packages"]["node_modules/oidc-provider"]["integrity"] = "sha512-" + "A" * 86 + "=="
    (tmp_path / "package.json").write_bytes((FILES / "package.json").read_bytes())
    (tmp_path / "package-lock.json").write_text(json.dumps(lock))
    done = install(tmp_path)
    assert done.returncode and "EINTEGRITY" in done.stderr
