"""Clouds (祥云), scrolling vines (缠枝), peonies (牡丹) and ears of wheat (麦穗), in millimetres."""

from math import atan2, cos, hypot, pi, sin

from meeting.documents.curves import Point, at, circle, polyline, pt, spiral, traced
from meeting.documents.painter import Colour, Painter

# A corner's cloud: middle and radius of each puff along one side, from the last behind to the first in front. The other
# side is its mirror on the corner's diagonal.
PUFFS = ((30.6, 2.9, 2.2), (24.4, 4.2, 3.3), (17.0, 5.6, 4.3))
HEART = ((14.4, 14.4, 4.0), (8.6, 8.6, 6.4))
TAILS = (((27, 1.6), (35, 1.0), (40, 3.6), (50, 2.2), (42, 5.9), (36, 4.2), (28, 5.2)),
         ((20, 4.0), (28, 10.6), (33, 4.6), (41, 8.2), (33, 11.6), (27, 9.4), (19, 9.6)))  # fmt: skip
"""What drifts away behind the puffs: a place, then the handles and ends of the curves to the tip and back."""
CLOUD_REACH = 50.0  # of one along its sides
PUFF_TURN = 1.45 * 2 * pi

PETALS = ((1.0, 9, 0.0), (0.76, 7, 0.35), (0.52, 5, 0.1))
"""Rows of a peony's petals from the outermost: reach (parts of the radius), number, turn."""
VINE_REACH, VINE_SWING, VINE_BEAT = 64.0, 2.3, 15.0  # a branch along a side: its length, its waves' height and length
GRAINS = 10


def cloud_corner(*, line: float, colour: Colour, ground: Colour) -> str:
    """A bank of clouds in a corner at the origin, along both axes."""
    parts = [f"{colour.operands} RG {ground.operands} rg {pt(line)} w 1 J 1 j"]
    for tail in TAILS:
        for first, *curves in (tail, tuple((y, x) for x, y in tail)):
            parts.append(f"{at(first)} m {at(*curves[:3])} c {at(*curves[3:])} c B")
    for x, y, radius in PUFFS:
        parts.append(_puff(x, y, radius, pi * 0.95, -1))
        parts.append(_puff(y, x, radius, pi * 1.55, 1))
    (x, y, radius), (wide_x, wide_y, wide) = HEART
    parts.append(_puff(x, y, radius, pi * 1.25, -1))
    parts.append(_puff(wide_x, wide_y, wide, pi * 1.25, 1))
    return " ".join(parts)


def _puff(x: float, y: float, radius: float, start: float, turn: int) -> str:
    """A disc that hides what is behind it, with a curl in it."""
    return f"{circle(x, y, radius)} B {spiral(x, y, radius * 0.74, radius * 0.12, start, turn * PUFF_TURN)} S"


def peony(x: float, y: float, radius: float, *, line: float, colour: Colour, ground: Colour) -> str:
    """A flower seen from above, with notched petals in three rows."""
    parts = [f"{colour.operands} RG {ground.operands} rg {pt(line)} w 1 j"]
    for reach, count, turn in PETALS:
        for number in range(count):
            parts.append(_petal(x, y, radius * reach, turn + 2 * pi * number / count, pi / count * 1.18))
    parts.append(f"{circle(x, y, radius * 0.2)} B")
    parts.append(f"{colour.operands} rg {circle(x, y, radius * 0.09)} f")
    return " ".join(parts)


def _petal(x: float, y: float, radius: float, angle: float, half: float) -> str:
    """From the middle out, twice rounded at its edge, with a vein."""

    def place(reach: float, turn: float) -> Point:
        return x + radius * reach * cos(angle + turn * half), y + radius * reach * sin(angle + turn * half)

    return (
        f"{at(place(0.1, 0))} m {at(place(0.45, 0.9), place(0.75, 1.25), place(0.9, 0.92))} c "
        f"{at(place(1.06, 0.62), place(1.1, 0.2), place(0.93, 0))} c "
        f"{at(place(1.1, -0.2), place(1.06, -0.62), place(0.9, -0.92))} c "
        f"{at(place(0.75, -1.25), place(0.45, -0.9), place(0.1, 0))} c B "
        f"{at(place(0.62, 0))} m {at(place(0.8, 0))} l S"
    )


def vine_corner(*, line: float, colour: Colour, ground: Colour) -> str:
    """A peony in a corner at the origin with a branch along each axis."""
    width = pt(line)
    parts = [f"{colour.operands} RG {ground.operands} rg {width} w 1 J 1 j"]
    for mirrored in (False, True):
        if mirrored:
            parts.append("q 0 1 1 0 0 0 cm")
        parts.append(_branch())
        if mirrored:
            parts.append("Q")
    parts.append(peony(9.4, 9.4, 8.2, line=line, colour=colour, ground=ground))
    return " ".join(parts)


