"""Single ornaments: a ribbon (绶带), a medal, a rule for below a title, waves (海水纹)."""

from math import acos, asin, cos, pi, sin

from meeting.documents.curves import Point, arc, at, circle, polyline, pt
from meeting.documents.ornaments import diamond
from meeting.documents.painter import Colour, Painter
from meeting.documents.scrolls import star

TEETH = 28  # of a medal's rim
WAVE = 6.0  # radius of one wave, at most; millimetres
RINGS = (1.0, 0.68, 0.36)


def draw_ribbon(
    painter: Painter, x: float, y: float, width: float, height: float, colour: Colour, second: Colour
) -> None:
    """A banner with folded, notched ends; words go on its middle two thirds. ``second`` is its reverse and its hem."""
    drop, tail = height * 0.22, min(width * 0.15, height * 1.6)
    fold = tail * 0.42
    top = y + height
    parts = [f"{colour.operands} rg"]
    for side, edge in ((1, x), (-1, x + width)):
        inner = edge + side * tail
        notch = edge + side * height * 0.28
        parts.append(
            polyline(
                [
                    (edge, y), (inner, y), (inner, top - drop), (edge, top - drop),
                    (notch, y + (height - drop) / 2),
                ],
                closed=True,
            )
            + " f"
        )  # fmt: skip
    parts.append(f"{second.operands} rg")
    for side, edge in ((1, x), (-1, x + width)):
        inner = edge + side * tail
        parts.append(polyline([(inner - side * fold, y + drop), (inner, y), (inner, y + drop)], closed=True) + " f")
    left, right = x + tail - fold, x + width - tail + fold
    middle = [(left, y + drop), (right, y + drop), (right, top), (left, top)]
    parts.append(f"{colour.operands} rg {polyline(middle, closed=True)} f")
    parts.append(f"{second.operands} RG {pt(height * 0.035)} w")
    for inset in (y + drop + height * 0.09, top - height * 0.09):
        parts.append(f"{polyline([(left, inset), (right, inset)])} S")
    painter.raw(" ".join(parts))


def draw_medal(
    painter: Painter, x: float, y: float, width: float, height: float, colour: Colour, second: Colour
) -> None:
    """A medal with a star and two ribbons below it: ``colour`` the ribbons, ``second`` the metal."""
    radius = min(width / 2, height * 0.36)
    middle, up = x + width / 2, y + height / 2 + radius * 0.375
    low = up - radius * 1.68
    parts = [f"{colour.operands} rg"]
    for side in (-1, 1):

        def place(along: float, aside: float, side: int = side) -> Point:
            angle = -pi / 2 + side * 0.34
            return (
                middle + along * cos(angle) - side * aside * sin(angle),
                up + along * sin(angle) + side * aside * cos(angle),
            )

        reach, half = (up - low) / cos(0.34) * 0.96, radius * 0.42
        ends = [place(reach, -half), place(reach - half * 0.8, 0), place(reach, half)]
        parts.append(f"{polyline([place(0, -half), *ends, place(0, half)], closed=True)} f")
    rim = []
    for number in range(2 * TEETH):
        reach = radius * (1.0 if number % 2 else 0.9)
        rim.append((middle + reach * cos(pi * number / TEETH), up + reach * sin(pi * number / TEETH)))
    white = "1 1 1"
    parts.append(f"{second.operands} rg {polyline(rim, closed=True)} f")
    parts.append(f"{white} RG {pt(radius * 0.035)} w {circle(middle, up, radius * 0.76)} S")
    parts.append(f"{circle(middle, up, radius * 0.68)} S")
    parts.append(f"{white} rg {star(middle, up - radius * 0.03, radius * 0.46)} f")
    painter.raw(" ".join(parts))


def draw_flourish(
    painter: Painter, x: float, y: float, width: float, height: float, colour: Colour, second: Colour
) -> None:
    """A rule that tapers to both sides from a lozenge between two smaller ones."""
    middle, up = x + width / 2, y + height / 2
    height = min(height, width / 12)
    gap = height * 1.6
    for side in (-1, 1):
        inner = middle + side * gap
        end = (x + (1 + side) / 2 * width, up)
        taper = polyline([(inner, up + height * 0.06), (inner, up - height * 0.06), end], closed=True)
        painter.raw(f"{colour.operands} rg {taper} f")
        diamond(painter, middle + side * height, up, height * 0.4, colour=second)
    diamond(painter, middle, up, height, colour=colour)


def draw_waves(
    painter: Painter, x: float, y: float, width: float, height: float, colour: Colour, _second: Colour
) -> None:
    """Rows of waves that overlap like scales, cut off at the box's edges."""
    columns = max(1, round(width / (2 * WAVE)))
    radius = width / columns / 2
    one = " ".join(arc(0, 0, radius * ring, _seen_from(ring), pi - _seen_from(ring)) for ring in RINGS)
    parts = [f"{at((x, y))} {at((width, height))} re W n {colour.operands} RG {pt(radius * 0.045)} w"]
    for row in range(int(height / (radius / 2)) + 2):
        across, up = x + (row % 2) * radius, y - radius / 2 + row * radius / 2
        moved = f" 1 0 0 1 {pt(2 * radius)} 0 cm "
        parts.append(f"q 1 0 0 1 {at((across, up))} cm {moved.join([f'{one} S'] * (columns + 1))} Q")
    painter.raw(" ".join(parts))


def _seen_from(ring: float) -> float:
    """The angle from which a wave's ring (part of its radius) isn't hidden by the waves in front of it: those of the
    next row, at (±1, -½), and of the row after it, at (0, -1).
    """
    # Hidden by the first: ring² + ¼ < ring (2 cos a - sin a), where 2 cos a - sin a = √5 cos(a + φ), φ = acos(2/√5).
    bound = (ring * ring + 0.25) / (ring * 5**0.5)
    beside = acos(min(1.0, bound)) - acos(2 / 5**0.5)
    below = -asin(ring / 2)
    return max(beside, below)
