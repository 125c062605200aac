"""A form is believed when it carries its own session's token and no browser says that another page sent it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from portal.problems import Rejected
from portal.protection.forms import form_token, must_come_from_us

pytestmark = pytest.mark.fast

SECRET = "a-session-secret"
texts = st.text(max_size=40)


def sent(*headers: tuple[str, str], host: str | None = "an-toan.example", scheme: str = "https") -> Request:
    raw = [(name.encode(), value.encode("latin-1")) for name, value in headers]
    if host is not None:
        raw.append((b"host", host.encode()))
    return Request({"type": "http", "method": "POST", "path": "/", "scheme": scheme, "headers": raw})


def refusal(request: Request, cookie: str = SECRET, token: str | None = None) -> str | None:
    try:
        must_come_from_us(request, cookie, form_token(SECRET) if token is None else token)
    except Rejected as error:
        assert error.status_code == 403 and error.vi and error.en
        return error.code
    return None


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [("sec-fetch-site", "same-origin")],
        [("sec-fetch-site", "none")],
        [("origin", "https://an-toan.example")],
        [("origin", "https://an-toan.example:443"), ("sec-fetch-site", "same-origin")],
    ],
)
def test_our_own_form_is_believed(headers: list[tuple[str, str]]) -> None:
    assert refusal(sent(*headers)) is None


@pytest.mark.parametrize(
    "headers",
    [
        [("sec-fetch-site", "cross-site")],
        [("sec-fetch-site", "same-site")],
        [("sec-fetch-site", "anything else")],
        [("sec-fetch-site", "same-origin"), ("sec-fetch-site", "cross-site")],
        [("origin", "null")],
        [("origin", "")],
        [("origin", "https://evil.example")],
        [("origin", "https://an-toan.example.evil.example")],
        [("origin", "https://evil.example@an-toan.example")],
        [("origin", "https://an-toan.example/path")],
        [("origin", "https://an-toan.example:8443")],
        [("origin", "http://an-toan.example")],
        [("origin", "ftp://an-toan.example")],
        [("origin", "https://an-toan.example:port")],
        [("origin", "https://[::1")],
        [("origin", "https://an-toan.example"), ("origin", "https://evil.example")],
    ],
)
def test_a_form_from_elsewhere_is_refused_even_with_the_right_token(headers: list[tuple[str, str]]) -> None:
    assert refusal(sent(*headers)) == "form.from_elsewhere"


def test_a_browser_that_names_an_origin_where_no_host_is_asked_is_refused() -> None:
    assert refusal(sent(("origin", "https://an-toan.example"), host=None)) == "form.from_elsewhere"


def test_in_the_clear_ports_are_compared_too() -> None:
    for origin, host in (("http://127.0.0.1:8021", "127.0.0.1:8021"), ("http://[::1]", "[::1]:80")):
        assert refusal(sent(("origin", origin), host=host, scheme="http")) is None
    wrong = sent(("origin", "http://127.0.0.1:8022"), host="127.0.0.1:8021", scheme="http")
    assert refusal(wrong) == "form.from_elsewhere"


@given(texts.filter(bool), texts)
def test_only_the_sessions_own_token_fits(cookie: str, token: str) -> None:
    assert refusal(sent(), cookie, form_token(cookie)) is None
    assert refusal(sent(), cookie, token) == (None if token == form_token(cookie) else "form.outdated")


@given(texts.filter(bool), texts.filter(bool))
def test_sessions_have_tokens_of_their_own_that_do_not_show_the_secret(one: str, other: str) -> None:
    # HMAC pads a key with zero bytes to its block
    same = one.encode().rstrip(b"\0") == other.encode().rstrip(b"\0")
    assert (form_token(one) == form_token(other)) == same
    assert len(form_token(one)) == 43 and form_token(one).isascii()


@given(st.text(max_size=43))
def test_without_a_session_no_token_fits(token: str) -> None:
    assert refusal(sent(), "", token) == "form.outdated"
    with pytest.raises(ValueError, match="without a session"):
        form_token("")