def _branch() -> str:
    """A wave that dies out, with a curl and a leaf at each of its turns."""

    def stem(x: float) -> Point:
        fading = max(0.0, min(1.0, (VINE_REACH - x) / 22))
        return x, 6.2 + VINE_SWING * fading * sin(2 * pi * (x - 12) / VINE_BEAT)

    parts = [f"{traced(stem, 12, VINE_REACH - 2, 16)} S"]
    turns = 7
    for number in range(turns):
        x = 17.5 + number * VINE_BEAT / 2
        up = 1 if number % 2 else -1
        size = 1.0 - 0.075 * number
        _, y = stem(x)
        parts.append(f"{spiral(x + 1.0 * size, y - up * 0.2, 2.7 * size, 0.35, up * pi * 0.9, up * -2.6 * pi)} S")
        parts.append(_leaf(x + 1.8, stem(x + 1.8)[1], 5.2 * size, up * -0.62))
    x, y = stem(VINE_REACH - 2)
    parts.append(_leaf(x - 0.4, y, 4.2, 0.0))
    return " ".join(parts)


def _leaf(x: float, y: float, length: float, angle: float) -> str:
    """A pointed leaf with its vein."""

    def place(along: float, aside: float) -> Point:
        return (
            x + length * (along * cos(angle) - aside * sin(angle)),
            y + length * (along * sin(angle) + aside * cos(angle)),
        )

    return (
        f"{at(place(0, 0))} m {at(place(0.25, 0.34), place(0.62, 0.3), place(1, 0))} c "
        f"{at(place(0.6, -0.1), place(0.3, -0.2), place(0, 0))} c B {at(place(0.1, 0))} m {at(place(0.72, 0.05))} l S"
    )


def wheat(
    painter: Painter, x: float, y: float, width: float, height: float, colour: Colour, second: Colour
) -> None:
    """Two ears of wheat that embrace the box's middle, tied below."""
    middle, low = x + width / 2, y + height * 0.04
    size = min(width, height)
    reach_x, reach_y = width / 2 - size * 0.1, height * 0.94
    parts = [f"{colour.operands} rg {second.operands} RG {pt(size * 0.006)} w 1 J 1 j"]
    for side in (-1, 1):

        def stem(part: float, side: int = side) -> Point:
            angle = -pi / 2 + part * pi * 0.8
            return middle + side * reach_x * cos(angle), low + reach_y * (0.5 + 0.5 * sin(angle))

        parts.append(f"{colour.operands} RG {traced(stem, -0.06, 1.0, 6)} S {second.operands} RG")
        for number in range(GRAINS):
            part = 0.2 + 0.8 * number / (GRAINS - 1)
            (x1, y1), (x2, y2) = stem(part), stem(part + 0.02)
            along = atan2(y2 - y1, x2 - x1)
            length = size * (0.155 - 0.035 * part)
            for lean in (-0.5, 0.5):
                parts.append(_grain(x1, y1, length, along + lean))
        (x1, y1), (x2, y2) = stem(1.0), stem(1.02)
        parts.append(_grain(x1, y1, size * 0.11, atan2(y2 - y1, x2 - x1)))
    painter.raw(" ".join(parts))


def _grain(x: float, y: float, length: float, angle: float) -> str:
    """A grain as a pointed oval."""

    def place(along: float, aside: float) -> Point:
        return (
            x + length * (along * cos(angle) - aside * sin(angle)),
            y + length * (along * sin(angle) + aside * cos(angle)),
        )

    return (
        f"{at(place(0, 0))} m {at(place(0.3, 0.3), place(0.75, 0.2), place(1, 0))} c "
        f"{at(place(0.75, -0.2), place(0.3, -0.3), place(0, 0))} c h B"
    )


def star(x: float, y: float, radius: float, points: int = 5, inner: float = 0.382) -> str:
    """A star standing on two of its points."""
    places = []
    for number in range(2 * points):
        reach, angle = radius * (inner if number % 2 else 1.0), pi / 2 + pi * number / points
        places.append((x + reach * cos(angle), y + reach * sin(angle)))
    return polyline(places, closed=True)


def scale_of(width: float, height: float, wanted: float) -> float:
    """By how much a corner's piece of the reach ``wanted`` shrinks so that two fit on the shorter side."""
    return min(1.0, min(width, height) * 0.46 / wanted) if hypot(width, height) else 1.0
