"""Writing a font that was taken apart as a file that can be relied upon."""

import struct

from meeting.documents.sfnt.model import DEEPEST, ENGLISH, WINDOWS, Sfnt, numbers

CARRIED = ("cvt ", "fpgm", "prep")
"""Copied as they are: the glyphs' instructions refer to them."""


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
    positions = numbers("I", font.positions.tobytes())
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
