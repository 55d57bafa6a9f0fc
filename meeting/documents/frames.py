"""Ornaments that a layout may place: borders for honours and for letters of appointment, a rosette behind the words.

Each fills a box (x, y its lower left corner, millimetres) in two colours.
"""

from collections.abc import Callable

from meeting.documents.ornaments import corner_flower, diamond, fret_band, rosette
from meeting.documents.painter import WHITE, Colour, Painter

BAND = 7.0  # the fret's height, with its rules
CORNER = 11.0

Design = Callable[[Painter, float, float, float, float, Colour, Colour], None]


def draw_rosette(
    painter: Painter,
    x: float,
    y: float,
    width: float,
    height: float,
    colour: Colour,
    second: Colour,  # noqa: ARG001  (as all designs have it)
) -> None:
    """A guilloche in the middle of the box, as large as it fits."""
    rosette(painter, x + width / 2, y + height / 2, min(width, height) / 2, line=0.2, colour=colour)


def draw_fret(
    painter: Painter, x: float, y: float, width: float, height: float, colour: Colour, second: Colour
) -> None:
    """A band of frets (回纹) between rules, flowered corners."""
    _frame(painter, x, y, width, height, 0, 0.9, colour)
    _frame(painter, x, y, width, height, BAND, 0.35, colour)
    _frame(painter, x, y, width, height, BAND + 1.8, 0.7, second)
    gap = (BAND - 3.4) / 2
    across, up = width - 2 * CORNER, height - 2 * CORNER
    tall = BAND - 2 * gap
    columns, rows = max(1, round(across / (tall * 8 / 6))), max(1, round(up / (tall * 8 / 6)))
    right, top = x + width, y + height
    fret_band(painter, x + CORNER, y + gap, across, tall, turn=0, count=columns, colour=colour)
    fret_band(painter, right - CORNER, top - gap, across, tall, turn=2, count=columns, colour=colour)
    fret_band(painter, right - gap, y + CORNER, up, tall, turn=1, count=rows, colour=colour)
    fret_band(painter, x + gap, top - CORNER, up, tall, turn=3, count=rows, colour=colour)
    _corners(painter, x, y, width, height, colour, second)


def draw_ruled(
    painter: Painter, x: float, y: float, width: float, height: float, colour: Colour, second: Colour
) -> None:
    """Four rules with a row of lozenges between them, flowered corners."""
    for inset, line, of in ((0, 1.4, colour), (2.2, 0.35, second), (5.2, 0.35, second), (6.6, 0.35, colour)):
        _frame(painter, x, y, width, height, inset, line, of)
    across, up = width - 2 * CORNER, height - 2 * CORNER
    columns, rows = max(1, round(across / 4.2)), max(1, round(up / 4.05))
    for number in range(1, columns):
        place = x + CORNER + across * number / columns
        for edge in (y + 3.7, y + height - 3.7):
            diamond(painter, place, edge, 1.5, colour=second)
    for number in range(1, rows):
        place = y + CORNER + up * number / rows
        for edge in (x + 3.7, x + width - 3.7):
            diamond(painter, edge, place, 1.5, colour=second)
    _corners(painter, x, y, width, height, second, colour)


def draw_plain(
    painter: Painter, x: float, y: float, width: float, height: float, colour: Colour, second: Colour
) -> None:
    """A thick rule and a thin one within it."""
    _frame(painter, x, y, width, height, 0, 1.2, colour)
    _frame(painter, x, y, width, height, 2.4, 0.3, second)


DESIGNS: dict[str, Design] = {
    "fret": draw_fret, "ruled": draw_ruled, "plain": draw_plain, "rosette": draw_rosette,
}  # fmt: skip


def _corners(
    painter: Painter, x: float, y: float, width: float, height: float, outer: Colour, inner: Colour
) -> None:
    half = CORNER / 2
    for across in (x + half, x + width - half):
        for up in (y + half, y + height - half):
            painter.rectangle(across - half, up - half, CORNER, CORNER, fill=WHITE)
            corner_flower(painter, across, up, CORNER, colour=outer, line=0.45)
            corner_flower(painter, across, up, CORNER - 2, colour=inner, line=0.25)


def _frame(
    painter: Painter, x: float, y: float, width: float, height: float, inset: float, line: float, colour: Colour
) -> None:
    painter.frame(x + inset, y + inset, width - 2 * inset, height - 2 * inset, line=line, colour=colour)
