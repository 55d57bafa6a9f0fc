"""The typefaces that ship with the package, and which of them draws which character.

A text is set in a ``Face``. A character that the face lacks is drawn by the next font of its chain; one that
none has raises ``GlyphMissing``. docs/fonts.md says where the fonts come from and what they hold.
"""

import re
import threading
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from importlib.resources import files
from io import BytesIO

from meeting.documents.errors import GlyphMissing
from meeting.documents.quick_fonts import QuickFace


class Face(StrEnum):
    """The typefaces to set a text in."""

    KAI = "楷体"
    SONG = "宋体"
    SONG_BOLD = "宋体 粗"
    HEI = "黑体 粗"


class FontFile:
    """One TrueType file: its character map, advances and, for embedding, subsets.

    Parsed when first needed (about 40 ms and 10 MB each), then kept and never changed; safe across threads.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.lock = threading.Lock()
        content = files("meeting.documents").joinpath("fonts", f"{name}.ttf").read_bytes()
        self.face = QuickFace(BytesIO(content))
        self.postscript_name: str = self.face.name.decode("ascii")

    def has(self, character: str) -> bool:
        """Say whether the file has a glyph of its own for the character."""
        return ord(character) in self.face.charToGlyph

    def advance(self, character: str) -> float:
        """The character's width in thousandths of the type size."""
        return float(self.face.charWidths[ord(character)])

    def glyph_index(self, code: int) -> int:
        """The glyph number of a code point in the file."""
        return int(self.face.charToGlyph[code])

    def subset(self, codes: list[int]) -> bytes:
        """A TrueType file with just these characters; glyph n+1 is the n-th glyph first met in ``codes``."""
        with self.lock:  # the parser keeps its place in the file on itself
            return bytes(self.face.makeSubset(codes))


@cache
def font_file(name: str) -> FontFile:
    """The named font of the package, parsed once in each process."""
    return FontFile(name)


# Each chain begins with the face itself. The wide and the rare 宋 hold ideographs only.
CHAINS: dict[Face, tuple[str, ...]] = {
    Face.KAI: ("kai", "song", "song-wide", "song-rare", "hei"),
    Face.SONG: ("song", "song-wide", "song-rare", "kai", "hei"),
    Face.SONG_BOLD: ("song-bold", "song", "song-wide", "song-rare", "kai", "hei"),
    Face.HEI: ("hei", "song-bold", "song", "song-wide", "song-rare", "kai"),
}
# Letters and figures among 楷 are set in 宋, as print has it; those of the 楷 font are hand-written.
LETTERS = re.compile("[0-9A-Za-z\u00c0-\u024f\u0370-\u04ff\u1e00-\u1eff %&'+./:@-]")
LETTERS_OF = {Face.KAI: "song"}
# A regular 宋 that stands in within a bold text is thickened by a stroke this wide (parts of the size).
STAND_IN_STROKE = 0.022
BOLD_FACES = frozenset({Face.SONG_BOLD, Face.HEI})
BOLD_FILES = frozenset({"song-bold", "hei"})
# The wide 宋 is the same design as the 宋, cut in two files: it is not reported as a stand-in.
SAME_DESIGN = {Face.SONG: frozenset({"song-wide"})}

# Characters that have no ink by definition: joiners, directional marks, variation selectors, soft hyphen.
INVISIBLE = frozenset(
    map(chr, (0xAD, 0x61C, *range(0x180B, 0x180F), *range(0x200B, 0x2010), *range(0x202A, 0x202F)))
) | frozenset(map(chr, (*range(0x2060, 0x2070), *range(0xFE00, 0xFE10), 0xFEFF, *range(0xE0100, 0xE01F0))))
COMBINING = re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff][\u0300-\u036f]+")


@dataclass(frozen=True, slots=True)
class Glyph:
    """How one character is drawn in one face."""

    character: str
    font: str
    advance: float  # thousandths of the type size
    stroke: float  # parts of the type size; 0 for none


@dataclass(frozen=True, slots=True)
class Missing:
    """A character that the chosen face lacks: what stands in (None: nothing), and the texts it is in."""

    character: str
    stand_in: str | None
    texts: tuple[str, ...]


STAND_IN_NAMES = {
    "kai": "楷体",
    "song": "宋体",
    "song-bold": "宋体 粗",
    "song-wide": "宋体（扩展）",
    "song-rare": "宋体（生僻字）",
    "hei": "黑体",
}


