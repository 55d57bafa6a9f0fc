"""reportlab's TrueType parser, with its long tables read at once: a font of 8,000 characters in 3 ms in place of 20."""

import struct
import sys
from array import array
from typing import Any

from reportlab.pdfbase.ttfonts import TTFError, TTFontFace

UNICODE_PLATFORM, WINDOWS_PLATFORM, VARIATIONS = 0, 3, 5  # of a character map; the last maps sequences only
LONG_OFFSETS = 1


class QuickFace(TTFontFace):  # type: ignore[misc]  # reportlab has no types
    """The same as its parent, save the map back from glyphs to characters, which nobody asks for.

    Raises TTFError.
    """

    def extractInfo(self, charInfo: int = 1) -> None:
        """Read everything. A character map in one of the old formats is left to the parent."""
        super().extractInfo(0)
        characters = self._characters() if charInfo else None
        if characters is None:
            super().extractInfo(charInfo)
            return
        widths = self._metrics()
        self.charToGlyph = characters
        self.charWidths = {code: widths[glyph] for code, glyph in characters.items() if glyph < len(widths)}
        self.glyphToChar: dict[int, list[int]] = {}
        self.glyphPos = self._places()
        for known, other in ((0x20, 0xA0), (0xA0, 0x20)):
            if known in characters:
                characters[other], self.charWidths[other] = characters[known], self.charWidths[known]
                break

    def get_table(self, tag: str) -> Any:
        """Bytes. Outlines are megabytes, of which a subset takes some glyphs: they aren't copied out whole for each."""
        return _Outlines(self._ttf_data, *self.get_table_pos(tag)) if tag == "glyf" else super().get_table(tag)

    def _characters(self) -> dict[int, int] | None:
        """Code points to glyphs; None if the map is neither of format 4 nor 12."""
        data = self.get_table("cmap")
        (count,) = struct.unpack_from(">H", data, 2)
        start = None
        for number in range(count):
            platform, encoding, offset = struct.unpack_from(">HHL", data, 4 + 8 * number)
            if platform == WINDOWS_PLATFORM or (platform == UNICODE_PLATFORM and encoding != VARIATIONS):
                start = offset  # the last, as the parent has it
        if start is None:
            return None
        (form,) = struct.unpack_from(">H", data, start)
        return {4: _segments, 12: _groups}[form](data, start) if form in (4, 12) else None

    def _metrics(self) -> list[float]:
        """How wide each glyph is, in thousandths."""
        (count,) = struct.unpack_from(">H", self.get_table("hhea"), 34)
        data = self.get_table("hmtx")
        pairs = _numbers("H", data[: 4 * count])
        rest = _numbers("H", data[4 * count : 4 * count + 2 * (self.numGlyphs - count)])
        if len(pairs) < 2 * count or len(rest) < self.numGlyphs - count:
            raise TTFError("hmtx is too short")
        advances = [*pairs[::2], *[pairs[-2]] * len(rest)]
        self.hmetrics = list(zip(advances, [*pairs[1::2], *rest], strict=True))
        widths = [self._pdfScale(advance) for advance in advances]
        self.defaultWidth = widths[0]
        return widths

    def _places(self) -> list[int]:
        """Where each glyph begins, and the last one ends."""
        if "loca" not in self.table:
            raise TTFError("missing location table")
        (form,) = struct.unpack_from(">H", self.get_table("head"), 50)
        if form > LONG_OFFSETS:
            raise TTFError(f"Unknown location table format ({form})")
        places = _numbers("I" if form == LONG_OFFSETS else "H", self.get_table("loca"))[: self.numGlyphs + 1]
        if len(places) <= self.numGlyphs:
            raise TTFError("loca is too short")
        return list(places) if form == LONG_OFFSETS else [place << 1 for place in places]


class _Outlines:
    """A font's ``glyf`` table: parts of it are cut from the file. Takes slices with a start and a stop."""

    def __init__(self, content: bytes, start: int, length: int) -> None:
        self._content, self._start, self._stop = content, start, start + length

    def __getitem__(self, part: slice) -> bytes:
        return self._content[self._start + part.start : min(self._start + part.stop, self._stop)]


def _numbers(kind: str, data: bytes) -> "array[int]":
    """Big-endian numbers, as fonts have them."""
    found = array(kind)
    found.frombytes(data[: len(data) // found.itemsize * found.itemsize])
    if sys.byteorder == "little":
        found.byteswap()
    return found


def _groups(data: bytes, start: int) -> dict[int, int]:
    """A map of format 12: from, to, the first one's glyph."""
    (count,) = struct.unpack_from(">L", data, start + 12)
    numbers = _numbers("I", data[start + 16 : start + 16 + 12 * count])
    found: dict[int, int] = {}
    for first, last, glyph in zip(numbers[::3], numbers[1::3], numbers[2::3], strict=True):
        if last > sys.maxunicode:
            raise TTFError("cmap goes beyond Unicode")
        found.update(zip(range(first, last + 1), range(glyph, glyph + last - first + 1), strict=True))
    return found


def _segments(data: bytes, start: int) -> dict[int, int]:
    """A map of format 4: from, to, what is added, where the glyphs are listed."""
    length, _, double = struct.unpack_from(">HHH", data, start + 2)
    count = double // 2
    table = _numbers("H", data[start + 14 : start + length])
    found: dict[int, int] = {}
    for number in range(count):
        last, first = table[number], table[count + 1 + number]
        delta, offset = table[2 * count + 1 + number], table[3 * count + 1 + number]
        codes = range(first, last + 1)
        if not offset:
            found.update(zip(codes, [(code + delta) & 0xFFFF for code in codes], strict=True))
            continue
        place = 3 * count + 1 + number + offset // 2
        listed = [*table[place : place + len(codes)]]
        listed += [0] * (len(codes) - len(listed))
        found.update(zip(codes, [(glyph + delta) & 0xFFFF if glyph else 0 for glyph in listed], strict=True))
    return found
