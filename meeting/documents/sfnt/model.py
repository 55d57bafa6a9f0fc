"""A TrueType font taken apart, and what of it is needed."""

import sys
from array import array
from dataclasses import dataclass, field

WINDOWS, UNICODE, MACINTOSH = 3, 0, 1
CHINESE = (0x804, 0x404, 0xC04, 0x1004)
ENGLISH = 0x409
"""Platforms and languages, as tables name them."""
DEEPEST = 8
"""Glyphs made of glyphs made of …"""


@dataclass(frozen=True, slots=True)
class Names:
    """What the file says of itself; empty where it says nothing."""

    family: str = ""
    family_english: str = ""
    style: str = ""
    full: str = ""
    full_english: str = ""
    version: str = ""
    copyright: str = ""
    licence: str = ""
    licence_url: str = ""
    postscript: str = ""


@dataclass(slots=True)
class Sfnt:
    """A font taken apart. ``characters``: code point → glyph, of those that it can draw: with ink (save spaces), not as
    the box for what is missing, in a script that is set glyph by glyph."""

    content: bytes
    tables: dict[str, tuple[int, int]]
    glyph_count: int
    positions: "array[int]" = field(repr=False)
    advances: "array[int]" = field(repr=False)
    characters: dict[int, int] = field(repr=False)
    names: Names
    embedding: int
    weight: int

    def glyph(self, number: int) -> memoryview:
        """The outline's bytes; empty for a glyph without ink."""
        start = self.tables["glyf"][0]
        return memoryview(self.content)[start + self.positions[number] : start + self.positions[number + 1]]

    def table(self, tag: str) -> bytes:
        """A table's bytes; empty where the file has none."""
        start, length = self.tables.get(tag, (0, 0))
        return self.content[start : start + length]


def numbers(kind: str, raw: bytes) -> "array[int]":
    """Big-endian numbers to the machine's own, and back."""
    numbers = array(kind, raw)
    if sys.byteorder == "little":
        numbers.byteswap()
    return numbers
