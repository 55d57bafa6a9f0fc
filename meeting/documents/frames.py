"""Ornaments that a layout may place: what goes around the words, and by DESIGNS all others.

Each fills a box (x, y its lower left corner, millimetres) in two colours, with lines, curves and areas only, so that
it prints sharp at any resolution, costs a few kilobytes once in a file, and can be shown by other means than PDF.
"""

from collections.abc import Callable
from math import pi, sin

from meeting.documents.curves import Point, at, polyline, pt, traced
from meeting.documents.emblems import draw_flourish, draw_medal, draw_ribbon, draw_waves
from meeting.documents.ornaments import corner_flower, diamond, fret_band, rosette
from meeting.documents.painter import Colour, Painter
from meeting.documents.pdf import MILLIMETRE
from meeting.documents.scrolls import CLOUD_REACH, VINE_REACH, cloud_corner, scale_of, vine_corner, wheat
from meeting.errors import N_

BAND = 7.0  # the fret's height, with its rules
CORNER = 11.0
GUILLOCHE, GUILLOCHE_WAVE = 8.4, 11.0  # the band's height, the length of a wave
GUILLOCHE_TURNS = 8
NOTCH = 5.2  # where a notched frame's inner rule steps back

Design = Callable[[Painter, float, float, float, float, Colour, Colour], None]


def draw_rosette(
    painter: Painter, x: float, y: float, width: float, height: float, colour: Colour, _second: Colour
) -> None:
    """A guilloche in the middle of the box, as large as it fits."""
    rosette(painter, x + width / 2, y + height / 2, min(width, height) / 2, line=0.2, colour=colour)


def draw_fret(
    painter: Painter, x: float, y: float, width: float, height: float, colour: Colour, second: Colour
) -> None:
    """A band of frets (回纹) between rules, flowered corners."""
    for inset, line, of in ((0, 0.9, colour), (BAND, 0.35, colour), (BAND + 1.8, 0.7, second)):
        _sides(painter, x, y, width, height, inset, line, of)
    gap = (BAND - 3.4) / 2
    across, up = width - 2 * CORNER, height - 2 * CORNER
    tall = BAND - 2 * gap
    columns, rows = max(1, round(across / (tall * 8 / 6))), max(1, round(up / (tall * 8 / 6)))
    right, top = x + width, y + height
    fret_band(painter, x + CORNER, y + gap, across, tall, turn=0, count=columns, colour=colour)
    fret_band(painter, right - CORNER, top - gap, across, tall, turn=2, count=columns, colour=colour)
    fret_band(painter, right - gap, y + CORNER, up, tall, turn=1, count=rows, colour=colour)
    fret_band(painter, x + gap, top - CORNER, up, tall, turn=3, count=rows, colour=colour)
    _flowers(painter, x, y, width, height, colour, second)


def draw_ruled(
    painter: Painter, x: float, y: float, width: float, height: float, colour: Colour, second: Colour
) -> None:
    """Four rules with a row of lozenges between them, flowered corners."""
    for inset, line, of in ((0, 1.4, colour), (2.2, 0.35, second), (5.2, 0.35, second), (6.6, 0.35, colour)):
        _sides(painter, x, y, width, height, inset, line, of)
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
    _flowers(painter, x, y, width, height, second, colour)


def draw_plain(
    painter: Painter, x: float, y: float, width: float, height: float, colour: Colour, second: Colour
) -> None:
    """A thick rule and a thin one within it."""
    _frame(painter, x, y, width, height, 0, 1.2, colour)
    _frame(painter, x, y, width, height, 2.4, 0.3, second)


