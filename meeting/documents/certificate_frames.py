"""Two borders of one family: gold fret for honours, cinnabar and gold rules for letters of appointment."""

from meeting.documents.ornaments import corner_flower, diamond, fret_band, rosette
from meeting.documents.painter import WHITE, Colour, Painter
from meeting.documents.palette import CINNABAR, FAINT_GOLD, GOLD
from meeting.documents.pdf import A4_LANDSCAPE

WIDTH, HEIGHT = A4_LANDSCAPE
EDGE = 11.0  # from the sheet's edge: office printers leave 5 mm white
BAND = 7.0  # the fret's height, with its rules
CORNER = 11.0
ROSETTE_MIDDLE, ROSETTE_RADIUS = 103.0, 47.0


def draw_frame(painter: Painter, *, honour: bool) -> None:
    """Draw border and background of a certificate of honour, else of a letter of appointment."""
    rosette(painter, WIDTH / 2, ROSETTE_MIDDLE, ROSETTE_RADIUS, line=0.2, colour=FAINT_GOLD)
    if honour:
        _fret_frame(painter)
    else:
        _ruled_frame(painter)


def _fret_frame(painter: Painter) -> None:
    outer = EDGE
    inner = EDGE + BAND
    _frame(painter, outer, 0.9, GOLD)
    _frame(painter, inner, 0.35, GOLD)
    _frame(painter, inner + 1.8, 0.7, CINNABAR)
    gap = (BAND - 3.4) / 2
    start = outer + CORNER
    across, up = WIDTH - 2 * start, HEIGHT - 2 * start
    near, far = outer + gap, outer + BAND - gap
    height = far - near
    columns, rows = round(across / (height * 8 / 6)), round(up / (height * 8 / 6))
    fret_band(painter, start, near, across, height, turn=0, count=columns, colour=GOLD)
    fret_band(painter, WIDTH - start, HEIGHT - near, across, height, turn=2, count=columns, colour=GOLD)
    fret_band(painter, WIDTH - near, start, up, height, turn=1, count=rows, colour=GOLD)
    fret_band(painter, near, HEIGHT - start, up, height, turn=3, count=rows, colour=GOLD)
    _corners(painter, outer + CORNER / 2)


def _ruled_frame(painter: Painter) -> None:
    _frame(painter, EDGE, 1.4, CINNABAR)
    _frame(painter, EDGE + 2.2, 0.35, GOLD)
    _frame(painter, EDGE + 5.2, 0.35, GOLD)
    _frame(painter, EDGE + 6.6, 0.35, CINNABAR)
    count_across, count_up = 60, 41
    for number in range(1, count_across):
        x = EDGE + CORNER + (WIDTH - 2 * EDGE - 2 * CORNER) * number / count_across
        for y in (EDGE + 3.7, HEIGHT - EDGE - 3.7):
            diamond(painter, x, y, 1.5, colour=GOLD)
    for number in range(1, count_up):
        y = EDGE + CORNER + (HEIGHT - 2 * EDGE - 2 * CORNER) * number / count_up
        for x in (EDGE + 3.7, WIDTH - EDGE - 3.7):
            diamond(painter, x, y, 1.5, colour=GOLD)
    _corners(painter, EDGE + CORNER / 2)


def _corners(painter: Painter, place: float) -> None:
    for x in (place, WIDTH - place):
        for y in (place, HEIGHT - place):
            half = CORNER / 2
            painter.rectangle(x - half, y - half, CORNER, CORNER, fill=WHITE)
            corner_flower(painter, x, y, CORNER, colour=GOLD, line=0.45)
            corner_flower(painter, x, y, CORNER - 2, colour=CINNABAR, line=0.25)


def _frame(painter: Painter, inset: float, line: float, colour: Colour) -> None:
    painter.frame(inset, inset, WIDTH - 2 * inset, HEIGHT - 2 * inset, line=line, colour=colour)
