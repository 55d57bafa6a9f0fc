"""Setting Chinese: line breaking (避头尾), squeezed punctuation, justification.

The rules are those of GB/T 15834 (5.1: which marks don't begin or end a line) and W3C's Requirements for
Chinese Text Layout (clreq, 3.1). Widths are points; places on the page are millimetres.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import NamedTuple

from meeting.documents.painter import Painter, Piece, Style
from meeting.documents.pdf import MILLIMETRE
from meeting.documents.shaping import Stretch, advances, stretches
from meeting.documents.typefaces import FIGURE_MARKS, visible

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
NOWHERE: set[int] = set()
WIDE = 900  # an advance that full-width characters have (and W in a bold face)

PAIRS = dict(zip("（〔【《〈「『“‘([{", "）〕】》〉」』”’)]}", strict=True))
PAIRED = frozenset(PAIRS.values())
BRACKETS = re.compile(f"[{re.escape(''.join([*PAIRS, *PAIRED]))}]")
WEIGHTS = re.compile(b"\x00+|\x01+")

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


# What a character is to a line: ideograph; letter, figure or sign that sticks to its neighbours; closing mark with an
# empty half, without; opening mark with an empty half, without; blank; anything else.
_IDEOGRAPH, _LETTER, _CLOSING_HALF, _CLOSING, _OPENING_HALF, _OPENING, _BLANK, _OTHER = "iwcdopsx"
_IDEOGRAPHS, _WORDS, _BLANKS = re.compile("i{2,}"), re.compile("w{2,}"), re.compile("s")
_WITHIN = re.compile("[op](?=.)|w(?=w)|.(?=[cd])")
"""Where a line may not end: after an opening mark, within a word, before a closing mark."""
_INNER = re.compile("w(?=w)")
_SHARED = re.compile("c(?=[co])|o(?=o)")
"""Full-width marks whose empty halves meet: they share the room."""


class Cell(NamedTuple):
    """What a line can't be broken within: an ideograph, a mark, a Latin word or a space."""

    text: str
    advance: float
    """Thousandths of the type size."""


@dataclass(slots=True)
class Cut:
    """A paragraph's characters, what each is to a line, and where lines may end. Places count from 0."""

    text: str
    kinds: str
    ends: list[float]
    """Before each character, and after the last, how wide it is so far (thousandths of the type size)."""
    stretches: list[tuple[Stretch, bool]]
    """Of one font, each with its emphasis."""
    within: set[int]
    """Where no line ends."""
    tied: set[int]
    """Where none ends if it can be helped: in a name, a date, a number."""
    shared: list[int]
    """After which characters marks share their room."""
    inner: list[int]
    """Within words."""
    blanks: list[int]

    @property
    def cells(self) -> list[Cell]:
        """What lines aren't broken within."""
        return _cells(self, 0, len(self.text))


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
        return _cells(self.cut, self.start, self.end)

    def width(self, size: float) -> float:
        """The natural width in points, without the indentation."""
        ends = self.cut.ends
        return (ends[self.end] - ends[self.start] - self.trim) * size / 1000


def _cells(cut: Cut, start: int, end: int) -> list[Cell]:
    inner = set(cut.inner)
    edges = [start, *(place for place in range(start + 1, end) if place not in inner), end] if end > start else []
    return [Cell(cut.text[one:other], cut.ends[other] - cut.ends[one]) for one, other in pairwise(edges)]


class _Kinds(dict[int, str]):
    """For ``str.translate``: what each character is to a line in one face; a capital if another font draws it than an
    ideograph.
    """

    def __init__(self, face: str) -> None:
        super().__init__()
        self._face = face
        (self.own,) = stretches("一", face)

    def __missing__(self, code: int) -> str:
        character = chr(code)
        kind = _kind(character, advances(character, self._face)[0])
        self[code] = kind if stretches(character, self._face) == [self.own] else kind.upper()
        return self[code]

    def measured(self, text: str, start: int) -> tuple[str, list[Stretch]]:
        """What the characters of a text are, and which fonts draw it, its places counted from ``start``."""
        kinds = text.translate(self)
        if kinds.islower():
            return kinds, [Stretch(start, start + len(text), self.own.font, self.own.stroke)]
        return kinds.lower(), stretches(text, self._face, start)


_KINDS: dict[str, _Kinds] = {}


