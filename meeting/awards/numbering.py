"""How certificates are numbered: patterns with a fixed list of placeholders, and what a number typed by hand means.

A pattern such as ``苏档学〔{年}〕{流水:3}号`` becomes the mould of one series once code, year and class are filled
in; a mould becomes a number with its serial. No format strings: one pass over the text, and whatever is no placeholder
of ours is refused when the pattern is saved, with its position (trust.md, row 21).
"""

import re
import unicodedata

from meeting.awards.errors import (
    ClassInvalid,
    PatternCharacterRefused,
    PatternPlaceholderUnknown,
    PatternSerialMissing,
    PatternSerialTwice,
    PatternTooLong,
)

DEFAULT = "{代号}-{年}-{类}-{流水:4}"
"""``JSSDAXH-2020-ZS-0001``; from the ten thousandth on it grows by a figure."""

PLACEHOLDERS = ("{代号}", "{年}", "{类}", "{流水}", "{流水:4}")
"""The issuer's letters, the year, the class, the serial without or with leading zeros (one to eight figures)."""

LONGEST_PATTERN, LONGEST_NUMBER, LONGEST_CODE, LONGEST_CLASS = 60, 60, 20, 8
FIGURES = 7
"""A serial is taken to have at most so many, when a pattern's longest number is told."""

_PLACE = re.compile(r"\{(代号|年|类|流水(?::([1-8]))?)\}")
_SERIAL = re.compile(r"\{流水(?::([1-8]))?\}")
_BRACES = str.maketrans("｛｝", "{}")
_AS_TYPED = re.compile(r"\{+[^{}]{0,20}\}*")
_MARKS = frozenset("-–—_/.·．、[]()【】〔〕［］（）《》〈〉「」№")

_SAME = str.maketrans({
    **dict.fromkeys("—–‐−─一ー", "-"), **dict.fromkeys("〔【〖﹝(〘", "["), **dict.fromkeys("〕】〗﹞)〙", "]"),
})  # fmt: skip
"""Others (－﹣‑（［) are one of these after NFKC."""


def checked_pattern(text: str) -> str:
    """The pattern as it is kept.

    Raises ``PatternPlaceholderUnknown``, ``PatternCharacterRefused``, ``PatternSerialTwice`` (each with its position),
    ``PatternSerialMissing``, ``PatternTooLong``.
    """
    pattern = text.strip().translate(_BRACES)
    pattern = re.sub(r"\{流水：([1-8])\}", r"{流水:\1}", pattern)  # an input method's colon
    at, serials = 0, 0
    while at < len(pattern):
        place = _PLACE.match(pattern, at)
        if place is None:
            _refuse_unknown(pattern, at)
            at += 1
            continue
        if place[1].startswith("流水"):
            serials += 1
            if serials > 1:
                raise PatternSerialTwice(position=at + 1, given=place[0])
        at = place.end()
    if not serials:
        raise PatternSerialMissing
    longest = number_of(mould_of(pattern, code="X" * LONGEST_CODE, year=2020, letters="X" * LONGEST_CLASS), 10**FIGURES)
    if len(pattern) > LONGEST_PATTERN or len(longest) > LONGEST_NUMBER:
        raise PatternTooLong(longest=LONGEST_NUMBER)
    return pattern


def checked_class(text: str) -> str:
    """The letters of a class of numbers: 论文, LW; empty where nothing was typed. Raises ``ClassInvalid``."""
    letters = "".join(unicodedata.normalize("NFKC", text).split()).upper()
    if letters and not re.fullmatch(rf"[A-Z0-9\u4e00-\u9fff]{{1,{LONGEST_CLASS}}}", letters):
        raise ClassInvalid(given=letters[:20])
    return letters


def mould_of(pattern: str, *, code: str, year: int, letters: str) -> str:
    """A series' numbers but for the serial, whose placeholder stays."""
    filled = {"代号": code, "年": str(year), "类": letters}
    return _PLACE.sub(lambda place: filled.get(place[1], place[0]), pattern)


def number_of(mould: str, serial: int) -> str:
    """The number with this serial."""
    return _SERIAL.sub(lambda place: f"{serial:0{place[1] or 1}d}", mould)


def mould_key(mould: str) -> str:
    """Moulds that differ by the kind of dash or bracket, by case or by the serial's width are of one series."""
    return number_key(_SERIAL.sub("#", mould))  # a pattern holds no # of its own


def number_key(number: str) -> str:
    """A number as it is looked up: width, blanks, case, the kind of dash and of bracket don't count."""
    return "".join(unicodedata.normalize("NFKC", number).split()).upper().translate(_SAME)


def _refuse_unknown(pattern: str, at: int) -> None:
    """Unless this character may stand in a number."""
    character = pattern[at]
    if character == "{":
        given = _AS_TYPED.match(pattern, at)
        raise PatternPlaceholderUnknown(
            position=at + 1, given=given[0] if given else character, known=" ".join(PLACEHOLDERS)
        )
    if not character.isalnum() and character not in _MARKS:
        raise PatternCharacterRefused(position=at + 1, given=character)
