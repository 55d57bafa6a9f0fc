"""Setting Chinese: line breaking (避头尾), squeezed punctuation, justification.

Paragraphs come from ``cutting``. Widths are points; places on the page are millimetres.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from meeting.documents.cutting import BLANK, CLOSING, CLOSING_HALF, HALF, WORDS, Cell, Cut, cells_between
from meeting.documents.painter import Painter, Piece, Style
from meeting.documents.pdf import MILLIMETRE

# What a justified line may gain in each place, parts of the type size. More tears the words apart: clreq
# (3.7) stretches blanks first, to half an em, and ideographs hardly at all.
MOST_STRETCH, MOST_STRETCH_OF_BLANK = 0.08, 0.25
SHORTEST_LAST = 3000  # thousandths: three characters, without the mark that ends them
NARROWINGS, NARROWING = 4, 0.5  # how often, and by how much of the type size, a paragraph is tried narrower
NOWHERE: set[int] = set()


@dataclass(slots=True)
class Line:
    """One line of a cut paragraph: from where to where, its indentation in points, whether the paragraph ends."""

    cut: Cut
    start: int
    end: int
    indent: float
    last: bool = False
    trim: float = 0.0  # thousandths that a mark at the end gives up

    @property
    def text(self) -> str:
        """Its characters."""
        return self.cut.text[self.start : self.end]

    @property
    def cells(self) -> list[Cell]:
        """What it isn't broken within."""
        return cells_between(self.cut, self.start, self.end)

    def width(self, size: float) -> float:
        """The natural width in points, without the indentation."""
        ends = self.cut.ends
        return (ends[self.end] - ends[self.start] - self.trim) * size / 1000


def break_lines(cut: Cut, size: float, width: float, *, indent: float = 0.0) -> list[Line]:
    """Break a paragraph into lines of at most ``width`` points, the first of them indented.

    A word longer than a line is cut. The lines keep every character save spaces at a break.
    """
    ends, text, kinds, count = cut.ends, cut.text, cut.kinds, len(cut.text)
    room = (width - indent) * 1000 / size
    within = _long_words_cut(cut, room) if cut.inner else cut.within
    lines: list[Line] = []
    start = 0
    while start < count:
        end = _fitting(cut, start, room + 0.01, within)
        last = end
        while last > start and text[last - 1] == " " and end < count:
            last -= 1
        line = Line(cut, start, last, 0.0 if lines else indent)
        if last > start and kinds[last - 1] == CLOSING_HALF and ends[last] - ends[start] > room:
            line.trim = HALF if last not in cut.shared else 0.0
        lines.append(line)
        start = end
        while start < count and text[start] == " ":
            start += 1
        room = width * 1000 / size
    if lines:
        lines[-1].last = True
    return lines


def break_well(cut: Cut, size: float, width: float, *, indent: float = 0.0) -> list[Line]:
    """As ``break_lines``, but where the last line would be a character or two, the lines before it are broken
    earlier, provided that they can still be justified to ``width`` points.
    """
    lines = break_lines(cut, size, width, indent=indent)
    if not _short_last(lines):
        return lines
    for number in range(1, NARROWINGS + 1):
        again = break_lines(cut, size, width - number * NARROWING * size, indent=indent)
        if len(again) > len(lines):
            break
        if flaws(again, size, width) < flaws(lines, size, width) and not _short_last(again):
            return again
    return lines


def flaws(lines: Sequence[Line], size: float, width: float) -> int:
    """How many lines of a paragraph look wrong: ragged though not the last, or the last with a character or two."""
    return sum([is_ragged(line, size, width) for line in lines if not line.last]) + _short_last(lines)


def _short_last(lines: Sequence[Line]) -> bool:
    """Say whether the last of several lines is shorter than SHORTEST_LAST, not counting the marks at its end."""
    if len(lines) < 2:
        return False
    line = lines[-1]
    end = line.end
    while end > line.start and line.cut.text[end - 1] in CLOSING:
        end -= 1
    return line.cut.ends[end] - line.cut.ends[line.start] < SHORTEST_LAST


def is_ragged(line: Line, size: float, column: float) -> bool:
    """Say whether a line falls so short of a column (points) that it isn't stretched to fill it."""
    slack = column - line.indent - line.width(size)
    return slack > 0 and slack > _stretchable(line) * size + 0.01


def _stretchable(line: Line) -> float:
    """What may be added between a line's cells, parts of the type size."""
    inner, places = line.cut.inner, line.end - line.start - 1
    if inner:
        places -= bisect_left(inner, line.end) - bisect_right(inner, line.start)
    stretch = MOST_STRETCH * max(0, places)
    return stretch + sum([part - MOST_STRETCH for _, part in _beside_blanks(line)]) if line.cut.blanks else stretch


