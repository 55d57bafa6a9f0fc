"""A paragraph cut into what lines aren't broken within: ideographs, marks, Latin words, names, dates.

The rules are those of GB/T 15834 (5.1: which marks don't begin or end a line) and W3C's Requirements for
Chinese Text Layout (clreq, 3.1). Widths are thousandths of the type size.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import NamedTuple

from meeting.documents.painter import Style
from meeting.documents.shaping import KEPT_FACES, Stretch, advances, stretches
from meeting.documents.shipped_fonts import NARROW
from meeting.documents.typefaces import FIGURE_MARKS, visible

CLOSING = frozenset(NARROW["”"] + "，。、；：？！）〕】》〉」』”’…—·％℃,.;:?!)]}%")  # not at the beginning of a line
OPENING = frozenset(NARROW["“"] + NARROW["‘"] + "（〔【《〈「『“‘([{")  # not at the end of a line
# Full-width marks with ink in one half: two that meet share the room, one at the edge gives half up.
LEFT_INK = frozenset("，。、；：）〕】》〉」』”’")
RIGHT_INK = frozenset("（〔【《〈「『“‘")
NAME_LENGTH = 4
HALF = 500  # thousandths of the type size
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
_IDEOGRAPH, _LETTER, CLOSING_HALF, _CLOSING, _OPENING_HALF, _OPENING, BLANK, _OTHER = "iwcdopsx"
_IDEOGRAPHS, WORDS, _BLANKS = re.compile("i{2,}"), re.compile("w{2,}"), re.compile("s")
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
        return cells_between(self, 0, len(self.text))


def cells_between(cut: Cut, start: int, end: int) -> list[Cell]:
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


_kinds_in = lru_cache(maxsize=KEPT_FACES)(_Kinds)


def _kind(character: str, advance: float) -> str:
    full = advance >= WIDE
    if character == NARROW["’"]:
        return _LETTER  # an apostrophe, or the end of words that it sticks to
    if character in CLOSING:
        return CLOSING_HALF if full and character in LEFT_INK else _CLOSING
    if character in OPENING:
        return _OPENING_HALF if full and character in RIGHT_INK else _OPENING
    if character == " ":
        return BLANK
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
    written = "".join([run.text for run in runs])
    texts = [visible(run.text, among=written) for run in runs]
    faces = [bold.face if run.emphasised else style.face for run in runs]
    whole = "".join(texts)
    together = [(whole, style.face)] if bold.face == style.face else zip(texts, faces, strict=True)
    widths: list[float] = []
    kinds = ""
    fonts: list[Stretch] = []
    for text, face in together:
        widths_of = advances(text, face)
        kinds_of, fonts_of = _kinds_in(face).measured(text, len(widths))
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
    blanks = [match.start() for match in _BLANKS.finditer(kinds)] if BLANK in kinds else []
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
    return [Run(text[match.start() : match.end()], bool(weights[match.start()])) for match in WEIGHTS.finditer(weights)]


def is_ideograph(character: str) -> bool:
    """Say whether a character is one that lines are broken around: 汉字, kana, their marks."""
    return ("\u2e80" <= character <= "\ufaff" and character not in CLOSING | OPENING) or (
        character >= "\U00020000" and ord(character) not in FIGURE_MARKS
    )
