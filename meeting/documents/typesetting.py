"""Setting Chinese: line breaking (避头尾), squeezed punctuation, justification.

The rules are those of GB/T 15834 (5.1: which marks don't begin or end a line) and W3C's Requirements for
Chinese Text Layout (clreq, 3.1). Widths are points; places on the page are millimetres.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import NamedTuple

from meeting.documents.painter import Painter, Style
from meeting.documents.pdf import MILLIMETRE
from meeting.documents.typefaces import FIGURE_MARKS, Glyph, glyphs

CLOSING = frozenset("，。、；：？！）〕】》〉」』”’…—·％℃,.;:?!)]}%")  # not at the beginning of a line
OPENING = frozenset("（〔【《〈「『“‘([{")  # not at the end of a line
# Full-width marks with ink in one half: two that meet share the room, one at the edge gives half up.
LEFT_INK = frozenset("，。、；：）〕】》〉」』”’")
RIGHT_INK = frozenset("（〔【《〈「『“‘")
NAME_LENGTH = 4
HALF = 500  # thousandths of the type size
# What a justified line may gain in each place, parts of the type size. More tears the words apart: clreq
# (3.7) stretches blanks first, to half an em, and ideographs hardly at all.
MOST_STRETCH, MOST_STRETCH_OF_BLANK = 0.08, 0.25
SHORTEST_LAST = 3000  # thousandths: three characters, without the mark that ends them
NARROWINGS, NARROWING = 4, 0.5  # how often, and by how much of the type size, a paragraph is tried narrower
WIDE = 900  # an advance that full-width characters have (and W in a bold face)

PAIRS = dict(zip("（〔【《〈「『“‘([{", "）〕】》〉」』”’)]}", strict=True))

_FIGURE = f"[0-9{chr(FIGURE_MARKS[0])}-{chr(FIGURE_MARKS[-1])}]"
_FIGURES = f"{_FIGURE}(?:{_FIGURE}|[.,])*(?:[—–～~-]{_FIGURE}(?:{_FIGURE}|[.,])*)?"
_NUMERAL = "[〇零一二三四五六七八九十百千]+"
_NUMBER = f"(?:{_FIGURES}|{_NUMERAL})"
_MEASURE = "(?:等奖|[年月日时分秒届次名个位人项篇卷册件份页部套种类家所处组等级期章条款号楼层室间元万亿])"
UNPARTED = re.compile(
    f"{_NUMBER}年(?:{_NUMBER}月(?:{_NUMBER}日)?|度)?|{_NUMBER}月{_NUMBER}日"
    f"|第{_NUMBER}{_MEASURE}?|{_FIGURES}[余多]?[十百千万亿]*{_MEASURE}?|{_NUMERAL}[余多]?[万亿]?{_MEASURE}"
)
"""What reads as one thing: a date (2020年12月8日, 二〇二〇年十二月), a number with its measure word (300个, 第七届)."""
TIED = frozenset(re.sub("[^\u3007\u4e00-\u9fff]", "", UNPARTED.pattern))
"""The ideographs that UNPARTED knows."""


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
    tied: bool = False  # a name, a date or a number goes on: no break after this one


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
    """Cut runs into what can't be broken; marks that meet share their room, and brackets take the weight within.

    What is emphasised and no longer than a name (司徒建国, 一等奖) isn't broken either, nor is a date or a number
    with its measure word.
    """
    found: list[Cell] = []
    for run in weighed(tuple(runs)):
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
    _tie_numbers(found)
    return found


def weighed(runs: Sequence[Run]) -> Sequence[Run]:
    """Runs in which brackets and quotation marks have the weight of what they enclose, where that is of one weight."""
    if len({run.emphasised for run in runs}) < 2:
        return runs
    characters = [character for run in runs for character in run.text]
    weights = [run.emphasised for run in runs for _ in run.text]
    opened: list[int] = []
    for place, character in enumerate(characters):
        if character in PAIRS:
            opened.append(place)
        elif opened and character == PAIRS[characters[opened[-1]]]:
            start = opened.pop()
            within = set(weights[start + 1 : place])
            if len(within) == 1:
                weights[start] = weights[place] = within.pop()
    return [
        Run("".join(character for character, _ in group), weight)
        for weight, group in groupby(zip(characters, weights, strict=True), key=lambda each: each[1])
    ]


def _tie_names(found: Sequence[Cell]) -> None:
    """Keep together each stretch of at most NAME_LENGTH ideographs between marks; of a longer one the first two
    and the last two, so that no single character is parted from it.
    """
    for ideographs, group in groupby(found, key=lambda cell: is_ideograph(cell.text)):
        stretch = list(group)
        if ideographs:
            for cell in stretch[:-1] if len(stretch) <= NAME_LENGTH else (stretch[0], stretch[-2]):
                cell.tied = True


def _tie_numbers(found: Sequence[Cell]) -> None:
    """Keep each date together, and each number with its measure word."""
    matches = [match.span() for match in UNPARTED.finditer("".join(cell.text for cell in found))]
    if not matches:
        return
    spans = iter(matches)
    start, end = next(spans)
    place = 0
    for cell in found:
        place += len(cell.text)  # where the cell ends
        while place >= end:
            start, end = next(spans, (place + 1, place + 1))
        if start < place:
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


def break_well(found: Sequence[Cell], size: float, width: float, *, indent: float = 0.0) -> list[Line]:
    """As ``break_lines``, but where the last line would be a character or two, the lines before it are broken
    earlier, provided that they can still be justified to ``width`` points.
    """
    lines = break_lines(found, size, width, indent=indent)
    if not _short_last(lines):
        return lines
    for number in range(1, NARROWINGS + 1):
        again = break_lines(found, size, width - number * NARROWING * size, indent=indent)
        if len(again) > len(lines):
            break
        if flaws(again, size, width) < flaws(lines, size, width) and not _short_last(again):
            return again
    return lines


def flaws(lines: Sequence[Line], size: float, width: float) -> int:
    """How many lines of a paragraph look wrong: ragged though not the last, or the last with a character or two."""
    return sum(is_ragged(line, size, width) for line in lines if not line.last) + _short_last(lines)


def _short_last(lines: Sequence[Line]) -> bool:
    """Say whether the last of several lines is shorter than SHORTEST_LAST, not counting the marks at its end."""
    if len(lines) < 2:
        return False
    advances = [cell.advance for cell in lines[-1].cells]
    for cell in reversed(lines[-1].cells):
        if cell.text not in CLOSING:
            break
        advances.pop()
    return sum(advances) < SHORTEST_LAST


def is_ragged(line: Line, size: float, column: float) -> bool:
    """Say whether a line falls so short of a column (points) that it isn't stretched to fill it."""
    return column - line.indent - line.width(size) > sum(_stretchable(line)) * size + 0.01


