"""Paths of PDF operators (m l c h, in points) from places in millimetres: what ornaments are made of."""

from collections.abc import Callable, Sequence
from math import cos, pi, sin

from meeting.documents.pdf import MILLIMETRE

Point = tuple[float, float]
ROUND = 0.5523  # of the radius: where the handles of a quarter circle are
DIFFERENCE = 1e-4  # of a curve's parameter, for its tangents


def pt(value: float) -> str:
    """Millimetres as points, as short as they can be written to a hundredth."""
    text = f"{value * MILLIMETRE:.2f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def at(*points: Point) -> str:
    """The operands of some places."""
    return " ".join(f"{pt(x)} {pt(y)}" for x, y in points)


def polyline(points: Sequence[Point], *, closed: bool = False) -> str:
    """Straight lines from place to place."""
    first, *rest = (at(point) for point in points)
    return " ".join([f"{first} m", *(f"{point} l" for point in rest), *("h" if closed else "")])


def circle(x: float, y: float, radius: float) -> str:
    """A circle around (x, y)."""
    round_ = radius * ROUND
    return (
        f"{at((x + radius, y))} m "
        f"{at((x + radius, y + round_), (x + round_, y + radius), (x, y + radius))} c "
        f"{at((x - round_, y + radius), (x - radius, y + round_), (x - radius, y))} c "
        f"{at((x - radius, y - round_), (x - round_, y - radius), (x, y - radius))} c "
        f"{at((x + round_, y - radius), (x + radius, y - round_), (x + radius, y))} c h"
    )


def traced(place: Callable[[float], Point], start: float, end: float, count: int) -> str:
    """A curve given by its places, as ``count`` Bézier curves with its own tangents."""
    step = (end - start) / count
    turns = [start + step * number for number in range(count + 1)]
    points = [place(turn) for turn in turns]
    handles = []
    for turn in turns:
        (x1, y1), (x2, y2) = place(turn - DIFFERENCE), place(turn + DIFFERENCE)
        handles.append(((x2 - x1) / (6 * DIFFERENCE) * step, (y2 - y1) / (6 * DIFFERENCE) * step))
    parts = [f"{at(points[0])} m"]
    for (x1, y1), (dx1, dy1), (x2, y2), (dx2, dy2) in zip(
        points[:-1], handles[:-1], points[1:], handles[1:], strict=True
    ):
        parts.append(f"{at((x1 + dx1, y1 + dy1), (x2 - dx2, y2 - dy2), (x2, y2))} c")
    return " ".join(parts)


def spiral(x: float, y: float, outer: float, inner: float, start: float, sweep: float) -> str:
    """From radius ``outer`` at the angle ``start`` to ``inner``, ``sweep`` further around (x, y); radians."""

    def place(part: float) -> Point:
        radius, angle = outer + (inner - outer) * part, start + sweep * part
        return x + radius * cos(angle), y + radius * sin(angle)

    return traced(place, 0.0, 1.0, max(2, round(abs(sweep) / (pi / 3))))


def arc(x: float, y: float, radius: float, start: float, end: float) -> str:
    """Part of a circle; radians."""
    return spiral(x, y, radius, radius, start, end - start)
