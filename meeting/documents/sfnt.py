"""Reading a TrueType file that somebody uploaded, with every offset checked, and writing it anew.

Whoever parses a font that means harm gets loops of milliards, stacks without end, reads past the end. So nothing else
reads an upload: it is taken apart here, within bounds, and what goes on to the PDF engine is written by ``rewritten``.
Offsets and formats: OpenType 1.9 (ISO/IEC 14496-22). Lengths of the tables are bytes.
"""

import re
import struct
import sys
import unicodedata
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
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

MOST_BYTES = 30_000_000
MOST_TABLES = 64
MOST_NAMES = 512
MOST_CHARACTERS = 150_000
"""All that Unicode has assigned."""
MOST_COMPONENTS = 64
DEEPEST = 8
"""Glyphs made of glyphs made of …"""
MOST_PARTS = 512
"""… of so many in all: who draws the glyph walks through each."""

NEEDED = ("cmap", "glyf", "head", "hhea", "hmtx", "loca", "maxp")
CARRIED = ("cvt ", "fpgm", "prep")
"""Copied as they are: the glyphs' instructions refer to them."""

# What is set one glyph after the other, from left to right. Scripts that join, reorder or stack (Arabic, Tibetan,
# Mongolian, Indic …) would come out wrong, and private-use characters mean another thing in every font.
UNSET = re.compile(
    "[\x00-\x1f\x7f-\x9f\u0300-\u036f\u0590-\u109f\u1100-\u11ff\u1700-\u18af\u1900-\u1cff\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\u20d0-\u20ff\u302a-\u302f\u3099\u309a\ua800-\uabff\ud7b0-\uf8ff\ufb1d-\ufdff\ufe00-\ufe0f\ufe70-\ufeff\ufff0-\uffff"
    "\U00010800-\U00011fff\U0001e000-\U0001efff\U000e0000-\U0010ffff]"
)

WINDOWS, UNICODE, MACINTOSH = 3, 0, 1
CHINESE = (0x804, 0x404, 0xC04, 0x1004)
ENGLISH = 0x409


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


def read(content: bytes) -> Sfnt:
    """Take a font file apart. Raises FontUnusable: a kind that isn't taken, or one that doesn't hold together."""
    _refuse_other_kinds(content)
    try:
        return _read(content)
    except (struct.error, IndexError, KeyError, ValueError, OverflowError) as error:
        raise FontBroken from error


def rewritten(font: Sfnt) -> bytes:
    """The same font as a file that can be relied upon: only the tables that drawing needs, a map of ``characters``."""
    head = bytearray(font.table("head")[:54])
    struct.pack_into(">hh", head, 50, 1, 0)  # long offsets, the one format of glyphs
    hhea = bytearray(font.table("hhea")[:36])
    struct.pack_into(">I", hhea, 0, 0x00010000)
    struct.pack_into(">10x", hhea, 24)  # reserved, and the one format of metrics
    tables = {tag: font.table(tag) for tag in (*CARRIED, "glyf", "hmtx") if tag in font.tables}
    os2 = font.table("OS/2")
    if len(os2) >= 96:
        tables["OS/2"] = os2
    positions = _numbers("I", font.positions.tobytes())
    tables |= {
        "head": bytes(head),
        "hhea": bytes(hhea),
        "maxp": font.table("maxp")[:30] + struct.pack(">H", DEEPEST),  # readers go no deeper than it says
        "loca": positions.tobytes(),
        "cmap": _character_map(font.characters),
        "name": _name_table(font.names.postscript or "Uploaded"),
        "post": struct.pack(">IiHHIIIII", 0x00030000, 0, 0, 0, 0, 0, 0, 0, 0),
    }
    return _file(tables)


def check_outlines(font: Sfnt) -> None:
    """Walk through the outline of each glyph that a character has. Raises FontBroken: it would print blank or never."""
    sizes: dict[int, tuple[int, int]] = {}
    for number in dict.fromkeys(font.characters.values()):
        _check_outline(font, number, sizes, depth=0)


def _numbers(kind: str, raw: bytes) -> "array[int]":
    """Big-endian numbers to the machine's own, and back."""
    numbers = array(kind, raw)
    if sys.byteorder == "little":
        numbers.byteswap()
    return numbers


# Reading


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
        advances=_advances(content, tables, count), characters={}, names=_names(content, tables),
        embedding=embedding, weight=weight,
    )  # fmt: skip
    font.characters = dict(_drawable(font, _characters(content, tables)))
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
    read = _numbers("I" if long_offsets else "H", content[start : start + (count + 1) * size])
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
    advances = _numbers("H", content[start : start + 4 * full])[::2]
    advances.extend([advances[-1]] * (count - full))
    return advances


