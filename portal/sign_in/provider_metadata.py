"""What an OpenID provider says about itself, as far as we use it (OpenID Connect Discovery 1.0, RFC 8414, RFC 9207)."""

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from portal.sign_in.provider_refusals import refusal

ALGORITHMS = ("RS256", "ES256")
"""How an ID token may be signed. RS256 every provider has to offer (OpenID Connect Core 1.0, 15.1), ES256 is the one that RFC 7518
recommends beside it. `EdDSA` names no curve and is deprecated by RFC 9864; a longer list would bring no provider more and only more
to attack. Nothing symmetric, and never `none`."""

address_characters_max = 2_000


@dataclass(frozen=True, slots=True)
class Metadata:
    """The checked part of the discovery document."""

    authorization_endpoint: str
    token_endpoint: str
    keys_address: str
    token_auth_method: str
    names_itself: bool
    """Whether its answers carry `iss` (RFC 9207), so that one without it is not its own."""
    takes_claims: bool
    """Whether it may be asked for single claims (OpenID Connect Core 1.0, 5.5)."""


def discovery_address(issuer: str) -> str:
    """Where the document is (OpenID Connect Discovery 1.0, section 4)."""
    return issuer.rstrip("/") + "/.well-known/openid-configuration"


def read_metadata(document: Mapping[str, Any], issuer: str) -> Metadata:
    """Raises Refused `sign_in.provider_wrong` unless the document is of this very issuer and can do what we need."""
    plain = not issuer.startswith("https:")
    endpoints = [document.get(name) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")]
    offers = (
        document.get("issuer") == issuer
        and all(safe_address(address, plain_loopback=plain) for address in endpoints)
        and "code" in _listed(document, "response_types_supported", "code")
        and "S256" in _listed(document, "code_challenge_methods_supported", "S256")
        and not set(ALGORITHMS).isdisjoint(_listed(document, "id_token_signing_alg_values_supported", "RS256"))
    )
    methods = _listed(document, "token_endpoint_auth_methods_supported", "client_secret_basic")
    method = next((known for known in ("client_secret_basic", "client_secret_post") if known in methods), None)
    if not offers or method is None:
        raise refusal("provider_wrong")
    authorization_endpoint, token_endpoint, keys_address = map(str, endpoints)
    return Metadata(
        authorization_endpoint, token_endpoint, keys_address, method,
        names_itself=document.get("authorization_response_iss_parameter_supported") is True,
        takes_claims=document.get("claims_parameter_supported") is True,
    )  # fmt: skip


def safe_address(address: object, *, plain_loopback: bool) -> bool:
    """Whether it is https to some host, or, where that is allowed, http to this computer; without login and fragment."""
    if not isinstance(address, str) or len(address) > address_characters_max:
        return False
    if not address.isascii() or not address.isprintable() or " " in address or "\\" in address:
        return False
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    if not host or "@" in parts.netloc or "#" in address:
        return False
    return parts.scheme == "https" or (plain_loopback and parts.scheme == "http" and is_loopback(host))


def is_loopback(host: str) -> bool:
    """Whether a host of an address is this computer."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _listed(document: Mapping[str, Any], name: str, default: str) -> list[Any]:
    """The list of that name; where the provider gives none, what the standard or we take for granted."""
    found = document.get(name, [default])
    return found if isinstance(found, list) else []
