"""Lists come page by page: `limit` rows after a cursor, and the next page's address in the header Link (RFC 8288)."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from datetime import date
from typing import Annotated, Any, TypeVar
from urllib.parse import parse_qsl, quote, urlencode

from fastapi import Depends, Query, Request, Response

from contracts.fact import identifier_characters_max, printable
from portal.problems import Rejected

cursor_characters_max = 4_096
number_max = 2**63 - 1
MARK = "~"
"""No identifier begins with it; what `after` holds without it is the last id of the page before, as it was at first."""

Row = TypeVar("Row")
Key = tuple[Any, ...]
"""What the rows of a list are ordered by, in that order; it names one row."""

After = Annotated[
    str,
    Query(
        max_length=cursor_characters_max,
        pattern=r"^(~[A-Za-z0-9_=-]+|[A-Za-z0-9][A-Za-z0-9._/-]*)?$",
        description="where the page before ended: taken from its Link header, without looking inside",
    ),
]


def cursor_of(key: Key) -> str:
    """The key of the last row as an opaque cursor; days are written as they stand in JSON."""
    written = json.dumps(list(key), ensure_ascii=False, separators=(",", ":"), default=str)
    return MARK + urlsafe_b64encode(written.encode()).decode().rstrip("=")


def key_of(cursor: str, *kinds: type) -> Key | None:
    """The key inside of a cursor; None without one. Raises Rejected (422) where it is none of this list's."""
    if not cursor:
        return None
    try:
        key = _read(cursor)
        if len(key) != len(kinds) or not all(_fits(part, kind) for part, kind in zip(key, kinds, strict=True)):
            raise ValueError("another list's cursor")
        key = tuple(date.fromisoformat(part) if kind is date else part for part, kind in zip(key, kinds, strict=True))
    except (ValueError, RecursionError):
        raise Rejected(
            422, "cursor.unknown",
            vi="Tham số after phải lấy từ tiêu đề Link của trang trước",
            en="The parameter `after` has to come from the Link header of the page before",
        ) from None  # fmt: skip
    return key


def _read(cursor: str) -> Key:
    if not cursor.startswith(MARK):
        if len(cursor) > identifier_characters_max:
            raise ValueError("longer than an id")
        return (cursor,)
    written = cursor.removeprefix(MARK)
    found = json.loads(urlsafe_b64decode(written + "=" * (-len(written) % 4)).decode())
    if not isinstance(found, list):
        raise ValueError("no key")
    return tuple(found)


def _fits(part: Any, kind: type) -> bool:
    if kind is date:
        return isinstance(part, str) and date.fromisoformat(part).isoformat() == part
    if type(part) is not kind:
        return False
    if isinstance(part, str):
        return printable(part) == part
    return not isinstance(part, int) or abs(part) <= number_max


class Page:
    """The page a request asks for. Ask the view for `asked` rows after `after(…)`, and answer with `shown(rows, key)`."""

    def __init__(self, request: Request, response: Response, limit: int, cursor: str) -> None:
        self._request = request
        self._response = response
        self.limit = limit
        self._cursor = cursor

    @property
    def asked(self) -> int:
        """One row more than is shown tells whether there is a next page."""
        return self.limit + 1

    def after(self, *kinds: type) -> Key | None:
        """The key of the last row of the page before, its parts of these types; None on the first page."""
        return key_of(self._cursor, *kinds)

    def shown(self, rows: Sequence[Row], key: Callable[[Row], Key]) -> list[Row]:
        """The rows of this page; where there are more, the header Link tells the address of the next."""
        if len(rows) > self.limit:
            # `offset` counted to this page and not further
            cursor = cursor_of(key(rows[self.limit - 1]))
            self._response.headers["Link"] = next_page(self._request, after=cursor, offset=None)
        return list(rows[: self.limit])


def next_page(request: Request, **changed: Any) -> str:
    """The header Link to this page's own address with other parameters; None leaves one out."""
    asked = parse_qsl(request.url.query, keep_blank_values=True)
    kept = [(name, value) for name, value in asked if name not in changed]
    given = [(name, value) for name, value in changed.items() if value is not None]
    return f'<{quote(request.scope["path"])}?{urlencode([*kept, *given])}>; rel="next"'


def paged(limit_default: int, limit_max: int) -> Any:
    """The dependency of a list's route: `page: Annotated[Page, paged(50, 200)]`."""

    def page(
        request: Request,
        response: Response,
        limit: Annotated[int, Query(ge=1, le=limit_max, description="rows of a page")] = limit_default,
        after: After = "",
    ) -> Page:
        return Page(request, response, limit, after)

    return Depends(page)
