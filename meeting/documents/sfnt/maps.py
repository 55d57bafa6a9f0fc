"""Which glyph draws which character, by a font's Unicode map."""

import struct
from collections.abc import Iterator

from meeting.documents.errors import FontBroken
from meeting.documents.sfnt.model import UNICODE, WINDOWS

MOST_MAPS = 64


def characters_of(content: bytes, tables: dict[str, tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Code point and glyph, by the widest Unicode map of the file."""
    start, length = tables["cmap"]
    end = start + length
    (count,) = struct.unpack_from(">H", content, start + 2)
    found: dict[int, int] = {}
    for number in range(min(count, MOST_MAPS)):
        platform, encoding, offset = struct.unpack_from(">HHI", content, start + 4 + 8 * number)
        unicode = (platform == WINDOWS and encoding in (1, 10)) or (platform == UNICODE and encoding != 5)
        if unicode and start + offset + 2 <= end:
            (kind,) = struct.unpack_from(">H", content, start + offset)
            found.setdefault(kind, start + offset)
    if 12 in found:
        return _groups(content, found[12], end)
    if 4 in found:
        return _segments(content, found[4], end)
    return iter(())


def _groups(content: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A map of format 12."""
    (count,) = struct.unpack_from(">I", content, start + 12)
    if start + 16 + 12 * count > end:
        raise FontBroken
    last = -1
    for number in range(count):
        first, final, glyph = struct.unpack_from(">III", content, start + 16 + 12 * number)
        if not last < first <= final <= 0x10FFFF:
            raise FontBroken
        last = final
        for code in range(first, min(final, first + 0xFFFF) + 1):
            yield code, glyph + code - first


def _segments(content: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A map of format 4."""
    (double,) = struct.unpack_from(">H", content, start + 6)
    count = double // 2
    if start + 16 + 8 * count > end:
        raise FontBroken
    ends = struct.unpack_from(f">{count}H", content, start + 14)
    starts = struct.unpack_from(f">{count}H", content, start + 16 + double)
    deltas = struct.unpack_from(f">{count}H", content, start + 16 + 2 * double)
    offsets_at = start + 16 + 3 * double
    offsets = struct.unpack_from(f">{count}H", content, offsets_at)
    last = -1
    for number in range(count):
        if starts[number] == 0xFFFF:
            continue  # the segment that ends the map
        if not last < starts[number] <= ends[number]:
            raise FontBroken
        last = ends[number]
        for code in range(starts[number], ends[number] + 1):
            if not offsets[number]:
                yield code, (code + deltas[number]) & 0xFFFF
                continue
            place = offsets_at + 2 * number + offsets[number] + 2 * (code - starts[number])
            if place + 2 > end:
                raise FontBroken
            (glyph,) = struct.unpack_from(">H", content, place)
            if glyph:
                yield code, (glyph + deltas[number]) & 0xFFFF
