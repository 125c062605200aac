"""Places points given by latitude and longitude on a small drawing, with as many names as fit without touching."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import cos, radians

points_max = 1_000
margin_px = 14
letter_px = 6.4
"""Width of an average letter at the drawing's text size: enough to tell whether two names would touch."""
line_px = 14
gap_px = 9


@dataclass(frozen=True, slots=True)
class Spot:
    """A point of the drawing: x to the right, y downwards. Without an `anchor` there was no room for its name."""

    key: str
    name: str
    x: float
    y: float
    anchor: str | None = None
    text_x: float = 0.0
    text_y: float = 0.0


@dataclass(frozen=True, slots=True)
class PointMap:
    """A drawing of so many pixels with its spots."""

    width: int
    height: int
    spots: tuple[Spot, ...]


Box = tuple[float, float, float, float]


def point_map(points: Iterable[tuple[str, str, float | None, float | None]], width: int) -> PointMap | None:
    """Draws (key, name, latitude, longitude); None where fewer than two different places are known."""
    known = [(key, name, lat, lon) for key, name, lat, lon in points if lat is not None and lon is not None][
        :points_max
    ]
    if len({(lat, lon) for _, _, lat, lon in known}) < 2:
        return None
    # A degree of longitude is shorter than one of latitude, the more so the further from the equator.
    shrink = cos(radians(sum(lat for _, _, lat, _ in known) / len(known)))
    xs = [lon * shrink for *_, lon in known]
    ys = [-lat for _, _, lat, _ in known]
    spread_x, spread_y = max(max(xs) - min(xs), 1e-6), max(max(ys) - min(ys), 1e-6)
    scale = min((width - 2 * margin_px) / spread_x, (width - 2 * margin_px) / spread_y)
    left, height = (width - spread_x * scale) / 2, round(spread_y * scale + 2 * margin_px)
    spots = [
        Spot(key, name, round((x - min(xs)) * scale + left, 1), round((y - min(ys)) * scale + margin_px, 1))
        for (key, name, _, _), x, y in zip(known, xs, ys, strict=True)
    ]
    return PointMap(width, height, _named(spots, width, height))


def _named(spots: Sequence[Spot], width: int, height: int) -> tuple[Spot, ...]:
    """Gives each spot's name the first of four places that touches no spot and no earlier name."""
    taken: list[Box] = [(spot.x - 7, spot.y - 7, spot.x + 7, spot.y + 7) for spot in spots]
    named = []
    for spot in spots:
        for anchor, x, y, box in _places(spot):
            inside = box[0] >= 0 and box[2] <= width and box[1] >= 0 and box[3] <= height
            if inside and not any(_touch(box, other) for other in taken):
                taken.append(box)
                spot = replace(spot, anchor=anchor, text_x=round(x, 1), text_y=round(y, 1))
                break
        named.append(spot)
    return tuple(named)


def _places(spot: Spot) -> Iterable[tuple[str, float, float, Box]]:
    long = len(spot.name) * letter_px
    right, left, low, high = spot.x + gap_px, spot.x - gap_px, spot.y + gap_px + line_px, spot.y - gap_px
    yield "start", right, spot.y + 4, (right, spot.y - 7, right + long, spot.y + 7)
    yield "end", left, spot.y + 4, (left - long, spot.y - 7, left, spot.y + 7)
    yield "middle", spot.x, low - 3, (spot.x - long / 2, low - line_px, spot.x + long / 2, low)
    yield "middle", spot.x, high, (spot.x - long / 2, high - line_px, spot.x + long / 2, high)


def _touch(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
