"""Order of names by strokes (姓氏笔画), the customary order of Chinese lists.

Characters are compared by number of strokes, then stroke by stroke (横 竖 撇 点 折), then by structure: the
order of GF 3003, of which ``data/strokes.txt.gz`` holds one line for each number of strokes (made by
scripts/build_strokes.py from cn-sort and strokes, see data/NOTICE.md). Names are compared character by
character.

The key is text of ASCII digits, five for each character, so that any database column and any collation
orders it as Python does. It is loaded on first use (some ten milliseconds, one megabyte).
"""

import gzip
from array import array
from bisect import bisect_left
from functools import lru_cache
from importlib.resources import files

from meeting.people import surnames
from meeting.people.names import LONGEST, clean_name, name_key

KEY_LENGTH = 9 * LONGEST + 5
"""The longest key, for the column that keeps it. Ligatures that unfold past it are cut off."""

_BLANK = "00000"
# After every character that has a place, by code point: Latin letters, kana, characters of no table.
_UNKNOWN = "99{:07d}"


def surname_strokes_key(name: str, *, blank_first: bool = True) -> str:
    """Return the sort key of a name: digits, compared as text.

    ``blank_first`` settles one-character given names. True is 姓氏笔画: the missing character counts as
    less than any (田富 before 田大利). False is 姓名笔画: it isn't counted (田大利 before 田富). Compound
    surnames go by their first character; padding, interpuncts and variants of a character make no
    difference; unknown characters and other scripts follow the known ones, by code point. An empty name
    comes first.
    """
    surname, given = surnames.split(clean_name(name))
    parts = [name_key(surname), name_key(given)]
    keys = ["".join(map(_character_key, part)) for part in parts]
    single = blank_first and len(parts[1]) == 1 and all(stroke_count(char) for char in "".join(parts))
    return (_BLANK if single else "").join(keys)[:KEY_LENGTH]


def stroke_count(char: str) -> int:
    """Return the number of strokes of one character, for headings within a list; 0 where it is unknown."""
    rank, (_, ends) = _rank(char), _table()
    return bisect_left(ends, rank) + 1 if rank else 0


def _character_key(char: str) -> str:
    rank = _rank(char)
    return f"{rank:05d}" if rank else _UNKNOWN.format(ord(char))


def _rank(char: str) -> int:
    ranks, _ = _table()
    code = ord(char)
    return ranks[code] if code < len(ranks) else 0


@lru_cache(maxsize=1)
def _table() -> "tuple[array[int], list[int]]":
    """Return the rank of each code point (from 1; 0: none), and the last rank of each number of strokes."""
    packed = (files("meeting.people") / "data" / "strokes.txt.gz").read_bytes()
    lines = gzip.decompress(packed).decode().split("\n")
    # An array rather than a dict: 1 MB in place of 15.
    ranks = array("I", bytes(4 * (max(map(ord, "".join(lines))) + 1)))
    ends: list[int] = []
    rank = 0
    for line in lines:
        for code in map(ord, line):
            rank += 1
            ranks[code] = rank
        ends.append(rank)
    return ranks, ends
