"""Fitting a text into its place: shrunk to a floor, then wrapped; never clipped. Lengths are millimetres."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from meeting.documents.cutting import LEFT_INK, RIGHT_INK, WIDE, Run, cells, is_ideograph
from meeting.documents.errors import TextTooLong
from meeting.documents.painter import Painter, Style
from meeting.documents.pdf import MILLIMETRE
from meeting.documents.shaping import advance, advances
from meeting.documents.typefaces import visible
from meeting.documents.typesetting import break_lines

PAD = "\u3000"
STEP = 0.5  # points from one size tried to the next
SINGLE_LINE = 0.7  # a text is kept on one line down to this part of its size
LEADING = 1.25  # from baseline to baseline, parts of the size
MIDDLE = 0.38  # of the size: the middle of an ideograph over its baseline
HANGING = frozenset("·•・-")  # at a centred line's end they hang outside what is centred
HUNG_INK = 0.65  # of an interpunct's advance, up to where its ink ends: what follows needs no room
NAME_PARTS = re.compile(r"[^·•・\s-]+[·•・\s-]*|[·•・\s-]+")

Breaker = Callable[[str, Style, float], list[str]]


@dataclass(frozen=True, slots=True)
class Fitted:
    """A text with the size and the lines in which it fits its place."""

    text: str
    style: Style
    lines: tuple[str, ...]
    leading: float

    @property
    def height(self) -> float:
        """From the top of the first line's ideographs to the bottom of the last line's, in millimetres."""
        if not self.lines:
            return 0.0
        return self.style.size * (1 + (len(self.lines) - 1) * self.leading) / MILLIMETRE

    @property
    def width(self) -> float:
        """The widest line, in millimetres."""
        return max((self.style.width(line) for line in self.lines), default=0.0)

    def draw(
        self,
        painter: Painter,
        x: float,
        middle: float,
        *,
        align: Literal["left", "centre", "right"] = "centre",
    ) -> None:
        """Draw the lines around the height ``middle``, aligned at x; a reader copies one piece of text."""
        self.draw_as(painter, self.text, x, middle, align=align)

    def draw_as(
        self,
        painter: Painter,
        copied: str,
        x: float,
        middle: float,
        *,
        align: Literal["left", "centre", "right"] = "centre",
    ) -> None:
        """The same; what a reader copies is ``copied``."""
        size = self.style.size
        step = size * self.leading / MILLIMETRE
        y = middle + step * (len(self.lines) - 1) / 2 - MIDDLE * size / MILLIMETRE
        draw = {"left": painter.text, "centre": painter.centred, "right": painter.right}[align]
        centred = align == "centre"
        if self.lines == (copied,):
            draw(x + (off_centre(copied, self.style) if centred else 0), y, copied, self.style)
            return
        with painter.copied_as(copied):
            for line in self.lines:
                draw(x + (off_centre(line, self.style) if centred else 0), y, line, self.style)
                y -= step


def off_centre(line: str, style: Style) -> float:
    """How far to the right a centred line goes (mm) so that its words, not its outermost marks, are centred.

    A dot or a hyphen at its end hangs outside; of a full-width mark only the empty half does.
    """
    widths = advances(visible(line), style.face)
    if not widths:
        return 0.0
    right = left = 0.0
    if line[-1] in HANGING:
        right = widths[-1]
    elif line[-1] in LEFT_INK and widths[-1] >= WIDE:
        right = widths[-1] / 2
    if line[0] in RIGHT_INK and widths[0] >= WIDE:
        left = widths[0] / 2
    return (right - left) / 2 * style.size / 1000 / MILLIMETRE


def wrap(text: str, style: Style, width: float) -> list[str]:
    """Break a text into balanced lines: as many as it needs, none left with a single character."""
    cut, size = cells((Run(text),), style, style), style.size
    lines = break_lines(cut, size, width * MILLIMETRE)
    count = len(lines)
    low, high = style.width(text) / count * 0.9, width
    while high - low > 0.5:
        middle = (low + high) / 2
        narrower = break_lines(cut, size, middle * MILLIMETRE)
        if len(narrower) <= count:
            high, lines = middle, narrower
        else:
            low = middle
    return [line.text for line in lines]


def wrap_name(text: str, style: Style, width: float) -> list[str]:
    """Break a name after its dots, hyphens and spaces; within a part only if that is wider than a line."""
    lines: list[str] = []
    for part in NAME_PARTS.findall(text):
        if lines and _hung_width((lines[-1] + part).rstrip(), style) <= width:
            lines[-1] += part
        elif _hung_width(part.rstrip(), style) <= width:
            lines.append(part)
        else:
            line = part.rstrip()
            lines += wrap(part, style, width - (_hung_width(line, style) - style.width(line)))
    return [line.rstrip() for line in lines]


@lru_cache(maxsize=4096)
def fit(
    text: str,
    style: Style,
    width: float,
    height: float,
    *,
    floor: float,
    leading: float = LEADING,
    single: float = SINGLE_LINE,
    breaker: Breaker = wrap,
) -> Fitted:
    """Find the largest size, from the style's down to ``floor``, at which a text fits width and height.

    It begins a line after each ``\\n``, and no others down to ``single`` of its size.

    Raises TextTooLong, and GlyphMissing.
    """
    if not text:
        return Fitted(text, style, (), leading)
    paragraphs = text.split("\n")
    natural = max(map(style.width, paragraphs))
    tallest = style.size * (1 + (len(paragraphs) - 1) * leading) / MILLIMETRE
    if natural <= width and tallest <= height:
        return Fitted(text, style, tuple(paragraphs), leading)
    shrunk = int(style.size * min(width / natural if natural else 1.0, height / tallest) * 4) / 4
    if shrunk >= floor and shrunk >= style.size * (single if natural * height > width * tallest else 0):
        return Fitted(text, style.sized(shrunk), tuple(paragraphs), leading)
    size = style.size
    while size >= floor:
        # Sizes that can't do are skipped: the text's area at this size against that of its place.
        if natural * size / style.size / width <= height * MILLIMETRE / size / leading + 1:
            of = style.sized(size)
            broken = [[one] if of.width(one) <= width else breaker(one, of, width) for one in paragraphs]
            fitted = Fitted(text, of, tuple(line for lines in broken for line in lines), leading)
            if fitted.height <= height and fitted.width <= width + 0.01:
                return fitted
        size -= STEP
    raise TextTooLong(text=text)


def padded_name(name: str) -> str:
    """A name of two ideographs with a space between them, as lists and cards have it; any other as it is."""
    if len(name) == 2 and all(is_ideograph(character) for character in name):
        return f"{name[0]}{PAD}{name[1]}"
    return name


def fit_name(name: str, style: Style, width: float, height: float, *, floor: float, single: float = 0.5) -> Fitted:
    """Fit a person's name: two characters set apart, long names broken between their parts.

    What a reader copies is the name as it is, without the space. Raises TextTooLong, and GlyphMissing.
    """
    advance(name, style.face)  # a refusal names the person as written, without the space
    shown = padded_name(name)
    fitted = fit(shown, style, width, height, floor=floor, leading=1.15, single=single, breaker=wrap_name)
    return Fitted(name, fitted.style, fitted.lines, fitted.leading)


def _hung_width(line: str, style: Style) -> float:
    """How wide a place must be (mm) for a line whose last dot hangs outside what is centred."""
    bare = line.rstrip("".join(HANGING))
    if bare == line:
        return style.width(line)
    return style.width(bare) + 2 * HUNG_INK * (style.width(line) - style.width(bare))
