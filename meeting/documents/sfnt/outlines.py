"""Whether the outlines of a font hold together."""

import struct
from collections.abc import Iterator
from itertools import pairwise

from meeting.documents.errors import FontBroken
from meeting.documents.sfnt.model import DEEPEST, Sfnt

MOST_COMPONENTS = 64
MOST_PARTS = 512
"""Of how many glyphs in all one may be put together: who draws the glyph walks through each."""


def check_outlines(font: Sfnt) -> None:
    """Walk through the outline of each glyph that a character has. Raises FontBroken: it would print blank or never."""
    sizes: dict[int, tuple[int, int]] = {}
    for number in dict.fromkeys(font.characters.values()):
        _check_outline(font, number, sizes, depth=0)


def _check_outline(font: Sfnt, number: int, sizes: dict[int, tuple[int, int]], depth: int) -> tuple[int, int]:
    """How many glyphs deep the glyph is put together from others, and of how many in all, each time counted."""
    if number in sizes:
        return sizes[number]
    if depth > DEEPEST or not 0 <= number < font.glyph_count:
        raise FontBroken
    data, height, parts = font.glyph(number), 0, 1
    try:
        contours = struct.unpack_from(">h", data)[0] if data else 0
        if contours > 0:
            _check_contours(data, contours)
        elif contours < 0:
            of = [_check_outline(font, part, sizes, depth + 1) for part in _components(data)]
            height, parts = 1 + max(each for each, _ in of), 1 + sum(each for _, each in of)
    except (struct.error, IndexError) as error:
        raise FontBroken from error
    if height > DEEPEST or parts > MOST_PARTS:
        raise FontBroken
    sizes[number] = height, parts
    return height, parts


def _check_contours(data: memoryview, contours: int) -> None:
    """A simple glyph's points are all there."""
    ends = struct.unpack_from(f">{contours}H", data, 10)
    if any(before >= after for before, after in pairwise(ends)):
        raise FontBroken
    place = 10 + 2 * contours
    place += 2 + int(struct.unpack_from(">H", data, place)[0])
    points, room = ends[-1] + 1, 0
    while points > 0:
        flag = data[place]
        place += 1
        again = 1
        if flag & 8:
            again += data[place]
            place += 1
        points -= again
        room += again * ((1 if flag & 2 else 0 if flag & 16 else 2) + (1 if flag & 4 else 0 if flag & 32 else 2))
    if points < 0 or place + room > len(data):
        raise FontBroken


def _components(data: memoryview) -> Iterator[int]:
    """The glyphs that a glyph is put together from."""
    place = 10
    for _ in range(MOST_COMPONENTS):
        flags, glyph = struct.unpack_from(">HH", data, place)
        yield glyph
        place += 4 + (4 if flags & 1 else 2) + (2 if flags & 8 else 4 if flags & 64 else 8 if flags & 128 else 0)
        if place > len(data):
            raise FontBroken
        if not flags & 32:
            return
    raise FontBroken