def _beside_blanks(line: Line) -> Iterator[tuple[int, float]]:
    """After which characters more may be added than elsewhere (after a blank), or nothing (before it)."""
    text, (start, end) = line.cut.text, (line.start, line.end)
    for blank in line.cut.blanks:
        if start <= blank < end:
            if blank > start and text[blank - 1] != " ":
                yield blank, 0.0
            if blank + 1 < end:
                yield blank + 1, MOST_STRETCH_OF_BLANK


def _fitting(cut: Cut, start: int, room: float, within: set[int]) -> int:
    """Where a line that begins here ends, after moving the break to where it is allowed."""
    ends, kinds, count = cut.ends, cut.kinds, len(cut.text)
    end = bisect_right(ends, ends[start] + room, start + 1) - 1
    if end < count:  # a mark hangs at the edge by its empty half; blanks need no room
        if kinds[end] == CLOSING_HALF and end + 1 not in cut.shared and ends[end + 1] - ends[start] - HALF <= room:
            end += 1
        while end < count and kinds[end] == BLANK:
            end += 1
    if end >= count:
        return count
    for parted in (cut.tied, NOWHERE):  # what is tied is parted only if it is longer than the line
        allowed = end
        while allowed > start and (allowed in within or allowed in parted):
            allowed -= 1
        if allowed > start:
            return allowed
    return max(start + 1, end)  # nothing but marks: break where the line is full


def _long_words_cut(cut: Cut, room: float) -> set[int]:
    """Where no line ends, when words that are longer than a whole line are cut into pieces that are not."""
    if cut.ends[-1] <= room:
        return cut.within
    within = cut.within
    for match in WORDS.finditer(cut.kinds):
        start, end = match.span()
        while cut.ends[end] - cut.ends[start] > room:
            start = max(start + 1, bisect_right(cut.ends, cut.ends[start] + room, start + 1) - 1)
            within = within - {start}
    return within


def draw_line(
    painter: Painter,
    line: Line,
    x: float,
    y: float,
    column: float,
    style: Style,
    bold: Style,
    *,
    justify: bool,
) -> None:
    """Draw one line at x, y (mm) in a column ``column`` points wide; justified ones fill it."""
    pieces, spacing = set_line(line, style.size, column, style.stroke, bold.stroke, justify=justify)
    painter.pieces(x + line.indent / MILLIMETRE, y, pieces, style, spacing=spacing)


def set_line(
    line: Line, size: float, column: float, stroke: float, bold: float, *, justify: bool
) -> tuple[list[Piece], float]:
    """A line's pieces, and the points after each of its characters. ``stroke``, ``bold``: how plain and emphasised
    words are thickened, parts of the size.

    What is to spare goes between cells, more of it into blanks; a line with too much to spare is left ragged. No gap
    is so wide that a reader would copy it as a blank.
    """
    spacing, beyond = _gaps(line, size, column) if justify else (0.0, {})
    for place in line.cut.shared:
        if line.start < place < line.end:
            beyond[place] = beyond.get(place, 0.0) - HALF * size / 1000
    return _pieces(line, sorted(beyond.items()) if beyond else (), stroke, bold), spacing


def _pieces(line: Line, beyond: Sequence[tuple[int, float]], stroke: float, bold: float) -> list[Piece]:
    """A line's pieces of one font each, with the gaps (place, points) that differ from its spacing."""
    text, found = line.cut.text, []
    for (start, end, font, own), emphasised in line.cut.stretches:
        if end <= line.start:
            continue
        if start >= line.end:
            break
        first, last = max(start, line.start), min(end, line.end)
        gaps = [(place - first, gap) for place, gap in beyond if first < place <= last] if beyond else ()
        found.append(Piece(text[first:last], font, (bold if emphasised else stroke) or own, gaps))
    return found


def _gaps(line: Line, size: float, column: float) -> tuple[float, dict[int, float]]:
    """What is added after each character so that a line fills the column (points), and where that is more or less."""
    slack = column - line.indent - line.width(size)
    most = _stretchable(line)
    if slack <= 0 or most <= 0 or slack > most * size + 0.01:
        return 0.0, {}
    unit = slack / most
    spacing = MOST_STRETCH * unit
    cut = line.cut
    beyond = {place: -spacing for place in cut.inner if line.start < place < line.end} if cut.inner else {}
    for place, part in _beside_blanks(line) if cut.blanks else ():
        beyond[place] = (part - MOST_STRETCH) * unit
    return spacing, beyond
