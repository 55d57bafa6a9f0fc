"""Which paragraphs are headings, by their numbering (7.3.3): 一、 （一） 1. （1）."""

import re
from typing import NamedTuple

NUMERAL = "[一二三四五六七八九十百]{1,5}"
LEVELS = (
    (1, re.compile(f"{NUMERAL}、")),
    (2, re.compile(f"[（(]{NUMERAL}[）)]")),
    (3, re.compile(r"\d{1,3}[.．](?!\d)")),
    (4, re.compile(r"[（(]\d{1,3}[）)]")),
)
LONGEST = 45  # characters of a heading that is a paragraph: what is longer without a mark is a sentence
LONGEST_BEFORE_TEXT = 20  # of one that text follows
END = re.compile("[，。：；！？]")


class Heading(NamedTuple):
    """A paragraph's level (0: none), the part in the heading's face, and what goes on in the text's face."""

    level: int
    head: str
    text: str


def heading(paragraph: str) -> Heading:
    """Split a paragraph. First and second level have faces of their own, up to the first mark that ends
    a part; where that is a comma, the paragraph is a sentence with a number."""
    level = next((level for level, pattern in LEVELS if pattern.match(paragraph)), 0)
    if level not in (1, 2):
        return Heading(level, "", paragraph)
    end = END.search(paragraph)
    if end is None:
        return Heading(level, paragraph, "") if len(paragraph) <= LONGEST else Heading(0, "", paragraph)
    if end.end() > LONGEST_BEFORE_TEXT or end.group() == "，":
        return Heading(0, "", paragraph)
    return Heading(level, paragraph[: end.end()], paragraph[end.end() :])