def draw_guilloche(
    painter: Painter, x: float, y: float, width: float, height: float, colour: Colour, second: Colour
) -> None:
    """A band of interlaced waves between rules, as on banknotes; ``second`` colours the rules and the corners."""
    band = min(GUILLOCHE, min(width, height) / 6)
    _frame(painter, x, y, width, height, 0, band * 0.095, second)
    _frame(painter, x, y, width, height, band * 0.14, band * 0.025, second)
    _frame(painter, x, y, width, height, band * 0.86, band * 0.025, second)
    _frame(painter, x, y, width, height, band, band * 0.05, second)
    for start_x, start_y, length, turn in (
        (x + band, y, width - 2 * band, 0), (x + width, y + band, height - 2 * band, 1),
        (x + width - band, y + height, width - 2 * band, 2), (x, y + height - band, height - 2 * band, 3),
    ):  # fmt: skip
        waves = max(1, round(length / (band * GUILLOCHE_WAVE / GUILLOCHE)))
        one = length / waves  # drawn over and over, each time moved on: a file packs that well
        parts = []
        for number in range(GUILLOCHE_TURNS):

            def place(along: float, phase: float = 2 * pi * number / GUILLOCHE_TURNS, one: float = one) -> Point:
                return along, band * (0.5 + 0.3 * sin(2 * pi * along / one + phase))

            parts.append(traced(place, 0, one, 4))
        cosine, sine = ((1, 0), (0, 1), (-1, 0), (0, -1))[turn]
        painter.raw(
            f"{cosine} {sine} {-sine} {cosine} {at((start_x, start_y))} cm {colour.operands} RG "
            f"{pt(band * 0.018)} w "
            + f" 1 0 0 1 {one * MILLIMETRE:.4f} 0 cm ".join([f"{' '.join(parts)} S"] * waves)
        )
    for across in (x + band / 2, x + width - band / 2):
        for up in (y + band / 2, y + height - band / 2):
            corner_flower(painter, across, up, band * 0.72, colour=second, line=band * 0.03)


def draw_clouds(
    painter: Painter, x: float, y: float, width: float, height: float, colour: Colour, second: Colour
) -> None:
    """Two rules, in each corner a bank of clouds (祥云) filled with ``second``."""
    _frame(painter, x, y, width, height, 0, 1.0, colour)
    _frame(painter, x, y, width, height, 2.2, 0.3, colour)
    _at_corners(painter, x, y, width, height, cloud_corner(line=0.32, colour=colour, ground=second), CLOUD_REACH)


def draw_vine(
    painter: Painter, x: float, y: float, width: float, height: float, colour: Colour, second: Colour
) -> None:
    """Two rules, in each corner a peony with scrolling branches (缠枝牡丹) filled with ``second``."""
    _frame(painter, x, y, width, height, 0, 0.9, colour)
    _frame(painter, x, y, width, height, 1.5, 0.25, colour)
    vine = vine_corner(line=0.28, colour=colour, ground=second)
    _at_corners(painter, x + 1.5, y + 1.5, width - 3, height - 3, vine, VINE_REACH)


def draw_notched(
    painter: Painter, x: float, y: float, width: float, height: float, colour: Colour, second: Colour
) -> None:
    """A strong rule and a thin one that steps back at the corners, where small squares stand."""
    unit = min(1.0, min(width, height) / 60)
    inset, notch = 2.0 * unit, NOTCH * unit
    _frame(painter, x, y, width, height, 0, 0.8 * unit, colour)
    left, right, low, top = x + inset, x + width - inset, y + inset, y + height - inset
    painter.raw(
        f"{second.operands} RG {pt(0.35 * unit)} w "
        + polyline(
            [
                (left + notch, low), (right - notch, low), (right - notch, low + notch), (right, low + notch),
                (right, top - notch), (right - notch, top - notch), (right - notch, top), (left + notch, top),
                (left + notch, top - notch), (left, top - notch), (left, low + notch), (left + notch, low + notch),
            ],
            closed=True,
        )
        + " S"
    )  # fmt: skip
    for across in (left + 0.3 * unit, right - 3.3 * unit):
        for up in (low + 0.3 * unit, top - 3.3 * unit):
            painter.frame(across, up, 3.0 * unit, 3.0 * unit, line=0.35 * unit, colour=second)
            painter.rectangle(across + 0.9 * unit, up + 0.9 * unit, 1.2 * unit, 1.2 * unit, fill=colour)


