"""Taking a font file apart, with every offset checked."""

import re
import struct
from array import array
from collections.abc import Iterator
from itertools import pairwise

from meeting.documents.errors import (
    FontAllowsBitmapsOnly,
    FontBroken,
    FontForbidsEmbedding,
    FontForbidsSubsets,
    FontForWeb,
    FontHasNoUnicode,
    FontHasPostScriptOutlines,
    FontIsCollection,
    FontIsVariable,
    FontTooLarge,
    FontUnrecognised,
)
from meeting.documents.sfnt.maps import characters_of
from meeting.documents.sfnt.model import Sfnt, numbers
from meeting.documents.sfnt.names import names_of

MOST_BYTES = 30_000_000
MOST_TABLES = 64
MOST_CHARACTERS = 150_000
"""All that Unicode has assigned."""

NEEDED = ("cmap", "glyf", "head", "hhea", "hmtx", "loca", "maxp")

# What is set one glyph after the other, from left to right. Scripts that join, reorder or stack (Arabic, Tibetan,
# Mongolian, Indic …) would come out wrong, and private-use characters mean another thing in every font.
UNSET = re.compile(
    "[\x00-\x1f\x7f-\x9f\u0300-\u036f\u0590-\u109f\u1100-\u11ff\u1700-\u18af\u1900-\u1cff\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\u20d0-\u20ff\u302a-\u302f\u3099\u309a\ua800-\uabff\ud7b0-\uf8ff\ufb1d-\ufdff\ufe00-\ufe0f\ufe70-\ufeff\ufff0-\uffff"
    "\U00010800-\U00011fff\U0001e000-\U0001efff\U000e0000-\U0010ffff]"
)


def read(content: bytes) -> Sfnt:
    """Take a font file apart. Raises FontUnusable: a kind that isn't taken, or one that doesn't hold together."""
    _refuse_other_kinds(content)
    try:
        return _read(content)
    except (struct.error, IndexError, KeyError, ValueError, OverflowError) as error:
        raise FontBroken from error


def _refuse_other_kinds(content: bytes) -> None:
    if len(content) > MOST_BYTES:
        raise FontTooLarge
    magic = content[:4]
    if magic == b"ttcf":
        raise FontIsCollection
    if magic in (b"wOFF", b"wOF2"):
        raise FontForWeb
    if magic == b"OTTO":
        raise FontHasPostScriptOutlines
    if magic not in (b"\x00\x01\x00\x00", b"true"):
        raise FontUnrecognised


def _read(content: bytes) -> Sfnt:
    tables = _directory(content)
    if "CFF " in tables or "CFF2" in tables:
        raise FontHasPostScriptOutlines
    if "fvar" in tables:
        raise FontIsVariable
    if any(tag not in tables for tag in NEEDED):
        raise FontBroken
    embedding, weight = _embedding(content, tables)
    head, _ = tables["head"]
    if struct.unpack_from(">I", content, head + 12)[0] != 0x5F0F3CF5 or tables["head"][1] < 54:
        raise FontBroken
    units, long_offsets = struct.unpack_from(">H30xh", content, head + 18)
    if struct.unpack_from(">H", content, head)[0] != 1 or not 16 <= units <= 16_384 or long_offsets not in (0, 1):
        raise FontBroken
    maxp, hhea = tables["maxp"], tables["hhea"]
    version, count = struct.unpack_from(">IH", content, maxp[0])
    if version != 0x00010000 or maxp[1] < 32 or hhea[1] < 36 or not count:
        raise FontBroken
    positions = _positions(content, tables, count, long_offsets)
    font = Sfnt(
        content=content, tables=tables, glyph_count=count, positions=positions,
        advances=_advances(content, tables, count), characters={}, names=names_of(content, tables),
        embedding=embedding, weight=weight,
    )  # fmt: skip
    font.characters = dict(_drawable(font, characters_of(content, tables)))
    if not font.characters:
        raise FontHasNoUnicode
    return font


def _directory(content: bytes) -> dict[str, tuple[int, int]]:
    (count,) = struct.unpack_from(">H", content, 4)
    if not 0 < count <= MOST_TABLES:
        raise FontBroken
    tables = {}
    for number in range(count):
        tag, start, length = struct.unpack_from(">4s4xII", content, 12 + 16 * number)
        if start + length > len(content):
            raise FontBroken
        tables[tag.decode("latin-1")] = (start, length)
    return tables


def _embedding(content: bytes, tables: dict[str, tuple[int, int]]) -> tuple[int, int]:
    """fsType and weight class (OS/2). Where several permissions are set, the least restrictive holds."""
    start, length = tables.get("OS/2", (0, 0))
    if length < 10:
        return 0, 400
    weight, embedding = struct.unpack_from(">H2xH", content, start + 4)
    if embedding & 0x000E == 0x0002:
        raise FontForbidsEmbedding
    if embedding & 0x0100:
        raise FontForbidsSubsets
    if embedding & 0x0200:
        raise FontAllowsBitmapsOnly
    return embedding, weight


def _positions(content: bytes, tables: dict[str, tuple[int, int]], count: int, long_offsets: int) -> "array[int]":
    """Where each glyph's outline begins in glyf, and where the last one ends."""
    start, length = tables["loca"]
    size = 4 if long_offsets else 2
    if length < (count + 1) * size:
        raise FontBroken
    read = numbers("I" if long_offsets else "H", content[start : start + (count + 1) * size])
    positions = read if long_offsets else array("I", (2 * each for each in read))
    if any(before > after for before, after in pairwise(positions)):
        raise FontBroken
    if positions[-1] > tables["glyf"][1]:
        raise FontBroken
    return positions


def _advances(content: bytes, tables: dict[str, tuple[int, int]], count: int) -> "array[int]":
    """Of each glyph, in units of the em; hmtx must be there for all of them."""
    (full,) = struct.unpack_from(">H", content, tables["hhea"][0] + 34)
    start, length = tables["hmtx"]
    if not 1 <= full <= count or length < 4 * full + 2 * (count - full):
        raise FontBroken
    advances = numbers("H", content[start : start + 4 * full])[::2]
    advances.extend([advances[-1]] * (count - full))
    return advances


def _drawable(font: Sfnt, mapped: Iterator[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Those of the mapped characters that come out as themselves: with ink, save spaces, and not as the box."""
    box = bytes(font.glyph(0))
    inked: dict[int, bool] = {}
    taken = 0
    for code, glyph in mapped:
        if not 0 < glyph < font.glyph_count or not font.advances[glyph] or UNSET.match(chr(code)):
            continue
        if glyph not in inked:
            outline = bytes(font.glyph(glyph))
            inked[glyph] = len(outline) > 10 and outline != box
        if inked[glyph] == chr(code).isspace():
            continue
        taken += 1
        if taken > MOST_CHARACTERS:
            raise FontBroken
        yield code, glyph
