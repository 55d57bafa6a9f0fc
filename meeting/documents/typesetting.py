"""Setting Chinese: line breaking (避头尾), squeezed punctuation, justification.

The rules are those of GB/T 15834 (5.1: which marks don't begin or end a line) and W3C's Requirements for
Chinese Text Layout (clreq, 3.1). Widths are points; places on the page are millimetres.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from meeting.documents.painter import Painter, Style
from meeting.documents.pdf import MILLIMETRE
from meeting.documents.typefaces import Glyph, glyphs

CLOSING = frozenset("，。、；：？！）〕】》〉」』”’…—·％℃,.;:?!)]}%")  # not at the beginning of a line
OPENING = frozenset("（〔【《〈「『“‘([{")  # not at the end of a line
# Full-width marks with ink in one half: two that meet share the room, one at the edge gives half up.
LEFT_INK = frozenset("，。、；：）〕】》〉」』”’")
RIGHT_INK = frozenset("（〔【《〈「『“‘")
NAME_LENGTH = 4
HALF = 500  # thousandths of the type size
MOST_STRETCH = 0.25  # of the type size, in each place of a justified line
WIDE = 900  # an advance that only full-width characters have


class Run(NamedTuple):
    """A piece of a paragraph; emphasised ones are set bolder."""

    text: str
    emphasised: bool = False


@dataclass(slots=True)
class Cell:
    """What a line can't be broken within: an ideograph, a mark, a Latin word or a space."""

    items: list[tuple[Glyph, bool]]  # each with its emphasis
    kerns: list[float]  # after each, thousandths: where marks share room
    text: str
    advance: float  # thousandths of the type size: its items and kerns together
    tied: bool = False  # a short name goes on: no break after this one


@dataclass(slots=True)
class Line:
    """One line: its cells, its indentation in points, and whether the paragraph ends with it."""

    cells: list[Cell]
    indent: float
    last: bool = False
    trim: float = 0.0  # thousandths that a mark at the end gives up

    def width(self, size: float) -> float:
        """The natural width in points, without the indentation."""
        return (sum(cell.advance for cell in self.cells) - self.trim) * size / 1000


def cells(runs: Iterable[Run], style: Style, bold: Style) -> list[Cell]:
    """Cut runs into what can't be broken; marks that meet share their room.

    What is emphasised and no longer than a name (司徒建国, 一等奖) isn't broken either.
    """
    found: list[Cell] = []
    for run in runs:
        first = len(found)
        for glyph in glyphs(run.text, bold.face if run.emphasised else style.face):
            previous = found[-1] if found else None
            if previous is not None and _in_word(glyph) and _in_word(previous.items[-1][0]):
                previous.items.append((glyph, run.emphasised))
                previous.kerns.append(0.0)
                previous.text += glyph.character
                previous.advance += glyph.advance
                continue
            if previous is not None:
                _share(previous, glyph)
            found.append(Cell([(glyph, run.emphasised)], [0.0], glyph.character, glyph.advance))
        if run.emphasised:
            _tie_names(found[first:])
    return found


def _tie_names(found: Sequence[Cell]) -> None:
    """Keep together each stretch of at most NAME_LENGTH ideographs between marks."""
    for ideographs, group in groupby(found, key=lambda cell: is_ideograph(cell.text)):
        stretch = list(group)
        if ideographs and len(stretch) <= NAME_LENGTH:
            for cell in stretch[:-1]:
                cell.tied = True


def break_lines(found: Sequence[Cell], size: float, width: float, *, indent: float = 0.0) -> list[Line]:
    """Break cells into lines of at most ``width`` points, the first of them indented.

    A word longer than a line is cut. The lines keep every character save spaces at a break.
    """
    queue = list(_cut_long(found, (width - indent) * 1000 / size))
    lines: list[Line] = []
    while queue:
        room = (width - (0 if lines else indent)) * 1000 / size
        count = _fitting(queue, room)
        taken, queue = queue[:count], queue[count:]
        while taken and taken[-1].text == " " and queue:
            taken.pop()
        while queue and queue[0].text == " ":
            queue.pop(0)
        line = Line(taken, 0.0 if lines else indent)
        natural = sum(cell.advance for cell in taken)
        if natural > room and taken and _trimmable(taken[-1]):
            line.trim = HALF
        lines.append(line)
    if lines:
        lines[-1].last = True
    return lines


