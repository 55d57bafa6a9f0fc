"""Drawing once what has the same shape: two names of three characters differ in their codes only.

A text is drawn with a mark (a private code point) in place of each ideograph and figure of its face's own font: all of
these are equally wide, so that lines, sizes and places come out the same. What is drawn is kept as a template; for
another text of the shape its codes are put in. Nothing that decides how a line breaks (marks, letters, numerals with
their measure words, characters of another font) is ever replaced.
"""

import re
from itertools import groupby

from meeting.documents.embedding import EmbeddedFont
from meeting.documents.errors import GlyphMissing
from meeting.documents.painter import Painter
from meeting.documents.typefaces import FIGURE_MARKS, IDEOGRAPH_MARKS, replaceable
from meeting.documents.typesetting import TIED

TOKENS = re.compile(r"\x01([A-Za-z0-9]+),\d+\x02(?:\x01\1,\d+\x02)*")
PLACE = re.compile(r",(\d+)")


class Shapes(dict[int, int | str]):
    """For ``str.translate``: each ideograph to 字, each figure to 0, where they may be replaced; others as they are."""

    def __init__(self, face: str) -> None:
        super().__init__()
        self._face = face

    def __missing__(self, code: int) -> int | str:
        character = chr(code)
        if code in IDEOGRAPH_MARKS or code in FIGURE_MARKS:  # typed by somebody: no font has it
            raise GlyphMissing(text=character, character=character)
        kind = None if character in TIED else replaceable(character, self._face)
        shape: int | str = code if kind is None else {"ideograph": IDEOGRAPH_MARKS[0], "figure": FIGURE_MARKS[0]}[kind]
        self[code] = shape
        return shape


_SHAPES: dict[str, Shapes] = {}


def shape_of(text: str, face: str) -> str:
    """What texts have in common that are drawn alike in a face."""
    shapes = _SHAPES.get(face)
    if shapes is None:
        shapes = _SHAPES[face] = Shapes(face)
    return text.translate(shapes)


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

    def code(self, font: EmbeddedFont, character: str) -> str:
        place = _place(character)
        return super().code(font, character) if place is None else f"\x01{font.resource},{place}\x02"

    def actual(self, text: str) -> str:
        found = []
        for character in text:
            place = _place(character)
            found.append(super().actual(character) if place is None else f"\x01u,{place}\x02")
        return "".join(found)

    def plan(self) -> "Plan":
        """What was drawn, as a template."""
        tables = {font.resource: font.table for font in self.file.fonts}
        parts: list[Part] = []

        def slots(match: re.Match[str]) -> str:
            places = [int(place) for place in PLACE.findall(match[0])]
            # Neighbours differ from their place in the list by the same number: one stretch of the text.
            stretches = [
                [place for _, place in group]
                for _, group in groupby(enumerate(places), key=lambda item: item[1] - item[0])
            ]
            parts.extend((tables.get(match[1]), stretch[0], stretch[-1] + 1) for stretch in stretches)
            return "%s" * len(stretches)

        template = TOKENS.sub(slots, self.content().decode("latin-1").replace("%", "%%"))
        return Plan(template, tuple(parts))


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


def _place(character: str) -> int | None:
    code = ord(character)
    if code in IDEOGRAPH_MARKS:
        return code - IDEOGRAPH_MARKS[0]
    return code - FIGURE_MARKS[0] if code in FIGURE_MARKS else None
