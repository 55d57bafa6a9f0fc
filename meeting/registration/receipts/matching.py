"""The sub-forum that a receipt means: by name, by part of it, or by number."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

_NONE_WANTED = re.compile(
    r"(?:无|没有|暂无|不参加?|不参会|不参加分会|不选|未选|否|不|均?不参加.*|都不参加.*|不参加.*|放弃|待定|未定|未确定|暂未?定|另定|后定|"
    r"都可以?|均可以?|皆可|随意|任意|任一|服从(?:安排|分配|调剂)|听从安排|由?会务组?安排|n/?a|none|no|null|"
    r"[/\\\-—–―_.。…×✗✕x0?？]+)",
    re.IGNORECASE,
)
_KIND = (
    r"分会场|分论坛|平行论坛|专题论坛|专题研讨会?|专题会场|专题|专场|分会|论坛|研讨会|研讨|会场|讨论组|小组|分组|组|"
    r"平行会议|平行会|分场|场次|场|沙龙|工作坊|会议|号|sub-?forum|parallelsession|session|forum|workshop|track"
)
_DIGITS = "零一二三四五六七八九十"
_NUMERAL = r"[0-9]{1,2}|[一二三四五六七八九十]{1,3}|[①-⑳]|[ⅰ-ⅻ]|(?<![a-z])(?:i{1,3}|iv|vi{0,3}|ix)(?![a-z])"
_ONLY_NUMBER = re.compile(
    rf"(?:第|no\.?|#)?(?:{_KIND})?第?(?:no\.?|#)?({_NUMERAL})(?:个|号)?(?:{_KIND}){{0,2}}[.、,:)]*"
)
_LETTER = re.compile(rf"(?:{_KIND})?([a-j])(?:{_KIND}){{0,2}}")
_LEADING_NUMBER = re.compile(
    # 第三代半导体 has no number: a kind or a mark must follow.
    rf"^(?:第({_NUMERAL})(?:个)?(?:(?:{_KIND})|(?=[.、:,\s_)—-]|$))|(?:{_KIND})({_NUMERAL})|"
    rf"({_NUMERAL})(?:{_KIND})?(?=[.、:,\s_)—-])|\(({_NUMERAL})\))[.、:,\s_)—-]*"
)
_TRAILING_NUMBER = re.compile(
    rf"(?:[(\[/|,、:_—-]|(?<=\D)\s)+(?:第({_NUMERAL})(?:个)?(?:{_KIND})*|(?:{_KIND})?({_NUMERAL})(?:个|号)?(?:{_KIND})*)[)\]]*$"
)
_LEADING_LETTER = re.compile(rf"^(?:{_KIND})?([a-j])(?:{_KIND})?[.、:,\s_)—-]+|^([a-j])(?:{_KIND})")
_ENDS = re.compile(rf"(?:{_KIND})+$")
_BETWEEN = re.compile(r"[\s·•・、,，;；:/|“”\"'‘’《》〈〉<>()\[\]【】—\-_.。*和与及暨&+]+")


def match_forum(text: str, names: Sequence[str]) -> str | None:
    """Return which of ``names``, the meeting's sub-forums in their order, a cell means.

    '' where it asks for none (blank, 无, 均可, 待定); None where no such sub-forum exists, or where it isn't clear
    which. Takes the name, the name without 分会 or 分论坛, a part or abbreviation that only one name has
    (信息化), a number in any form ('3', '第三分会', '分会三', '③'), and number and name together, where
    the name counts.
    """
    return _match(text, tuple(names))


@lru_cache(maxsize=4_096)
def _match(text: str, names: tuple[str, ...]) -> str | None:
    if not text.strip() or text in names:
        return text.strip()
    plain = _flat(text)
    if not plain or _NONE_WANTED.fullmatch(plain):
        return ""
    keys = _keys(names)
    exact = [key.name for key in keys if plain in (key.flat, key.core, key.bare)]
    if len(exact) == 1:
        return exact[0]
    if (found := _ONLY_NUMBER.fullmatch(plain)) is not None:
        return _numbered(_value(found[1]), keys)
    if (found := _LETTER.fullmatch(plain)) is not None:
        return _lettered(found[1], keys)
    wanted = _Key(text, trailing=True, loose=any(key.letter for key in keys))
    by_name = _by_name(wanted, keys)
    if by_name is not None:
        return by_name or None
    # 第三分会（下午） : the rest says nothing of a name, so the number counts.
    if wanted.number and _says_nothing(wanted.core):
        return _numbered(wanted.number, keys)
    # 护理管理分论坛（下午）: what is in brackets may be no part of the name.
    if (beside := re.fullmatch(r"([^()]{2,})\(([^()]*)\)", plain)) and not _match(beside[2], names):
        return _match(beside[1], names)
    return None


def _keys(names: Sequence[str]) -> list["_Key"]:
    """The names taken apart. Their own numbers and letters count where each has one; else the order counts.

    第一分论坛：… beside an unnumbered 主论坛 keeps its number all the same, since it says so itself.
    """
    keys = [_Key(name) for name in names]
    numbers = [key.number for key in keys if key.number]
    ordinal = any(re.match(rf"(?:第(?:{_NUMERAL})个?)?(?:{_KIND})", key.flat) for key in keys if key.number)
    if len(set(numbers)) < len(numbers) or (len(numbers) < len(keys) and not ordinal):
        keys = [_Key(name, numbered=False) for name in names]
    if len({key.letter for key in keys} - {""}) < len(keys):
        for key in keys:
            key.forget_letter()
    return keys


class _Key:
    """A name of a sub-forum taken apart: its number or letter, and the words without 分会 and marks."""

    def __init__(self, name: str, *, numbered: bool = True, trailing: bool = False, loose: bool = False) -> None:
        self.name = name
        self.flat = _flat(name)
        rest = _flat(name, spaced=True)
        found: list[int] = []
        # 2、第二分会场：护理 says its number twice.
        while numbered and (match := _LEADING_NUMBER.match(rest)) is not None:
            found.append(_value(next(filter(None, match.groups()))))
            rest = rest[match.end() :]
        if numbered and trailing and (behind := _TRAILING_NUMBER.search(rest)) is not None and behind.start() > 1:
            found.append(_value(next(filter(None, behind.groups()))))
            rest = rest[: behind.start()]
        self.number = found[0] if len(set(found)) == 1 else 0
        letter = _LEADING_LETTER.match(rest) if not found else None
        if letter is None and loose and not found:
            letter = re.match("([a-j])(?=[\u4e00-\u9fff])", rest)  # where the names have letters: C一流专业
        self.letter = next(filter(None, letter.groups())) if letter else ""
        rest = rest[letter.end() :] if letter else rest
        self.bare = re.sub(r"\s+", "", rest)
        joined = _BETWEEN.sub("", rest)
        self.core = _ENDS.sub("", joined) or joined
        if not self.number and not found and numbered and (only := _ONLY_NUMBER.fullmatch(self.flat)):
            self.number, self.core = _value(only[1]), ""

    def forget_letter(self) -> None:
        if self.letter:
            self.letter, self.bare = "", self.flat
            joined = _BETWEEN.sub("", self.flat)
            self.core = _ENDS.sub("", joined) or joined


def _by_name(wanted: _Key, keys: list[_Key]) -> str | None:
    """Return the one name that is meant, '' where several may be, None where none is."""
    if len(wanted.core) < 2 or not _ENDS.sub("", wanted.core):  # 分论坛 names none, though a name may hold it
        return None
    named = [key for key in keys if key.core]
    tests = (
        lambda key: key.core == wanted.core,
        lambda key: sorted(key.core) == sorted(wanted.core),
        lambda key: wanted.core in key.core,
        # A sub-forum that doesn't exist may hold the name of one that does: most of it must be the name.
        lambda key: len(key.core) >= 2 and key.core in wanted.core and 5 * len(key.core) >= 3 * len(wanted.core),
        lambda key: _abbreviates(wanted.core, key.core),
    )
    for test in tests:
        hits = [key for key in named if test(key)]
        if len(hits) == 1:
            return hits[0].name
        if hits:
            by_number = [key for key in hits if wanted.number and wanted.number in (key.number, keys.index(key) + 1)]
            longest = [key for key in hits if all(other.core in key.core for other in hits)]
            if len(by_number) == 1:
                return by_number[0].name
            # 企业 and 企业档案 are both within 企业档案管理: the longer is meant.
            if len(longest) == 1 and longest[0].core in wanted.core:
                return longest[0].name
            return ""
    return None


def _abbreviates(short: str, long: str) -> bool:
    """Whether ``short`` is made of words of ``long``, two characters or more each, in their order: 资源编研."""
    if len(short) < 2:
        return not short
    for size in range(min(len(short), len(long)), 1, -1):
        at = long.find(short[:size])
        if at >= 0 and _abbreviates(short[size:], long[at + size :]):
            return True
    return False


def _numbered(number: int, keys: list[_Key]) -> str | None:
    own = [key.name for key in keys if key.number == number]
    if any(key.number for key in keys):
        return own[0] if len(own) == 1 else None
    return keys[number - 1].name if 1 <= number <= len(keys) else None


def _lettered(letter: str, keys: list[_Key]) -> str | None:
    own = [key.name for key in keys if key.letter == letter]
    if any(key.letter for key in keys):
        return own[0] if len(own) == 1 else None
    position = ord(letter) - ord("a")
    return keys[position].name if position < len(keys) else None


def _says_nothing(rest: str) -> bool:
    return not rest or re.fullmatch(r"(?:上午|下午|全天|参加|报名|首选|第一志愿|会议室|√)+", rest) is not None


def _flat(text: str, *, spaced: bool = False) -> str:
    # NFKC makes 3 of ③ and iii of Ⅲ, and full width half.
    plain = re.sub(r"\s+", " " if spaced else "", unicodedata.normalize("NFKC", text).casefold()).strip()
    if spaced:
        plain = re.sub(r"(?<=第) | (?=[个号]|(?:" + _KIND + r"))", "", plain)
    plain = re.sub(r"^(?:参加|报名|选择|拟参加|想参加|选)(?=.{2})", "", plain)
    plain = re.sub(r"([0-9]+)\.0$", r"\1", plain)
    return plain.strip("√✓✔*“”\"'《》。;；,，:：")


def _value(numeral: str) -> int:
    if numeral.isascii() and numeral.isdigit():
        return int(numeral)
    roman = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10}
    if numeral in roman:
        return roman[numeral]
    tens, ten, ones = numeral.rpartition("十")
    if not ten:
        return _DIGITS.index(numeral) if numeral in _DIGITS else 0
    return (_DIGITS.index(tens) if tens in _DIGITS and tens else 1) * 10 + (_DIGITS.index(ones) if ones else 0)
