"""A client's address is the peer's unless a gateway that we trust says otherwise; nobody can choose it for himself."""

from ipaddress import ip_network
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chronicle.settings import Settings, SettingWrong, read_settings
from portal.protection.addresses import Addresses, client_of, counted_as

pytestmark = pytest.mark.fast

GATEWAY = "172.30.250.2"
TRUSTED = (ip_network("172.30.250.2/32"), ip_network("fd00::/8"))


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        (GATEWAY, ["203.0.113.9"], "203.0.113.9"),
        (GATEWAY, ["10.9.9.9, 203.0.113.9"], "203.0.113.9"),
        (GATEWAY, ["10.9.9.9", "203.0.113.9"], "203.0.113.9"),
        (GATEWAY, ["203.0.113.9, fd00::7"], "203.0.113.9"),
        (GATEWAY, [f"203.0.113.9, {GATEWAY}"], "203.0.113.9"),
        (GATEWAY, ["10.9.9.9, nonsense"], GATEWAY),
        (GATEWAY, ["10.9.9.9, "], GATEWAY),
        (GATEWAY, ["203.0.113.9:4711"], GATEWAY),
        (GATEWAY, [], GATEWAY),
        ("::ffff:172.30.250.2", ["203.0.113.9"], "203.0.113.9"),
        ("198.51.100.1", ["203.0.113.9"], "198.51.100.1"),
        ("172.30.250.3", ["203.0.113.9"], "172.30.250.3"),
        ("unix", ["203.0.113.9"], "unix"),
    ],
)
def test_the_rightmost_address_that_is_not_trusted_is_the_client(peer: str, forwarded: list[str], client: str) -> None:
    assert client_of(peer, forwarded, TRUSTED) == client


@given(st.lists(st.text(max_size=40), max_size=5))
def test_whatever_a_stranger_sends_he_stays_who_he_is(sent: list[str]) -> None:
    assert client_of("198.51.100.1", sent, TRUSTED) == "198.51.100.1"
    assert client_of(GATEWAY, [*sent, "198.51.100.1"], TRUSTED) == "198.51.100.1"


def test_an_ipv6_client_is_counted_by_its_network_and_an_ipv4_one_by_its_address() -> None:
    assert counted_as("2001:db8:1:2:3::4") == counted_as("2001:db8:1:2::9") == "2001:db8:1:2::/64"
    assert counted_as("203.0.113.9") == counted_as("::ffff:203.0.113.9") == "203.0.113.9"
    assert counted_as("unix") == "unix"


@pytest.mark.parametrize(
    ("peer", "kind", "proto", "scheme"),
    [
        (GATEWAY, "http", ["https"], "https"),
        (GATEWAY, "websocket", ["https"], "wss"),
        (GATEWAY, "http", ["HTTPS "], "https"),
        (GATEWAY, "http", ["https", "http"], "given"),
        (GATEWAY, "http", ["javascript"], "given"),
        (GATEWAY, "http", [], "given"),
        ("198.51.100.1", "http", ["https"], "given"),
    ],
)
async def test_only_a_trusted_peer_says_which_scheme_was_used(
    peer: str, kind: str, proto: list[str], scheme: str
) -> None:
    seen: list[Any] = []

    async def inside(scope: Any, receive: Any, send: Any) -> None:
        seen.append(scope)

    headers = [(b"x-forwarded-proto", value.encode()) for value in proto] + [(b"x-forwarded-for", b"203.0.113.9")]
    given = {"type": kind, "client": (peer, 4711), "scheme": "given", "headers": headers}
    await Addresses(inside, TRUSTED)(given, None, None)
    assert seen[0]["scheme"] == scheme
    assert seen[0]["client"] == (("203.0.113.9", 0) if peer == GATEWAY else (peer, 4711))
    assert given["scheme"] == "given", "the server's own scope is left as it was"


def test_lists_in_settings_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTOAN_TRUSTED_PROXIES", "172.30.250.2, fd00::/8")
    monkeypatch.setenv("ANTOAN_PUBLIC_HOSTS", "an-toan.example,[::1]")
    settings = Settings()
    assert tuple(str(network) for network in settings.trusted_proxies) == ("172.30.250.2/32", "fd00::/8")
    assert settings.public_hosts == ("an-toan.example", "[::1]")
    for name, value in (
        ("TRUSTED_PROXIES", "everybody"),
        ("PUBLIC_HOSTS", "an-toan.example:443"),
        ("PUBLIC_HOSTS", "*"),
    ):
        with monkeypatch.context() as patch, pytest.raises(SettingWrong, match=f"ANTOAN_{name}"):
            patch.setenv(f"ANTOAN_{name}", value)
            read_settings()
