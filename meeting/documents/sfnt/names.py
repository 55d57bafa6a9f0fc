"""What a font says of itself."""

import re
import struct
import unicodedata

from meeting.documents.sfnt.model import CHINESE, ENGLISH, MACINTOSH, WINDOWS, Names

MOST_NAMES = 512


def names_of(content: bytes, tables: dict[str, tuple[int, int]]) -> Names:
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