def _fitting(queue: Sequence[Cell], room: float) -> int:
    """How many cells go on the line, after moving the break to where it is allowed."""
    used, count = 0.0, 0
    for cell in queue:
        spare = HALF if _trimmable(cell) else 0
        if used + cell.advance - spare > room + 0.01 and cell.text != " ":
            break
        used += cell.advance
        count += 1
        if used > room + 0.01 and cell.text != " ":
            break  # its mark hangs at the edge: nothing after it
    if count == len(queue):
        return count
    for allowed in range(count, 0, -1):
        if _may_part(queue[allowed - 1], queue[allowed]):
            return allowed
    return max(1, count)  # nothing but marks: break where the line is full


def _may_part(before: Cell, after: Cell) -> bool:
    """Say whether a line may end between two cells."""
    return after.text[0] not in CLOSING and before.text[-1] not in OPENING and not before.tied


def _cut_long(found: Sequence[Cell], room: float) -> Iterator[Cell]:
    """Cut words that are longer than a whole line into pieces that are not."""
    for cell in found:
        if cell.advance <= room:
            yield cell
            continue
        piece = Cell([], [], "", 0.0)
        for item, kern in zip(cell.items, cell.kerns, strict=True):
            if piece.items and piece.advance + item[0].advance > room:
                yield piece
                piece = Cell([], [], "", 0.0)
            piece.items.append(item)
            piece.kerns.append(kern)
            piece.text += item[0].character
            piece.advance += item[0].advance + kern
        yield piece


def is_ideograph(character: str) -> bool:
    """Say whether a character is one that lines are broken around: 汉字, kana, their marks."""
    return ("\u2e80" <= character <= "\ufaff" and character not in CLOSING | OPENING) or character >= "\U00020000"


def _in_word(glyph: Glyph) -> bool:
    """Say whether a glyph is a letter, a figure or a sign that sticks to its neighbours."""
    character = glyph.character
    return (
        glyph.advance < WIDE
        and character not in CLOSING
        and character not in OPENING
        and character != " "
        and not is_ideograph(character)
    )


def _trimmable(cell: Cell) -> bool:
    """Say whether a cell ends with a mark that can give up its empty half at a line's end."""
    last = cell.items[-1][0]
    return last.character in LEFT_INK and last.advance >= WIDE and not cell.kerns[-1]


def _share(previous: Cell, glyph: Glyph) -> None:
    """Take away the empty half between a full-width mark and the mark after it."""
    last = previous.items[-1][0]
    if last.advance < WIDE or glyph.advance < WIDE:
        return
    if (last.character in LEFT_INK and glyph.character in LEFT_INK | RIGHT_INK) or (
        last.character in RIGHT_INK and glyph.character in RIGHT_INK
    ):
        previous.kerns[-1] = -HALF
        previous.advance -= HALF


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
    """Draw one line at x, y (mm) in a column ``column`` points wide; justified ones fill it.

    What is to spare goes between cells, but never more than a quarter of the type size in each place.
    """
    size = style.size
    slack = column - line.indent - line.width(size)
    places = len(line.cells) - 1
    stretch = min(slack / places, size * MOST_STRETCH) if justify and places > 0 and slack > 0 else 0.0
    with painter.copied_as("".join(cell.text for cell in line.cells)):
        left = x + line.indent / MILLIMETRE
        for emphasised, group in groupby(_placed(line, size, stretch), key=lambda placed: placed[1]):
            placed = list(group)
            shown = [glyph for glyph, _, _ in placed]
            gaps = [gap for _, _, gap in placed]
            painter.glyph_line(left, y, shown, gaps, (bold if emphasised else style).sized(size))
            left += (sum(glyph.advance for glyph in shown) * size / 1000 + sum(gaps)) / MILLIMETRE


def _placed(line: Line, size: float, stretch: float) -> Iterator[tuple[Glyph, bool, float]]:
    """Each glyph of a line with its emphasis and the gap after it, in points."""
    for cell in line.cells:
        last = len(cell.items) - 1
        for number, ((glyph, emphasised), kern) in enumerate(zip(cell.items, cell.kerns, strict=True)):
            yield glyph, emphasised, kern * size / 1000 + (stretch if number == last else 0.0)