def _stretchable(line: Line) -> list[float]:
    """What may be added after each cell but the last, parts of the type size."""
    return [
        MOST_STRETCH_OF_BLANK if before.text == " " else 0.0 if after.text == " " else MOST_STRETCH
        for before, after in pairwise(line.cells)
    ]


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
    for untie in (False, True):  # what is tied is parted only if it is longer than the line
        for allowed in range(count, 0, -1):
            if _may_part(queue[allowed - 1], queue[allowed], untie=untie):
                return allowed
    return max(1, count)  # nothing but marks: break where the line is full


def _may_part(before: Cell, after: Cell, *, untie: bool) -> bool:
    """Say whether a line may end between two cells."""
    return after.text[0] not in CLOSING and before.text[-1] not in OPENING and (untie or not before.tied)


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
    return ("\u2e80" <= character <= "\ufaff" and character not in CLOSING | OPENING) or (
        character >= "\U00020000" and ord(character) not in FIGURE_MARKS
    )


def _in_word(glyph: Glyph) -> bool:
    """Say whether a glyph is a letter, a figure or a sign that sticks to its neighbours."""
    character = glyph.character
    return (
        (glyph.advance < WIDE or (character < "\u2e80" and character.isalnum()))
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

    What is to spare goes between cells, more of it into blanks; a line with too much to spare is left ragged.
    """
    size = style.size
    stretches = _stretches(line, size, column) if justify else [0.0] * len(line.cells)
    with painter.copied_as("".join(cell.text for cell in line.cells)):
        left = x + line.indent / MILLIMETRE
        for emphasised, group in groupby(_placed(line, size, stretches), key=lambda placed: placed[1]):
            placed = list(group)
            shown = [glyph for glyph, _, _ in placed]
            gaps = [gap for _, _, gap in placed]
            painter.glyph_line(left, y, shown, gaps, (bold if emphasised else style).sized(size))
            left += (sum(glyph.advance for glyph in shown) * size / 1000 + sum(gaps)) / MILLIMETRE


def _stretches(line: Line, size: float, column: float) -> list[float]:
    """What is added after each cell so that the line fills the column, in points; nothing if it is ragged."""
    slack = column - line.indent - line.width(size)
    most = _stretchable(line)
    if slack <= 0 or not any(most) or is_ragged(line, size, column):
        return [0.0] * len(line.cells)
    return [slack * part / sum(most) for part in most] + [0.0]


def _placed(line: Line, size: float, stretches: Sequence[float]) -> Iterator[tuple[Glyph, bool, float]]:
    """Each glyph of a line with its emphasis and the gap after it, in points."""
    for cell, stretch in zip(line.cells, stretches, strict=True):
        last = len(cell.items) - 1
        for number, ((glyph, emphasised), kern) in enumerate(zip(cell.items, cell.kerns, strict=True)):
            yield glyph, emphasised, kern * size / 1000 + (stretch if number == last else 0.0)
