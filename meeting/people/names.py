"""Names of persons: the two repairs on the way in, the key for search and identity, the padding for print.

A name is stored as it was typed, save for the two repairs of ``clean_name``: no normal form is applied, since
NFC rewrites compatibility ideographs (U+F9DC becomes U+9686) that are part of somebody's name.
"""

import re
import unicodedata

from meeting.errors import N_, Invalid

LONGEST = 80
"""Code points. Forty-character names occur; a cell of more than eighty is never one person's name."""

INTERPUNCT = "\u00b7"

# One Han character as people type it: with extensions A to J, compatibility ideographs, 〇 and 々, the
# radicals that copying out of a PDF leaves behind, and the private use area where GB 18030 once kept rare
# characters.
_HAN = (
    "\u2e80-\u2fd5\u3005\u3007\u3021-\u3029\u3400-\u4dbf\u4e00-\u9fff\ue000-\uf8ff\uf900-\ufaff"
    "\U00020000-\U0003fffd"
)
# A variation selector belongs to the character before it.
_VARIANT = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_HAN_UNIT = f"[{_HAN}][{_VARIANT}]?"

# White space within a line, and what is as wide as nothing.
_SPACE = "\t \u00a0\u1680\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
_NOTHING = "".join(
    map(chr, [0xAD, 0x180E, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF])
)
_BLANK = _SPACE + _NOTHING
EDGE = _BLANK + "\n\v\f\r\x1c\x1d\x1e\x1f\x85\u2028\u2029"
"""What is stripped from the ends of whatever was typed (by str.strip: a pattern takes quadratic time)."""

# The dots that keyboards, fonts and old systems put in place of the interpunct.
_DOTS = ".\u00b7\u02d9\u0387\u1427\u2022\u2024\u2027\u2219\u22c5\u2e31\u2e33\u30fb\ufe52\uff0e\uff65"

_PADDED = re.compile(rf"{_HAN_UNIT}(?:[{_BLANK}]+{_HAN_UNIT})+")
_BETWEEN_HAN = re.compile(rf"(?<=[{_HAN}{_VARIANT}])[{_BLANK}]*[{_DOTS}][{_BLANK}]*(?=[{_HAN}])")
_BLANKS = re.compile(rf"[{_BLANK}]+")
_TWO_HAN = re.compile(rf"({_HAN_UNIT})({_HAN_UNIT})")
_HAN_ANYWHERE = re.compile(f"[{_HAN}]")

_NOT_IN_KEY = re.compile(rf"[\s{_BLANK}{_DOTS}{_VARIANT}\u3002\uff61\u2026\u115f\u1160\u3164\uffa0\u034f]+")
_ONE_SIGN = str.maketrans(
    {"’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "‐": "-", "‑": "-", "–": "-", "—": "-"}
)

_SEPARATORS = re.compile(r"[、，；;/／|｜\r\n\v\f\x85\u2028\u2029]")
_HAN_SEPARATORS = re.compile(r"[,&＆+＋]")
# Directions that make a line read otherwise than it is stored.
_OVERRIDES = re.compile("[\u202a-\u202e\u2066-\u2069]")


class InvalidName(Invalid):
    """A text that is not the name of one person."""

    code = "name-invalid"
    sentence = N_("姓名“%(given)s”无法使用，请改成一个人的姓名。")
    field = "name"


class NameMissing(InvalidName):
    """Nothing, or only blanks and dots."""

    code = "name-missing"
    sentence = N_("没有填写姓名，请补上。")


class NameTooLong(InvalidName):
    """More than ``LONGEST`` code points."""

    code = "name-too-long"
    sentence = N_("姓名“%(given)s…”有%(length)d个字，超过%(longest)d个字，请检查是否填错了栏。")


class NameUnreadable(InvalidName):
    """Control characters, halves of a surrogate pair, U+FFFD: what a broken file leaves behind."""

    code = "name-unreadable"
    sentence = N_("姓名“%(given)s”里有无法显示的字符，请重新输入。")


class SeveralNames(InvalidName):
    """Several persons in one field."""

    code = "name-several"
    sentence = N_("“%(given)s”像是几个人的姓名，请每人填写一行。")


def clean_name(text: str) -> str:
    """Return the name as typed, with the two repairs and without blanks at its ends. Idempotent.

    1. Padding: single Han characters parted by blanks are joined (张　三 → 张三, 欧 阳 修 → 欧阳修).
    2. The dots that stand for an interpunct between Han characters become U+00B7.

    Latin names keep their spaces, apostrophes and diacritics; a Latin full stop (J. Smith) is no interpunct.
    """
    name = text.strip(EDGE)
    name = _BETWEEN_HAN.sub(INTERPUNCT, name)
    if _PADDED.fullmatch(name):
        name = _BLANKS.sub("", name)
    return name


def name_key(text: str) -> str:
    """Return the key under which variants of a name are one: for search and identity, never for showing.

    NFKC with case folded (as Unicode's NFKC_Casefold), without blanks, dots and variation selectors;
    compatibility ideographs and radicals become the unified characters. Idempotent. Diacritics count.
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    folded = unicodedata.normalize("NFKC", folded.translate(_ONE_SIGN))
    # What is dropped can bring a base and its mark together, and folding can uncover another sign to fold.
    again = unicodedata.normalize("NFKC", _NOT_IN_KEY.sub("", folded)).casefold().translate(_ONE_SIGN)
    return again if again == text else name_key(again)


def justified(name: str) -> str:
    """Return a name of two Han characters with U+3000 between them, as lists print it; others as they are."""
    match = _TWO_HAN.fullmatch(clean_name(name))
    return f"{match[1]}\u3000{match[2]}" if match else name


def check_name(text: str) -> str:
    """Return the cleaned name of one person, of any script and length up to ``LONGEST``.

    Raises ``NameMissing``, ``NameTooLong``, ``NameUnreadable`` or ``SeveralNames``, all ``InvalidName``.
    """
    name = clean_name(text)
    if any(unicodedata.category(char) == "Cs" or char == "\ufffd" for char in name):
        raise NameUnreadable(given=_showable(name))
    if not name_key(name):
        raise NameMissing()
    if len(name) > LONGEST:
        raise NameTooLong(given=_showable(name[:20]), length=len(name), longest=LONGEST)
    if _SEPARATORS.search(name) or (_HAN_ANYWHERE.search(name) and _HAN_SEPARATORS.search(name)):
        raise SeveralNames(given=_showable(name))
    if _OVERRIDES.search(name) or any(unicodedata.category(char) == "Cc" for char in name):
        raise NameUnreadable(given=_showable(name))
    return name


def _showable(text: str) -> str:
    """Return what of ``text`` can stand in a message: one line that any output can encode."""
    hidden = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    return "".join("□" if unicodedata.category(char) in hidden else char for char in text[:LONGEST])
