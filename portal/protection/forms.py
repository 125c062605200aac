"""A form that is sent back must be one of ours: a token that only our page could know, and a browser that says where it was.

The token is the synchroniser token of OWASP's CSRF cheat sheet, derived from the session's secret instead of stored: it needs
no table, and ends with the session.
"""

import hmac
from base64 import urlsafe_b64encode
from hashlib import sha256
from urllib.parse import urlsplit

from starlette.requests import Request

from portal.problems import Rejected
from portal.protection.hosts import name_of

MESSAGE = b"form"
DEFAULT_PORTS = {"http": 80, "https": 443}
FROM_OURSELVES = {"same-origin", "none"}
"""`none` is what a person did to the browser itself: a bookmark, a reload; no page of anybody's can bring it about."""


def form_token(cookie_value: str) -> str:
    """The token of a session's forms: HMAC-SHA256 under the session secret, base64url. Raises ValueError without a secret."""
    if not cookie_value:
        raise ValueError("without a session there is no form token: the key would be known to everybody")
    digest = hmac.digest(cookie_value.encode("utf-8", "surrogatepass"), MESSAGE, sha256)
    return urlsafe_b64encode(digest).rstrip(b"=").decode()


def must_come_from_us(request: Request, cookie_value: str, given_token: str) -> None:
    """Raises Rejected (403) unless the form is of this session and the browser does not say that another page sent it.

    Old browsers send neither Sec-Fetch-Site nor Origin: then the token alone decides.
    """
    site = request.headers.getlist("sec-fetch-site")
    origins = request.headers.getlist("origin")
    if any(value not in FROM_OURSELVES for value in site) or any(not _ours(request, value) for value in origins):
        raise Rejected(
            403, "form.from_elsewhere",
            vi="Biểu mẫu này được gửi từ một trang khác; hãy mở lại trang của chúng tôi và gửi từ đó",
            en="This form was sent from another site; open our page and send it from there",
        )  # fmt: skip
    if not cookie_value or not _same(form_token(cookie_value), given_token):
        raise Rejected(
            403, "form.outdated",
            vi="Biểu mẫu đã cũ hoặc phiên làm việc đã kết thúc; hãy tải lại trang rồi gửi lại",
            en="The form is outdated or your session has ended; load the page again and send it once more",
        )  # fmt: skip


def _same(expected: str, given: str) -> bool:
    return hmac.compare_digest(expected.encode(), given.encode("utf-8", "surrogatepass"))


def _ours(request: Request, origin: str) -> bool:
    """Whether an Origin (RFC 6454) is the host asked; `null` is nobody's. In the clear it may not speak to https."""
    scheme = request.scope["scheme"]
    hosts = request.headers.getlist("host")
    try:
        claimed, own = urlsplit(origin), urlsplit(f"//{hosts[0]}")
        if len(hosts) != 1 or claimed.scheme not in DEFAULT_PORTS or f"{claimed.scheme}://{claimed.netloc}" != origin:
            return False
        if scheme == "https" and claimed.scheme != "https":
            return False
        ports = (claimed.port or DEFAULT_PORTS[claimed.scheme], own.port or DEFAULT_PORTS[claimed.scheme])
    except (ValueError, IndexError):
        return False
    name = name_of(claimed.netloc)
    return name is not None and name == name_of(hosts[0]) and ports[0] == ports[1]
