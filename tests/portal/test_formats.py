"""How numbers of a file read."""

import pytest

from portal.formats import filters

pytestmark = pytest.mark.fast


@pytest.mark.parametrize(
    ("size", "vi", "en"),
    [
        (20_000_000, "20 MB", "20 MB"), (1_500_000, "1,5 MB", "1.5 MB"), (12_340_000, "12 MB", "12 MB"),
        (200_000, "200 KB", "200 KB"), (1_024, "1,0 KB", "1.0 KB"), (999, "999 byte", "999 byte"),
    ],
)  # fmt: skip
def test_the_size_of_a_file_is_told_in_the_unit_people_use(size: int, vi: str, en: str) -> None:
    assert (filters("vi")["size"](size), filters("en")["size"](size)) == (vi, en)
