"""Make meeting/people/data/strokes.txt.gz, the order of Chinese characters by strokes. Run once, by hand.

    pip download --no-deps -d FOLDER cn-sort strokes
    python scripts/build_strokes.py FOLDER level-1.txt level-2.txt level-3.txt

FOLDER holds the two wheels (both MIT; neither is ever installed). The level files are the three lists of
《通用规范汉字表》 (2013), one character a line in their official order, which within a list is that of
strokes.

The result: line n holds the characters of n strokes in the order of GF 3003, stroke by stroke and then by
structure.

1. The 20,897 characters that cn-sort ranks, as it ranks them; the lines' ends are where its ranking agrees
best
   with the numbers of strokes in ``strokes`` (Unihan's).
2. The characters of 《通用规范汉字表》 that it lacks (276), after their predecessor in the official list.
3. The other characters of ``strokes``, at the end of the line of their number, by code point.
"""

import gzip
import json
import sys
import zipfile
from bisect import bisect_left
from pathlib import Path

TARGET = Path(__file__).parent.parent / "meeting" / "people" / "data" / "strokes.txt.gz"


def main(folder: Path, levels: list[Path]) -> None:
    ranked, numbers = _ranked(folder), _numbers(folder)
    lines = _cut(ranked, numbers)
    for level in levels:
        _place(level.read_text(encoding="utf-8").split(), lines, numbers)
    placed = {char for line in lines for char in line}
    lines += [[] for _ in range(len(lines), max(numbers.values()))]
    for char in sorted(numbers, key=ord):
        if char not in placed and numbers[char]:
            lines[numbers[char] - 1].append(char)
    text = "\n".join("".join(line) for line in lines)
    # The key has five digits for a character, and those from 99 on are for characters without a place.
    assert len(text) < 98_000, len(text)
    TARGET.write_bytes(gzip.compress(text.encode(), compresslevel=9, mtime=0))
    print(f"{len(text) - len(lines) + 1} characters in {len(lines)} lines, {TARGET.stat().st_size} bytes")


def _member(folder: Path, wheel: str, member: str) -> bytes:
    with zipfile.ZipFile(next(folder.glob(wheel))) as archive:
        return archive.read(member)


def _ranked(folder: Path) -> list[str]:
    entries = json.loads(_member(folder, "cn_sort-*.whl", "cn_sort/res/all_word.json"))["all_word"]
    ranks = {entry["chinese"]: entry["stroke_increment_level"] for entry in entries}
    return sorted((char for char in ranks if ord(char) > 0x2E80), key=lambda char: int(ranks[char]))


def _numbers(folder: Path) -> dict[str, int]:
    numbers = json.loads(_member(folder, "strokes-*.whl", "data/strokeCount.json"))
    # Written in one turn; Unihan has it as a symbol.
    return {**{char: int(number) for char, number in numbers.items()}, "〇": 1}


def _cut(ranked: list[str], numbers: dict[str, int]) -> list[list[str]]:
    """Cut the ranking into lines of one number of strokes, each cut where the fewest characters disagree."""
    lines, start = [], 0
    for number in range(1, max(numbers[char] for char in ranked) + 1):
        best, score, end = 0, 0, start
        for place in range(start, len(ranked)):
            score += 1 if numbers[ranked[place]] <= number else -1
            if score > best:
                best, end = score, place + 1
        lines.append(ranked[start:end])
        start = end
    lines[-1].extend(ranked[start:])
    return lines


def _place(official: list[str], lines: list[list[str]], numbers: dict[str, int]) -> None:
    """Put each missing character of one official list after its predecessor there."""
    order = [char for line in lines for char in line]
    rank = {char: place for place, char in enumerate(order)}
    line_of = {char: place for place, line in enumerate(lines) for char in line}
    anchors = _increasing([char for char in official if char in rank], rank)
    before = ""
    for position, char in enumerate(official):
        if char in anchors:
            before = char
        if char in rank:
            continue
        after = next((other for other in official[position + 1 :] if other in anchors), "")
        line = lines[line_of[before]]
        if after and line_of[after] > line_of[before] and numbers[char] > line_of[before] + 1:
            line_of[char] = numbers[char] - 1
            lines[line_of[char]].insert(0, char)
        else:
            line_of[char] = line_of[before]
            line.insert(line.index(before) + 1, char)
        before = char


def _increasing(chars: list[str], rank: dict[str, int]) -> set[str]:
    """Return the longest run on which the two sources agree, so that no stray character is built on."""
    ends: list[int] = []
    tails: list[int] = []
    previous = [-1] * len(chars)
    for place, char in enumerate(chars):
        at = bisect_left(ends, rank[char])
        previous[place] = tails[at - 1] if at else -1
        ends[at : at + 1] = [rank[char]]
        tails[at : at + 1] = [place]
    run, place = set(), tails[-1]
    while place >= 0:
        run.add(chars[place])
        place = previous[place]
    return run


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(name) for name in sys.argv[2:]])
