"""Paragraphs in a box, as letters and certificates have them: justified, indented, as large as they fit.

Lengths of boxes are millimetres, type sizes points.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import ceil

from meeting.documents.cutting import Cut, Run, cells
from meeting.documents.errors import TextTooLong
from meeting.documents.fitting import MIDDLE
from meeting.documents.painter import Painter, Style
from meeting.documents.pdf import MILLIMETRE
from meeting.documents.shipped_fonts import Face
from meeting.documents.typefaces import marked_face, unmarked_face
from meeting.documents.typesetting import Line, break_well, flaws, set_line

LEADING_OF_MANY = 0.9  # of the leading, from MANY_LINES on
MANY_LINES = 6
FULL_SIZE_LINES = 4  # with more lines the largest size is this part of the style's:
LARGEST_OF_MORE = 24 / 26
LEAST_USUAL = 22 / 26  # of the style's size: the custom's 22 to 26 points
YIELD = 2  # points given up for better lines, though not below the least usual size
INDENT = 2  # characters
STROKE = 0.028  # what makes a face without a bold one stronger, parts of the size

Paragraph = tuple[Run, ...]


@lru_cache
def strong(style: Style) -> Style:
    """How emphasised words within a style are set."""
    if unmarked_face(style.face) == Face.SONG:
        bold = Face.SONG_BOLD if style.face == Face.SONG else marked_face(Face.SONG_BOLD)
        return Style(bold, style.size, style.colour)
    return Style(style.face, style.size, style.colour, stroke=STROKE)


@dataclass(slots=True)
class Setting:
    """One paragraph in a style and a column (points), and how it breaks at each size that was tried."""

    runs: Paragraph
    style: Style
    column: float
    indent: int = INDENT
    """Characters."""
    _cut: Cut | None = None
    _broken: dict[float, tuple[list[Line], int]] = field(default_factory=dict)

    def at(self, size: float) -> tuple[list[Line], int]:
        """Its lines at a size, and how many of them look wrong."""
        found = self._broken.get(size)
        if found is None:
            lines = break_well(self._cut_once(), size, self.column, indent=self.indent * size)
            found = self._broken[size] = (lines, flaws(lines, size, self.column))
        return found

    def _cut_once(self) -> Cut:
        if self._cut is None:
            self._cut = cells(self.runs, self.style, strong(self.style))
        return self._cut

    def least(self, size: float) -> int:
        """At least how many lines it has at a size: a mark and a blank at their ends may need no room."""
        return ceil((self._cut_once().ends[-1] / 1000 + self.indent) * size / (self.column + size))

    def draw(self, painter: Painter, x: float, y: float, size: float, leading: float) -> None:
        """Draw its lines from (x, y), the first one's baseline; the last one isn't justified."""
        bold, step = strong(self.style).stroke, size * leading / MILLIMETRE
        placed = []
        for number, line in enumerate(self.at(size)[0]):
            pieces, spacing = set_line(line, size, self.column, self.style.stroke, bold, justify=not line.last)
            placed.append((x + line.indent / MILLIMETRE, y - number * step, pieces, spacing))
        painter.lines(placed, self.style.sized(size))


@dataclass(frozen=True, slots=True)
class Prose:
    """Paragraphs set in a box: size (points), leading (parts of it), lines of each paragraph."""

    size: float
    leading: float
    counts: tuple[int, ...]

    @property
    def step(self) -> float:
        """From baseline to baseline, in millimetres."""
        return self.size * self.leading / MILLIMETRE

    @property
    def height(self) -> float:
        """From the top of the first line's ideographs to the bottom of the last line's, in millimetres."""
        return (sum(self.counts) - 1) * self.step + self.size / MILLIMETRE

    @property
    def ascent(self) -> float:
        """From the top of a line down to its baseline, in millimetres."""
        return self.size / MILLIMETRE * (0.5 + MIDDLE)


def indent_of(runs: Sequence[Run]) -> int:
    """The indentation of a paragraph, in characters: none for a salutation, which ends with a colon."""
    return 0 if runs and runs[-1].text.rstrip().endswith(("：", ":")) else INDENT


def set_prose(paragraphs: Sequence[Setting], height: float, *, least: float, leading: float) -> Prose:
    """Find the largest size at which paragraphs of one style fit the height, or up to YIELD points less if that
    leaves fewer lines ragged or short.

    Raises TextTooLong.
    """
    most = paragraphs[0].style.size
    best: tuple[int, Prose] | None = None  # flaws first
    smallest = least
    size = most
    while size >= smallest:
        if size > most * LARGEST_OF_MORE and sum([one.least(size) for one in paragraphs]) > FULL_SIZE_LINES:
            size -= 1
            continue
        tried = [paragraph.at(size) for paragraph in paragraphs]
        wrong = sum(flawed for _, flawed in tried)
        counts = tuple(len(lines) for lines, _ in tried)
        many = sum(counts) >= MANY_LINES
        prose = Prose(size, leading * LEADING_OF_MANY if many else leading, counts)
        if (sum(counts) <= FULL_SIZE_LINES or size <= most * LARGEST_OF_MORE) and prose.height <= height:
            if best is None:
                smallest = max(least, min(size, max(size - YIELD, most * LEAST_USUAL)))
            if best is None or wrong < best[0]:
                best = (wrong, prose)
            if not wrong:
                break
        size -= 1
    if best is None:
        raise TextTooLong(text="".join(run.text for paragraph in paragraphs for run in paragraph.runs))
    return best[1]