def _characters(content: bytes, tables: dict[str, tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Code point and glyph, by the widest Unicode map of the file."""
    start, length = tables["cmap"]
    end = start + length
    (count,) = struct.unpack_from(">H", content, start + 2)
    found: dict[int, int] = {}
    for number in range(min(count, MOST_TABLES)):
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


def _names(content: bytes, tables: dict[str, tuple[int, int]]) -> Names:
    """Names in Chinese and English, cut to what a page shows."""
    start, length = tables.get("name", (0, 0))
    if length < 6:
        return Names()
    count, strings = struct.unpack_from(">HH", content, start + 2)
    found: dict[tuple[int, str], str] = {}
    for number in range(min(count, MOST_NAMES)):
        if 18 + 12 * number > length:
            break
        platform, encoding, language, kind, size, offset = struct.unpack_from(">6H", content, start + 6 + 12 * number)
        place = start + strings + offset
        if place + size > start + length:
            continue
        tongue = _tongue(platform, language)
        text = _text(content[place : place + size], platform, encoding)
        if tongue and text:
            found.setdefault((kind, tongue), text)

    def name(number: int, *tongues: str) -> str:
        return next((found[number, tongue] for tongue in tongues if (number, tongue) in found), "")

    return Names(
        family=name(16, "zh") or name(1, "zh", "en", "any"),
        family_english=name(16, "en") or name(1, "en", "any"),
        style=name(17, "zh", "en") or name(2, "zh", "en", "any"),
        full=name(4, "zh", "en", "any"),
        full_english=name(4, "en", "any"),
        version=name(5, "en", "zh", "any"),
        copyright=name(0, "zh", "en", "any"),
        licence=name(13, "zh", "en", "any"),
        licence_url=name(14, "zh", "en", "any"),
        postscript=re.sub("[^A-Za-z0-9_-]", "", name(6, "en", "zh", "any"))[:63],
    )


def _tongue(platform: int, language: int) -> str:
    if platform == WINDOWS:
        return "zh" if language in CHINESE else "en" if language == ENGLISH else "any"
    if platform == MACINTOSH:
        return "en" if language == 0 else "zh" if language in (19, 33) else "any"
    return "any"


def _text(raw: bytes, platform: int, encoding: int) -> str:
    """A name; without what no page and no database takes."""
    if platform == MACINTOSH:
        codec = {0: "mac_roman", 2: "big5", 25: "gb2312"}.get(encoding)
    else:
        codec = {3: "gbk", 4: "big5"}.get(encoding, "utf-16-be") if platform == WINDOWS else "utf-16-be"
    if codec is None:
        return ""
    text = raw[:4000].decode(codec, errors="replace").replace("\ufffd", "")
    return "".join(" " if unicodedata.category(each)[0] == "C" else each for each in text).strip()[:1000]


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


# Writing


def _character_map(characters: dict[int, int]) -> bytes:
    """A cmap of format 12 (Windows, all of Unicode)."""
    groups: list[list[int]] = []
    for code, glyph in sorted(characters.items()):
        if groups and code == groups[-1][1] + 1 and glyph == groups[-1][2] + code - groups[-1][0]:
            groups[-1][1] = code
        else:
            groups.append([code, code, glyph])
    body = b"".join(struct.pack(">III", *group) for group in groups)
    return struct.pack(">HHHHIHHIII", 0, 1, WINDOWS, 10, 12, 12, 0, 16 + len(body), 0, len(groups)) + body


def _name_table(postscript: str) -> bytes:
    """Nothing but the name for PostScript."""
    text = postscript.encode("utf-16-be")
    return struct.pack(">9H", 0, 1, 18, WINDOWS, 1, ENGLISH, 6, len(text), 0) + text


def _file(tables: dict[str, bytes]) -> bytes:
    count = len(tables)
    power = count.bit_length() - 1
    parts = [struct.pack(">IHHHH", 0x00010000, count, 16 << power, power, 16 * count - (16 << power))]
    place = 12 + 16 * count
    for tag, data in sorted(tables.items()):
        parts.append(struct.pack(">4sIII", tag.encode("latin-1"), 0, place, len(data)))
        place += (len(data) + 3) & ~3
    for _, data in sorted(tables.items()):
        parts.append(data + bytes(-len(data) % 4))
    return b"".join(parts)
