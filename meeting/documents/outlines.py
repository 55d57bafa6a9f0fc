"""The outlines of glyphs, as paths for SVG: the same ones that a PDF embeds."""

import threading
from functools import lru_cache
from io import BytesIO

from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.ttLib import TTFont

from meeting.documents.typefaces import font_file

KEPT = 20_000  # outlines of one process: some 15 MB
KEPT_FONTS = 16  # ours, and the uploaded ones that were looked at last: some 30 MB each

_LOCK = threading.Lock()  # fontTools keeps its place in the file on itself


@lru_cache(maxsize=KEPT)
def outline(name: str, character: str) -> str:
    """A character's glyph in the named font, in the font's units, y upwards; empty for a space."""
    index = font_file(name).glyph_index(ord(character))
    with _LOCK:
        font = _font(name)
        pen = SVGPathPen(font.getGlyphSet(), ntos=lambda value: f"{round(value)}")
        font.getGlyphSet()[font.getGlyphName(index)].draw(pen)
    return str(pen.getCommands())


def units(name: str) -> int:
    """How many of the font's units are the type size."""
    with _LOCK:
        return int(_font(name)["head"].unitsPerEm)


@lru_cache(maxsize=KEPT_FONTS)
def _font(name: str) -> TTFont:
    return TTFont(BytesIO(font_file(name).face._ttf_data), lazy=True)
