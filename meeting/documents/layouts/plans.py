"""Drawing once what has the same shape: two names of three characters differ in their codes only.

A text is drawn with a mark (a private code point) in place of each ideograph and figure of its face's own font: all of
these are equally wide, so that lines, sizes and places come out the same. What is drawn is kept as a template; for
another text of the shape its codes are put in. Nothing that decides how a line breaks (marks, letters, numerals with
their measure words, characters of another font) is ever replaced.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise

from meeting.documents.cutting import TIED
from meeting.documents.embedding import PLACEHOLDERS, EmbeddedFont
from meeting.documents.errors import GlyphMissing
from meeting.documents.painter import Painter
from meeting.documents.shaping import KEPT_FACES
from meeting.documents.typefaces import FIGURE_MARKS, IDEOGRAPH_MARKS, replaceable

BEGIN, END = "\ue000", "\ue001"  # around a token, which is outside of the bytes that operators are: font, marks
MARKS = re.compile(f"([{chr(PLACEHOLDERS.start)}-{chr(PLACEHOLDERS.stop - 1)}]+)")
TOKENS = re.compile(f"{BEGIN}([A-Za-z0-9]+),([^{END}]+){END}")
MOST_MARKED = min(len(IDEOGRAPH_MARKS), len(FIGURE_MARKS))  # characters of a text that have a mark of their own
ACTUAL = "u"  # in place of a font: the character as UTF-16


class Shapes(dict[int, int | str]):
    """For ``str.translate``: each ideograph to 字, each figure to 0, where they may be replaced; others as they are."""

    def __init__(self, face: str) -> None:
        super().__init__()
        self._face = face

    def __missing__(self, code: int) -> int | str:
        character = chr(code)
        if code in PLACEHOLDERS:
            raise GlyphMissing(text=character, character=character)
        kind = None if character in TIED else replaceable(character, self._face)
        shape: int | str = code if kind is None else {"ideograph": IDEOGRAPH_MARKS[0], "figure": FIGURE_MARKS[0]}[kind]
        self[code] = shape
        return shape


_shapes_in = lru_cache(maxsize=KEPT_FACES)(Shapes)


def shape_of(text: str, face: str) -> str:
    """What texts have in common that are drawn alike in a face. Raises GlyphMissing for what no text may hold."""
    try:
        return text.translate(_shapes_in(face))
    except GlyphMissing as missing:
        raise GlyphMissing(text=text, character=missing.params["character"]) from None


def marked(shape: str, start: int = 0) -> str:
    """A shape with a mark of its own for each character that may be replaced, counted from ``start``."""
    ideograph, figure = IDEOGRAPH_MARKS[0], FIGURE_MARKS[0]
    found = []
    for place, character in enumerate(shape, start):
        code = ord(character)
        found.append(chr(code + place) if code in (ideograph, figure) else character)
    return "".join(found)


class PlanPainter(Painter):
    """Draws marks as tokens, which say of which character the code or the UTF-16 is to be put in."""

    def codes(self, font: EmbeddedFont, text: str) -> str:
        return _tokens(font.resource, text, lambda between: between.translate(font.table))

    def actual(self, text: str) -> str:
        return _tokens(ACTUAL, text, super().actual)

    def plan(self) -> "Plan":
        """What was drawn, as a template."""
        tables = {font.resource: font.table for font in self.file.fonts}
        parts: list[Part] = []

        def slots(match: re.Match[str]) -> str:
            places = [_place(mark) for mark in match[2]]
            # Neighbours differ from their place in the list by the same number: one stretch of the text.
            edges = [0, *(at for at in range(1, len(places)) if places[at] != places[at - 1] + 1), len(places)]
            parts.extend((tables.get(match[1]), places[one], places[other - 1] + 1) for one, other in pairwise(edges))
            return "%s" * (len(edges) - 1)

        template = TOKENS.sub(slots, self.drawn().replace("%", "%%"))
        return Plan(template, tuple(parts))


def _tokens(kind: str, text: str, written: Callable[[str], str]) -> str:
    """A text with a token for each stretch of marks, and what is between them as it is written."""
    found = MARKS.split(text)
    return "".join(
        [f"{BEGIN}{kind},{part}{END}" if number % 2 else written(part) for number, part in enumerate(found)]
    )


Part = tuple[dict[int, str] | None, int, int]


class Plan:
    """A drawing whose characters are put in."""

    __slots__ = ("_parts", "_template")

    def __init__(self, template: str, parts: tuple[Part, ...]) -> None:
        self._template, self._parts = template, parts

    def fill(self, text: str) -> str:
        """The operators that draw a text of the plan's shape."""
        return self._template % tuple(
            [
                text[start:end].translate(table) if table is not None
                else text[start:end].encode("utf-16-be").hex().upper()
                for table, start, end in self._parts
            ]
        )  # fmt: skip


def _place(mark: str) -> int:
    code = ord(mark)
    return code - (IDEOGRAPH_MARKS[0] if code in IDEOGRAPH_MARKS else FIGURE_MARKS[0])
