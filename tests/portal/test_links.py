"""Whoever reads in English, or on today's map, goes on doing so wherever a link or a form leads."""

import pytest
from starlette.requests import Request

from portal.links import address

pytestmark = pytest.mark.fast


def request(query: str) -> Request:
    return Request({"type": "http", "method": "GET", "path": "/here", "query_string": query.encode(), "headers": []})


@pytest.mark.parametrize(
    ("query", "led_to"),
    [
        ("", "/there?unit=u1&year=2021"),
        ("language=vi&map=then&sort=name", "/there?unit=u1&year=2021"),
        ("language=en", "/there?language=en&unit=u1&year=2021"),
        ("map=today&language=en&page=2", "/there?language=en&map=today&unit=u1&year=2021"),
    ],
)
def test_an_address_takes_language_and_map_along_and_nothing_else(query: str, led_to: str) -> None:
    assert address(request(query), "/there", unit="u1", year=2021, on=None) == led_to


def test_what_is_written_into_an_address_cannot_end_it() -> None:
    assert address(request(""), "/there", q="a&b=c d") == "/there?q=a%26b%3Dc+d"