def _kind(character: str, advance: float) -> str:
    full = advance >= WIDE
    if character in CLOSING:
        return _CLOSING_HALF if full and character in LEFT_INK else _CLOSING
    if character in OPENING:
        return _OPENING_HALF if full and character in RIGHT_INK else _OPENING
    if character == " ":
        return _BLANK
    if is_ideograph(character):
        return _IDEOGRAPH
    # A wide letter (W in a bold face) is one all the same.
    return _LETTER if not full or (character < "\u2e80" and character.isalnum()) else _OTHER


def cells(runs: Iterable[Run], style: Style, bold: Style) -> Cut:
    """Cut runs into what can't be broken; marks that meet share their room, and brackets take the weight within.

    What is emphasised and no longer than a name (司徒建国, 一等奖) isn't broken either, nor is a date or a number
    with its measure word. Raises GlyphMissing.
    """
    runs = weighed(tuple(runs))
    texts = [visible(run.text) for run in runs]
    faces = [bold.face if run.emphasised else style.face for run in runs]
    whole = "".join(texts)
    together = [(whole, style.face)] if bold.face == style.face else zip(texts, faces, strict=True)
    widths: list[float] = []
    kinds = ""
    fonts: list[Stretch] = []
    for text, face in together:
        widths_of = advances(text, face)
        kinds_of, fonts_of = (_KINDS.get(face) or _KINDS.setdefault(face, _Kinds(face))).measured(text, len(widths))
        fonts += fonts_of
        kinds += kinds_of
        widths += widths_of
    tied: set[int] = set()
    found: list[tuple[Stretch, bool]] = []
    end = 0
    for run, text in zip(runs, texts, strict=True):
        start, end = end, end + len(text)
        found += [
            (Stretch(max(first, start), min(last, end), font, stroke), run.emphasised)
            for first, last, font, stroke in fonts
            if first < end and last > start
        ]
        if run.emphasised:
            for name in _IDEOGRAPHS.finditer(kinds, start, end):
                first, last = name.start() + 1, name.end() - 1
                tied.update(range(first, last + 1) if last - first < NAME_LENGTH - 1 else (first, last))
    for match in UNPARTED.finditer(whole):
        tied.update(range(match.start() + 1, match.end()))
    shared = [match.end() for match in _SHARED.finditer(kinds)]
    for place in shared:
        widths[place - 1] -= HALF
    inner = [match.end() for match in _INNER.finditer(kinds)] if _LETTER in kinds else []
    blanks = [match.start() for match in _BLANKS.finditer(kinds)] if _BLANK in kinds else []
    within = {match.end() for match in _WITHIN.finditer(kinds)}
    return Cut(whole, kinds, list(accumulate(widths, initial=0.0)), found, within, tied, shared, inner, blanks)


def weighed(runs: Sequence[Run]) -> Sequence[Run]:
    """Runs in which brackets and quotation marks have the weight of what they enclose, where that is of one weight."""
    if not any(
        one.emphasised != other.emphasised and (one.text[-1:] in PAIRS or other.text[:1] in PAIRED)
        for one, other in pairwise(runs)
    ):
        return runs  # no bracket stands next to another weight
    text = "".join([run.text for run in runs])
    weights = bytearray(b"".join([bytes((run.emphasised,)) * len(run.text) for run in runs]))
    opened: list[int] = []
    for match in BRACKETS.finditer(text):
        place, mark = match.start(), match[0]
        if mark in PAIRS:
            opened.append(place)
        elif opened and mark == PAIRS[text[opened[-1]]]:
            start = opened.pop()
            within = set(weights[start + 1 : place])
            if len(within) == 1:
                weights[start] = weights[place] = within.pop()
    return [
        Run(text[match.start() : match.end()], bool(weights[match.start()])) for match in WEIGHTS.finditer(weights)
    ]


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
        if last > start and kinds[last - 1] == _CLOSING_HALF and ends[last] - ends[start] > room:
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
        if kinds[end] == _CLOSING_HALF and end + 1 not in cut.shared and ends[end + 1] - ends[start] - HALF <= room:
            end += 1
        while end < count and kinds[end] == _BLANK:
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
    for match in _WORDS.finditer(cut.kinds):
        start, end = match.span()
        while cut.ends[end] - cut.ends[start] > room:
            start = max(start + 1, bisect_right(cut.ends, cut.ends[start] + room, start + 1) - 1)
            within = within - {start}
    return within


def is_ideograph(character: str) -> bool:
    """Say whether a character is one that lines are broken around: 汉字, kana, their marks."""
    return ("\u2e80" <= character <= "\ufaff" and character not in CLOSING | OPENING) or (
        character >= "\U00020000" and ord(character) not in FIGURE_MARKS
    )


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
