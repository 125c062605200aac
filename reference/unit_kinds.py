"""The kinds of unit in code words, the Vietnamese words that mean them, and which kind may stand above which."""

from collections.abc import Mapping
from typing import Literal

UnitKind = Literal["province", "district", "commune", "residential_area", "agency", "enterprise", "school"]

KIND_OF_TITLE: Mapping[str, UnitKind] = {
    "tỉnh": "province",
    "thành phố trực thuộc trung ương": "province",
    **dict.fromkeys(("quận", "huyện", "thị xã", "thành phố"), "district"),
    **dict.fromkeys(("xã", "phường", "thị trấn", "đặc khu"), "commune"),
    **dict.fromkeys(("thôn", "làng", "bản", "ấp", "buôn", "khu phố", "tổ dân phố", "khu dân cư"), "residential_area"),
    "cơ quan": "agency",
    "doanh nghiệp": "enterprise",
    "trường": "school",
}
# A parent is always of a broader rank, which also rules out circles.
RANK: Mapping[UnitKind, int] = {"province": 0, "district": 1, "commune": 2}
RANK_OF_THE_REST = 3


def rank(kind: UnitKind) -> int:
    """Returns 0 for a province to 3 for what has nothing below it."""
    return RANK.get(kind, RANK_OF_THE_REST)