def draw_corners(
    painter: Painter, x: float, y: float, width: float, height: float, colour: Colour, second: Colour
) -> None:
    """Four corners of frets, with nothing between them."""
    size = min(width, height) * 0.16
    # A fret that turns the corner: the strong line outside, the thin one winding within.
    strong = polyline([(size, 0), (0, 0), (0, size)])
    thin = polyline(
        [(part_x * size, part_y * size) for part_x, part_y in (
            (0.86, 0.12), (0.36, 0.12), (0.36, 0.36), (0.22, 0.36), (0.22, 0.22), (0.29, 0.22), (0.29, 0.29),
        )]
    )  # fmt: skip
    other = polyline([(part_y * size, part_x * size) for part_x, part_y in ((0.86, 0.12), (0.36, 0.12), (0.36, 0.36))])
    _at_corners(
        painter, x, y, width, height,
        f"{colour.operands} RG {pt(size * 0.055)} w 0 J 0 j {strong} S "
        f"{second.operands} RG {pt(size * 0.026)} w {thin} {other} S",
        size,
    )  # fmt: skip


DESIGNS: dict[str, Design] = {
    "fret": draw_fret, "ruled": draw_ruled, "plain": draw_plain, "guilloche": draw_guilloche, "clouds": draw_clouds,
    "vine": draw_vine, "notched": draw_notched, "corners": draw_corners, "rosette": draw_rosette,
    "ribbon": draw_ribbon, "medal": draw_medal, "wheat": wheat, "flourish": draw_flourish, "waves": draw_waves,
}  # fmt: skip


TITLES: dict[str, str] = {
    "fret": N_("回纹边"), "ruled": N_("双线边"), "plain": N_("粗细线边"), "guilloche": N_("扭索边"),
    "clouds": N_("祥云边"), "vine": N_("缠枝牡丹边"), "notched": N_("缺角边"), "corners": N_("回纹角"),
    "rosette": N_("团花"), "ribbon": N_("绶带"), "medal": N_("奖章"), "wheat": N_("麦穗"), "flourish": N_("花线"),
    "waves": N_("海水纹"),
}  # fmt: skip
"""What the designs are called where one is chosen."""


def _at_corners(
    painter: Painter, x: float, y: float, width: float, height: float, drawn: str, reach: float
) -> None:
    """What is drawn for a corner at the origin, at each of the box's corners, smaller where there is less room."""
    scale = scale_of(width, height, reach)
    for turned_x, across in ((scale, x), (-scale, x + width)):
        for turned_y, up in ((scale, y), (-scale, y + height)):
            painter.raw(f"{turned_x:.4f} 0 0 {turned_y:.4f} {at((across, up))} cm {drawn}")


def _sides(
    painter: Painter, x: float, y: float, width: float, height: float, inset: float, line: float, colour: Colour
) -> None:
    """A frame but for its corners."""
    right, top = x + width, y + height
    for up in (y + inset, top - inset):
        painter.line(x + CORNER, up, right - CORNER, up, width=line, colour=colour)
    for across in (x + inset, right - inset):
        painter.line(across, y + CORNER, across, top - CORNER, width=line, colour=colour)


def _flowers(
    painter: Painter, x: float, y: float, width: float, height: float, outer: Colour, inner: Colour
) -> None:
    half = CORNER / 2
    for across in (x + half, x + width - half):
        for up in (y + half, y + height - half):
            corner_flower(painter, across, up, CORNER, colour=outer, line=0.45)
            corner_flower(painter, across, up, CORNER - 2, colour=inner, line=0.25)


def _frame(
    painter: Painter, x: float, y: float, width: float, height: float, inset: float, line: float, colour: Colour
) -> None:
    painter.frame(x + inset, y + inset, width - 2 * inset, height - 2 * inset, line=line, colour=colour)
