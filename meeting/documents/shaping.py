"""Texts as their glyphs' advances and fonts, looked up a whole text at a time: what a batch sets thousands of."""

import re
from functools import lru_cache
from typing import NamedTuple

from meeting.documents.errors import GlyphMissing
from meeting.documents.typefaces import glyph_of, visible

KEPT_FACES = 32
"""Of so many faces what was looked up is kept: ours, the twins that draw marks, the uploaded ones of the last runs."""

_ALIKE = re.compile(r"(.)\1*")


class Stretch(NamedTuple):
    """Neighbouring characters of one font: from, to, the font's file, how it is thickened (parts of the size)."""

    start: int
    end: int
    font: str
    stroke: float


class _Advances(dict[str, float]):
    """How wide each character is, in thousandths of the type size."""

    def __init__(self, face: str) -> None:
        super().__init__()
        self._face = face

    def __missing__(self, character: str) -> float:
        advance = self[character] = glyph_of(character, self._face).advance
        return advance


class _Looks(dict[int, str]):
    """For ``str.translate``: a letter for each character, the same for those of one font and stroke."""

    def __init__(self, face: str) -> None:
        super().__init__()
        self._face = face
        self.known: list[tuple[str, float]] = []

    def __missing__(self, code: int) -> str:
        glyph = glyph_of(chr(code), self._face)
        look = (glyph.font, glyph.stroke)
        if look not in self.known:
            self.known.append(look)
        letter = self[code] = chr(ord("A") + self.known.index(look))
        return letter


@lru_cache(maxsize=KEPT_FACES)
def _tables(face: str) -> tuple[_Advances, _Looks]:
    return _Advances(face), _Looks(face)


def advances(text: str, face: str) -> list[float]:
    """How wide the characters of a ``visible`` text are, in thousandths of the type size. Raises GlyphMissing."""
    try:
        return list(map(_tables(face)[0].__getitem__, text))
    except GlyphMissing as missing:
        raise GlyphMissing(text=text, character=missing.params["character"]) from None


def stretches(text: str, face: str, start: int = 0) -> list[Stretch]:
    """Which fonts draw a ``visible`` text; its places are counted from ``start``. Raises GlyphMissing."""
    table = _tables(face)[1]
    try:
        looks = text.translate(table)
    except GlyphMissing as missing:
        raise GlyphMissing(text=text, character=missing.params["character"]) from None
    return [
        Stretch(start + match.start(), start + match.end(), *table.known[ord(match[1]) - ord("A")])
        for match in _ALIKE.finditer(looks)
    ]


def advance(text: str, face: str) -> float:
    """How wide a text is, in thousandths of the type size. Raises GlyphMissing."""
    return sum(advances(visible(text), face))
