"""The ornament around honours: a fret (回纹) between rules, flowered corners, a rosette behind the words.

Everything is drawn, so that it prints sharp at any resolution and costs a few kilobytes once in a file.
"""

from math import cos, pi, sin

from meeting.documents.painter import Colour, Painter
from meeting.documents.pdf import MILLIMETRE

# One fret, on a grid of 8 × 6 units: it joins the next one along the lower rail. Drawn from left to right.
FRET = ((0, 0), (0, 6), (6, 6), (6, 2), (3, 2), (3, 4), (4.5, 4))
FRET_WIDTH = 8
# Rings of the rosette: middle radius and swing (parts of the whole), waves around, curves turned.
ROSETTE = ((0.80, 0.20, 12, 8), (0.50, 0.16, 12, 6), (0.22, 0.12, 12, 4))
CURVES_A_WAVE = 4


def fret_band(
    painter: Painter,
    x: float,
    y: float,
    length: float,
    height: float,
    *,
    turn: int,
    count: int,
    colour: Colour,
) -> None:
    """A band of ``count`` frets from (x, y) over ``length`` mm, turned by quarters."""
    unit_x, unit_y = length / (count * FRET_WIDTH), height / 6
    parts = []
    for number in range(count):
        left = number * FRET_WIDTH + 1
        points = [((left + px) * unit_x, py * unit_y) for px, py in FRET]
        parts.append(_polyline(points))
    rail = _polyline([(0, 0), (length, 0)])
    width = height / 6 * 0.5
    cosine, sine = ((1, 0), (0, 1), (-1, 0), (0, -1))[turn]
    painter.raw(
        f"{cosine} {sine} {-sine} {cosine} {_pt(x)} {_pt(y)} cm {colour.operands} RG {_pt(width)} w 0 J 0 j "
        f"{rail} {' '.join(parts)} S"
    )


def rosette(painter: Painter, x: float, y: float, radius: float, *, line: float, colour: Colour) -> None:
    """A guilloche of waves around (x, y): rings of one wave, turned against itself."""
    parts = []
    for middle, swing, waves, turns in ROSETTE:
        for turn in range(turns):
            parts.append(_wave(x, y, radius * middle, radius * swing, waves, 2 * pi * turn / turns))
    painter.raw(f"{colour.operands} RG {_pt(line)} w 1 j {' '.join(parts)} S")


def corner_flower(painter: Painter, x: float, y: float, size: float, *, colour: Colour, line: float) -> None:
    """A square corner piece centred on (x, y): a frame with a four-petalled flower (柿蒂纹) in it."""
    half = size / 2
    parts = [_polyline([(x - half, y - half), (x + half, y - half), (x + half, y + half), (x - half, y + half)]) + " h"]
    for quarter in range(4):
        parts.append(_petal(x, y, 0, half * 0.86, pi / 4 + quarter * pi / 2, pi / 5))
        parts.append(_petal(x, y, 0, half * 0.62, quarter * pi / 2, pi / 8))
    painter.raw(f"{colour.operands} RG {_pt(line)} w 1 j {' '.join(parts)} S")


def diamond(painter: Painter, x: float, y: float, size: float, *, colour: Colour) -> None:
    """A small filled lozenge centred on (x, y)."""
    half = size / 2
    points = [(x - half, y), (x, y + half), (x + half, y), (x, y - half)]
    painter.raw(f"{colour.operands} rg {_polyline(points)} h f")


def _petal(x: float, y: float, inner: float, outer: float, angle: float, half: float) -> str:
    """A pointed petal between two radii, as two curves mirrored on its axis."""

    def at(radius: float, turn: float) -> str:
        return f"{_pt(x + radius * cos(angle + turn))} {_pt(y + radius * sin(angle + turn))}"

    middle = inner + (outer - inner) * 0.55
    shoulder = inner + (outer - inner) * 0.98
    root, tip = at(inner, 0), at(outer, 0)
    left = f"{at(middle, half)} {at(shoulder, half * 0.55)}"
    right = f"{at(shoulder, -half * 0.55)} {at(middle, -half)}"
    return f"{root} m {left} {tip} c {right} {root} c"


def _wave(x: float, y: float, middle: float, swing: float, waves: int, phase: float) -> str:
    """A closed wave around (x, y), as Bézier curves through points on it with its own tangents."""
    count = waves * CURVES_A_WAVE
    step = 2 * pi / count

    def point(number: int) -> tuple[float, float, float, float]:
        angle = step * number
        radius = middle + swing * cos(waves * angle + phase)
        growth = -swing * waves * sin(waves * angle + phase)
        return (
            x + radius * cos(angle),
            y + radius * sin(angle),
            (growth * cos(angle) - radius * sin(angle)) * step / 3,
            (growth * sin(angle) + radius * cos(angle)) * step / 3,
        )

    from_x, from_y, tangent_x, tangent_y = point(0)
    parts = [f"{_pt(from_x)} {_pt(from_y)} m"]
    for number in range(1, count + 1):
        to_x, to_y, end_x, end_y = point(number)
        parts.append(
            f"{_pt(from_x + tangent_x)} {_pt(from_y + tangent_y)} "
            f"{_pt(to_x - end_x)} {_pt(to_y - end_y)} {_pt(to_x)} {_pt(to_y)} c"
        )
        from_x, from_y, tangent_x, tangent_y = to_x, to_y, end_x, end_y
    return " ".join([*parts, "h"])


def _polyline(points: list[tuple[float, float]]) -> str:
    first, *rest = (f"{_pt(px)} {_pt(py)}" for px, py in points)
    return " ".join([f"{first} m", *(f"{point} l" for point in rest)])


def _pt(value: float) -> str:
    """Millimetres as points."""
    return f"{value * MILLIMETRE:.2f}"
