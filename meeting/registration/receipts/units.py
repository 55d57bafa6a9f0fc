"""The units that a meeting invited, found at the beginning of what a form says or within the name of its file."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

from meeting.people.names import EDGE
from meeting.registration.receipts.tables import looks_like_unit

_SEAL = r"[(\[【<〔][^()\[\]【】<>〔〕]{0,8}(?:章|签字|签名)处?\s*[)\]】>〕]"
_DAY = (
    r"[(]?(?:(?:19|20)\d\d\s*年\s*\d{1,2}\s*月|"
    r"(?:(?:19|20)\d\d|\d\d(?=年))?\s*(?:年|[./-])?\s*\d{1,2}\s*(?:月|[./-])\s*\d{1,2}\s*日?)[)]?"
)
_COUNT = r"[(\[]?\s*(?:共|合?计|总计|共计)?\s*(?:\d{1,4}|[一二三四五六七八九十]{1,3})\s*[人名位][)\]]?"
_LABEL = re.compile(r"[\s,、;]+[\u4e00-\u9fff]{2,8}\s*(?:[(][^()]{0,20}[)])?\s*:.*$", re.DOTALL)
_BEHIND = re.compile(
    rf"(?:\s*{_SEAL}|\s+(?:盖章|公章|章)|\s*{_DAY}|[\s,、;]*{_COUNT}|\s*年\s*月\s*日)+\s*$"
)
_QUOTED = re.compile(r"[“\"'‘《〈「『【\[〔<]([^“”\"'‘’《》〈〉「」『』【】\[\]〔〕<>]+)[”\"'’》〉」』】\]〕>]")
_LINES = "_—"
"""Drawn to write upon."""
_LONGEST = 200


@lru_cache(maxsize=4_096)
def clean_unit(text: str, roster: tuple[str, ...] = ()) -> str:
    """Return the unit that a form's line names, without seal marks, quotes, date, number and further labels.

    ``roster``: names and aliases of the units invited. One of them that begins the text is the unit, where only a
    blank, a bracket, a date or another label follows.
    """
    plain = unicodedata.normalize("NFKC", text).strip(EDGE)
    if len(plain) > _LONGEST:
        return text
    begun = begins_with_unit(plain, roster)
    if begun:
        name, rest = begun
        behind = rest.strip(EDGE + _LINES + "”\"'》】")
        # 国家电网 （青岛）有限公司 goes on: it is another unit.
        if not behind or (re.match(rf"[\s(\[【“\"'_—]|{_DAY}|{_COUNT}", rest) and not looks_like_unit(plain)):
            return name
    bare = _unquoted(text)
    inner = unicodedata.normalize("NFKC", bare)
    cut = _BEHIND.sub("", _LABEL.sub("", inner))
    # Compatibility forms stay as typed where nothing is cut: a name in full width brackets is in the roster so.
    kept = bare if cut == inner else _as_typed(bare, len(cut))
    return _unquoted(kept.strip(EDGE + _LINES + "、,，;；"))


def _unquoted(text: str) -> str:
    bare = text.strip(EDGE + _LINES)
    quoted = _QUOTED.fullmatch(bare)
    return quoted[1].strip(EDGE) if quoted else bare


def _as_typed(text: str, length: int) -> str:
    """The beginning of ``text`` that NFKC makes ``length`` characters of."""
    for end in range(len(text) + 1):
        if len(unicodedata.normalize("NFKC", text[:end])) >= length:
            return text[:end]
    return text


def begins_with_unit(text: str, roster: Sequence[str]) -> tuple[str, str] | None:
    """Return the longest name of the roster that a text begins with, and what follows it."""
    plain = unicodedata.normalize("NFKC", text[:_LONGEST]).strip(EDGE + _LINES + "“\"'《【[")
    for flat, name in _by_length(tuple(roster)):
        if plain.startswith(flat):
            return name, plain[len(flat) :]
    return None


def units_within(text: str, roster: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Yield each name of the roster that a text contains, the longest first, with what stands before and behind."""
    plain = unicodedata.normalize("NFKC", text)
    for flat, name in _by_length(tuple(roster)):
        before, found, behind = plain.partition(flat)
        if found:
            yield name, before, behind


@lru_cache(maxsize=8)
def _by_length(roster: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    flat = {unicodedata.normalize("NFKC", name).strip(EDGE): name for name in reversed(roster)}
    return tuple(sorted(((key, name) for key, name in flat.items() if len(key) > 1), key=lambda each: -len(each[0])))
