"""The small map: north is up, nothing leaves the drawing, no name touches another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.point_map import PointMap, point_map

pytestmark = pytest.mark.fast

WIDTH = 340
places = st.lists(st.tuples(st.floats(8, 24), st.floats(102, 110)), min_size=2, max_size=40)


def drawn(points: list[tuple[float, float]]) -> PointMap | None:
    return point_map([(str(n), f"Nơi {n}", lat, lon) for n, (lat, lon) in enumerate(points)], WIDTH)


def test_north_is_up_and_east_is_right() -> None:
    drawing = drawn([(11.0, 108.0), (10.0, 109.0)])
    assert drawing is not None
    north_west, south_east = drawing.spots
    assert north_west.y < south_east.y and north_west.x < south_east.x


def test_one_place_or_an_unknown_one_makes_no_map() -> None:
    assert drawn([(11.0, 108.0)]) is None
    assert drawn([(11.0, 108.0), (11.0, 108.0)]) is None
    assert point_map([("a", "A", None, None), ("b", "B", 11.0, 108.0)], WIDTH) is None


@given(points=places)
def test_nothing_leaves_the_drawing(points: list[tuple[float, float]]) -> None:
    drawing = drawn(points)
    if drawing is None:
        assert len(set(points)) == 1
        return
    assert len(drawing.spots) == len(points)
    for spot in drawing.spots:
        assert 0 <= spot.x <= drawing.width and 0 <= spot.y <= drawing.height
        assert spot.anchor is None or 0 <= spot.text_y <= drawing.height


@given(points=places)
def test_names_stand_apart(points: list[tuple[float, float]]) -> None:
    drawing = drawn(points)
    named = [(spot.text_x, spot.text_y) for spot in drawing.spots if spot.anchor] if drawing else []
    assert len(set(named)) == len(named)
