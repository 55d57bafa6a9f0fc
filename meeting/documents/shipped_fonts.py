"""The typefaces that ship with the package: their files, and which of them stands in for which.

docs/fonts.md says where the fonts come from and what they hold.
"""

import re
import threading
from enum import StrEnum
from functools import cache
from importlib.resources import files
from io import BytesIO

from meeting.documents.quick_fonts import QuickFace
from meeting.errors import N_


class Face(StrEnum):
    """The typefaces to set a text in."""

    KAI = N_("楷体")
    SONG = N_("宋体")
    SONG_BOLD = N_("宋体 粗")
    HEI = N_("黑体 粗")


# Each chain begins with the face itself. The wide and the rare 宋 hold ideographs only, the “letters” what 宋 and 黑
# lack of Latin, Greek and Cyrillic.
CHAINS: dict[Face, tuple[str, ...]] = {
    Face.KAI: ("kai", "song", "song-letters", "song-wide", "song-rare", "hei"),
    Face.SONG: ("song", "song-letters", "song-wide", "song-rare", "kai", "hei"),
    Face.SONG_BOLD: ("song-bold", "song-bold-letters", "song", "song-wide", "song-rare", "kai", "hei"),
    Face.HEI: ("hei", "hei-letters", "song-bold", "song", "song-wide", "song-rare", "kai"),
}
# Letters and figures among 楷 are set in 宋, as print has it; those of the 楷 font are hand-written. So are quotation
# marks, which take a character's room in Chinese (GB/T 15834, 5.1).
LETTERS = re.compile("[‘’“”0-9A-Za-z\u00c0-\u024f\u0370-\u052f\u1e00-\u1eff %&'+./:@-]")
LETTERS_OF = {Face.KAI: ("song", "song-letters")}
# Unicode has one ‘ ’ “ ” for Chinese, a character wide, and for Latin letters. Among these they are drawn by the
# “letters” fonts, which hold narrow ones at private code points.
NARROW = {"‘": "\uf018", "’": "\uf019", "“": "\uf01c", "”": "\uf01d"}
WRITTEN = {narrow: quote for quote, narrow in NARROW.items()}
AS_WRITTEN = str.maketrans(WRITTEN)
NARROW_OF = {Face.SONG_BOLD: "song-bold-letters", Face.HEI: "hei-letters"}
# A regular 宋 that stands in within a bold text is thickened by a stroke this wide (parts of the size).
STAND_IN_STROKE = 0.022
BOLD_FACES = frozenset({Face.SONG_BOLD, Face.HEI})
BOLD_FILES = frozenset({"song-bold", "song-bold-letters", "hei", "hei-letters"})
BOLD_WEIGHT = 600  # of an uploaded font (OS/2 usWeightClass), from which on its stand-ins are thickened
# The same design, cut in several files, isn't reported as a stand-in.
SAME_DESIGN = {
    Face.KAI: frozenset({"song-letters"}),
    Face.SONG: frozenset({"song-wide", "song-letters"}),
    Face.SONG_BOLD: frozenset({"song-bold-letters"}),
    Face.HEI: frozenset({"hei-letters"}),
}

STAND_IN_NAMES = {
    "kai": N_("楷体"),
    "song": N_("宋体"),
    "song-letters": N_("宋体"),
    "song-bold": N_("宋体 粗"),
    "song-bold-letters": N_("宋体 粗"),
    "song-wide": N_("宋体（扩展）"),
    "song-rare": N_("宋体（生僻字）"),
    "hei": N_("黑体"),
    "hei-letters": N_("黑体"),
}


class FontFile:
    """One TrueType file: its character map, advances and, for embedding, subsets.

    Parsed when first needed (about 40 ms and 10 MB each), then kept and never changed; safe across threads.
    ``family``: what a reader calls it.
    """

    def __init__(self, name: str, content: bytes, *, family: str) -> None:
        self.name = name
        self.family = family
        self.lock = threading.Lock()
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
def shipped(name: str) -> FontFile:
    """A font of the package, parsed once in each process."""
    content = files("meeting.documents").joinpath("fonts", f"{name}.ttf").read_bytes()
    return FontFile(name, content, family=STAND_IN_NAMES[name])


def chain(face: Face, character: str) -> tuple[str, ...]:
    """The fonts to look in for a character, in order."""
    if character in WRITTEN:
        return (NARROW_OF.get(face, "song-letters"),)
    letters = LETTERS_OF.get(face)
    return letters + CHAINS[face] if letters and LETTERS.match(character) else CHAINS[face]