def chain(face: Face, character: str) -> tuple[str, ...]:
    """The fonts to look in for a character, in order."""
    letters = LETTERS_OF.get(face)
    return (letters, *CHAINS[face]) if letters and LETTERS.match(character) else CHAINS[face]


class _Glyphs(dict[str, Glyph | None]):
    """The glyph of each character met so far in one face; looks a new one up in the face's chain."""

    def __init__(self, face: Face) -> None:
        super().__init__()
        self.face = face

    def __missing__(self, character: str) -> Glyph | None:
        glyph = None
        if ord(character) in IDEOGRAPH_MARKS:
            return Glyph(character, CHAINS[self.face][0], IDEOGRAPH_ADVANCE, 0.0)
        if ord(character) in FIGURE_MARKS:
            return replace(_glyph_of("0", self.face), character=character)
        for name in chain(self.face, character):
            font = font_file(name)
            if font.has(character):
                thin = self.face in BOLD_FACES and name not in BOLD_FILES
                glyph = Glyph(character, name, font.advance(character), STAND_IN_STROKE if thin else 0.0)
                break
        self[character] = glyph
        return glyph


_GLYPHS = {face: _Glyphs(face) for face in Face}


IDEOGRAPH_ADVANCE = 1000.0
# Private code points that stand for "an ideograph" and "a figure" of a face's own font where drawings of one shape are
# planned (layouts/plans.py): no font has them, and no text that is drawn may.
IDEOGRAPH_MARKS = range(0xF0000, 0xF8000)
FIGURE_MARKS = range(0xF8000, 0xFFFF0)


def replaceable(character: str, face: Face) -> str | None:
    """Say whether a character is drawn just as any other "ideograph" or "figure" of the face is, save for its form."""
    code = ord(character)
    if character in "0123456789":
        glyph, other = _GLYPHS[face][character], _GLYPHS[face]["0"]
        return "figure" if glyph and other and (glyph.font, glyph.advance) == (other.font, other.advance) else None
    if not 0x3400 <= code <= 0x9FFF and not 0x20000 <= code <= 0x3FFFF:
        return None
    glyph = _GLYPHS[face][character]
    if glyph and (glyph.font, glyph.advance, glyph.stroke) == (CHAINS[face][0], IDEOGRAPH_ADVANCE, 0.0):
        return "ideograph"
    return None


def _glyph_of(character: str, face: Face) -> Glyph:
    glyph = _GLYPHS[face][character]
    if glyph is None:
        raise GlyphMissing(text=character, character=character)
    return glyph


def visible(text: str) -> str:
    """The text as it is drawn: letter and combining accent as one character, without marks that have no ink.

    Ideographs stay as they are: NFC would turn compatibility ideographs, which names have, into others.
    """
    if text.isascii():
        return text
    text = COMBINING.sub(lambda match: unicodedata.normalize("NFC", match.group()), text)
    if INVISIBLE.isdisjoint(text):
        return text
    return "".join(character for character in text if character not in INVISIBLE)


def glyphs(text: str, face: Face) -> list[Glyph]:
    """The glyphs that draw a text. Raises GlyphMissing, naming text and character, if no font has one."""
    known = _GLYPHS[face]
    found = []
    for character in visible(text):
        glyph = known[character]
        if glyph is None:
            raise GlyphMissing(text=text, character=character)
        found.append(glyph)
    return found


def text_width(text: str, face: Face, size: float, tracking: float = 0.0) -> float:
    """How wide a text is in points at a type size in points, with tracking between its characters."""
    found = glyphs(text, face)
    return sum(glyph.advance for glyph in found) * size / 1000 + tracking * max(0, len(found) - 1)


def missing_glyphs(texts: Iterable[str], face: Face) -> dict[str, Missing]:
    """Before a run: each character that the face itself lacks, with what stands in and the texts it is in.

    ``stand_in`` is None where no font has the character: drawing such a text raises GlyphMissing.
    """
    own = {CHAINS[face][0], *SAME_DESIGN.get(face, ())}
    found: dict[str, list[str]] = {}
    for text in texts:
        for character in dict.fromkeys(visible(text)):
            glyph = _GLYPHS[face][character]
            if glyph is None or glyph.font not in own | {chain(face, character)[0]}:
                in_texts = found.setdefault(character, [])
                if text not in in_texts:
                    in_texts.append(text)
    report = {}
    for character, in_texts in found.items():
        glyph = _GLYPHS[face][character]
        report[character] = Missing(
            character, STAND_IN_NAMES[glyph.font] if glyph is not None else None, tuple(in_texts)
        )
    return report
