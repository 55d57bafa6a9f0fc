"""The operators of a page (ISO 32000-1, 8 and 9), those that a ``Painter`` writes, drawn as SVG instead.

What is seen on the screen is read off what would be printed: there is no second drawing that could differ from it.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from html import escape

from meeting.documents.embedding import EmbeddedFont
from meeting.documents.outlines import outline, units

TOKEN = re.compile(
    r"(?P<number>[+-]?(?:\d+\.?\d*|\.\d+))|(?P<operator>[A-Za-z][A-Za-z]*[01*]?|['\"])|(?P<mark><<|>>|\[|\])"
    r"|<(?P<hex>[0-9A-Fa-f\s]*)>|/(?P<name>[^\s\[\]<>()/]+)|\((?P<text>(?:[^()\\]|\\.)*)\)",
    re.S,
)
IMAGE = re.compile(r"BI /W (\d+) /H (\d+)[^\n]*? ID ")
ESCAPED = re.compile(r"\\([nrtbf()\\]|[0-7]{1,3}|\n)")
ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "(": "(", ")": ")", "\\": "\\", "\n": ""}
CAPS, JOINS = ("butt", "round", "square"), ("miter", "round", "bevel")
PATHS = {"m": "M", "l": "L", "c": "C", "h": "Z"}  # v and y, which SVG has no letters for, no painter writes
PAINTING = {
    "S": (False, True, False), "s": (False, True, True), "f": (True, False, False), "F": (True, False, False),
    "f*": (True, False, False), "B": (True, True, False), "b": (True, True, True),
}  # fmt: skip
"""Operator → whether it fills, strokes, closes the path first."""

Operand = str | list[str | float]
"""A number or name as it is written, a string's bytes, or an array: strings and numbers."""


@dataclass(frozen=True, slots=True)
class State:
    """What ``q`` keeps and ``Q`` brings back."""

    fill: str = "#000000"
    stroke: str = "#000000"
    width: str = "1"
    cap: int = 0
    join: int = 0
    dashes: str = ""


@dataclass(slots=True)
class Shared:
    """What the drawings of one SVG have in common."""

    forms: dict[str, bytes]
    pictures: dict[str, str]
    """Name → address."""
    fonts: dict[str, EmbeddedFont]
    glyphs: dict[str, str] = field(default_factory=dict)
    """Id → outline: each is there once."""
    clips: int = 0


class Reader:
    """Reads the operators of one drawing; ``size`` is the largest type in it (points)."""

    def __init__(self, shared: Shared) -> None:
        self._shared = shared
        self._out: list[str] = []
        self._state = State()
        self._kept: list[tuple[State, int]] = []
        self._open = 0  # groups since the last q
        self._path: list[str] = []
        self._clips = False
        self.size = 0.0
        self._text = _Text()

    def read(self, content: str) -> str:
        """The drawing, in points, y upwards."""
        operands: list[Operand] = []
        for kind, value in _tokens(content):
            if kind == "operator":
                self._do(str(value), operands)
                operands = []
            elif kind == "image":
                self._image(str(value))
                operands = []
            else:
                operands.append(value)
        while self._kept:
            self._restore()
        self._out.append("</g>" * self._open)
        self._open = 0
        return "".join(self._out)

    def _do(self, operator: str, operands: list[Operand]) -> None:
        if operator in PATHS:
            self._path.append(PATHS[operator] + " ".join(map(str, operands)))
        elif operator == "re":
            x, y, width, height = operands
            self._path.append(f"M{x} {y}h{width}v{height}h{_minus(width)}z")
        elif operator in PAINTING:
            self._paint(*PAINTING[operator], even=operator.endswith("*"))
        elif (text := TEXT.get(operator)) is not None:
            text(self, operands)
        elif (act := ACTS.get(operator)) is not None:
            act(self, operands)

    # Graphics

    def _save(self, _: list[Operand]) -> None:
        self._kept.append((self._state, self._open))
        self._open = 0

    def _restore(self, _: list[Operand] | None = None) -> None:
        self._out.append("</g>" * self._open)
        self._state, self._open = self._kept.pop()

    def _transform(self, operands: list[Operand]) -> None:
        self._out.append(f'<g transform="matrix({" ".join(map(str, operands))})">')
        self._open += 1

    def _paint(self, fills: bool, strokes: bool, closes: bool, *, even: bool) -> None:
        state = self._state
        drawn = "".join(self._path) + ("Z" if closes else "")
        fill = state.fill if fills else "none"
        rest = ' fill-rule="evenodd"' if even else ""
        if strokes:
            rest += f' stroke="{state.stroke}" stroke-width="{state.width}"'
            rest += f' stroke-linecap="{CAPS[state.cap]}"' if state.cap else ""
            rest += f' stroke-linejoin="{JOINS[state.join]}"' if state.join else ""
            rest += f' stroke-dasharray="{state.dashes}"' if state.dashes else ""
        self._out.append(f'<path d="{drawn}" fill="{fill}"{rest}/>')
        self._path = []

    def _end_path(self, _: list[Operand]) -> None:
        if self._clips:
            self._shared.clips += 1
            name = f"clip-{self._shared.clips}"
            self._out.append(f'<clipPath id="{name}"><path d="{"".join(self._path)}"/></clipPath>')
            self._out.append(f'<g clip-path="url(#{name})">')
            self._open += 1
        self._clips, self._path = False, []

    def _clip(self, _: list[Operand]) -> None:
        self._clips = True

    def _colour(self, operands: list[Operand]) -> None:
        self._state = replace(self._state, fill=_hex(operands))

    def _pen(self, operands: list[Operand]) -> None:
        self._state = replace(self._state, stroke=_hex(operands))

    def _width(self, operands: list[Operand]) -> None:
        self._state = replace(self._state, width=str(operands[0]))

    def _cap(self, operands: list[Operand]) -> None:
        self._state = replace(self._state, cap=int(str(operands[0])))

    def _join(self, operands: list[Operand]) -> None:
        self._state = replace(self._state, join=int(str(operands[0])))

    def _dash(self, operands: list[Operand]) -> None:
        lengths = operands[0] if isinstance(operands[0], list) else []
        self._state = replace(self._state, dashes=" ".join(f"{length:g}" for length in lengths))

    def _show(self, operands: list[Operand]) -> None:
        """A form, or a picture in the unit square. (A form's box is the card's with its bleed: so is the SVG's.)"""
        name = str(operands[0])
        if name in self._shared.pictures:
            self._out.append(
                f'<image href="{escape(self._shared.pictures[name])}" width="1" height="1" preserveAspectRatio="none"'
                ' transform="matrix(1 0 0 -1 0 1)"/>'
            )
            return
        content = self._shared.forms[name]
        if b"BT" in content or b" Do" in content or b" W " in content:
            inner = Reader(self._shared)
            self._out.append(inner.read(content.decode("latin-1")))
            self.size = max(self.size, inner.size)
        else:
            self._out.append(_paths(content))

    def _image(self, header_and_bits: str) -> None:
        """A QR code: a mask of black modules in the unit square, its rows from above."""
        found = IMAGE.match(header_and_bits)
        if found is None:
            return
        size, bits = int(found[1]), header_and_bits[found.end() :]
        row_bytes = (size + 7) // 8
        parts = []
        for row in range(size):
            line = "".join(f"{ord(byte):08b}" for byte in bits[row * row_bytes : (row + 1) * row_bytes])[:size]
            for run in re.finditer("1+", line):
                parts.append(f"M{run.start()} {row}h{run.end() - run.start()}v1H{run.start()}z")
        self._out.append(
            f'<path transform="matrix({1 / size:.8f} 0 0 {-1 / size:.8f} 0 1)" shape-rendering="crispEdges"'
            f' fill="{self._state.fill}" d="{"".join(parts)}"/>'
        )

    # Text

    def _begin_text(self, _: list[Operand]) -> None:
        self._text.matrix, self._text.x = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0), 0.0

    def _place_text(self, operands: list[Operand]) -> None:
        a, b, c, d, e, f = (float(str(operand)) for operand in operands)
        self._text.matrix, self._text.x = (a, b, c, d, e, f), 0.0

    def _move_text(self, operands: list[Operand]) -> None:
        a, b, c, d, e, f = self._text.matrix
        x, y = (float(str(operand)) for operand in operands)
        self._text.matrix, self._text.x = (a, b, c, d, e + a * x + c * y, f + b * x + d * y), 0.0

    def _font(self, operands: list[Operand]) -> None:
        self._text.font, self._text.size = self._shared.fonts[str(operands[0])], float(str(operands[1]))
        self.size = max(self.size, self._text.size)

    def _spacing(self, operands: list[Operand]) -> None:
        self._text.spacing = float(str(operands[0]))

    def _mode(self, operands: list[Operand]) -> None:
        self._text.mode = int(str(operands[0]))

    def _string(self, operands: list[Operand]) -> None:
        pieces = operands[-1]
        text = self._text
        font, size = text.font, text.size
        if font is None:
            return
        name, unit = font.file.name, units(font.file.name)
        scale = size / unit
        uses = []
        for piece in pieces if isinstance(pieces, list) else [pieces]:
            if isinstance(piece, float):
                text.x -= piece / 1000 * size
                continue
            for code in (ord(piece[n]) << 8 | ord(piece[n + 1]) for n in range(0, len(piece) - 1, 2)):
                character = font.characters[code - 1]
                drawn = outline(name, character)
                if drawn:
                    key = f"{name}-{ord(character):x}"
                    self._shared.glyphs[key] = drawn
                    uses.append(f'<use href="#{key}" x="{text.x / scale:.1f}"/>')
                text.x += round(font.file.advance(character)) / 1000 * size + text.spacing
        a, b, c, d, e, f = text.matrix
        state = self._state
        stroke = ""
        if text.mode == 2:
            width = float(state.width) / scale
            stroke = f' stroke="{state.stroke}" stroke-width="{width:.1f}" stroke-linejoin="{JOINS[state.join]}"'
        self._out.append(
            f'<g fill="{state.fill}"{stroke} transform="matrix({a * scale:.7g} {b * scale:.7g} {c * scale:.7g}'
            f' {d * scale:.7g} {e:.7g} {f:.7g})">{"".join(uses)}</g>'
        )


@dataclass(slots=True)
class _Text:
    matrix: tuple[float, float, float, float, float, float] = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    x: float = 0.0  # from the matrix's origin to the next glyph, points
    font: EmbeddedFont | None = None
    size: float = 0.0
    spacing: float = 0.0
    mode: int = 0


Act = Callable[[Reader, list[Operand]], None]
ACTS: dict[str, Act] = {
    "q": Reader._save, "Q": Reader._restore, "cm": Reader._transform, "rg": Reader._colour, "RG": Reader._pen,
    "w": Reader._width, "J": Reader._cap, "j": Reader._join, "W": Reader._clip, "n": Reader._end_path,
    "d": Reader._dash, "Do": Reader._show,
}  # fmt: skip
TEXT: dict[str, Act] = {
    "BT": Reader._begin_text, "Tm": Reader._place_text, "Td": Reader._move_text, "Tf": Reader._font,
    "Tc": Reader._spacing, "Tr": Reader._mode, "Tj": Reader._string, "TJ": Reader._string,
}  # fmt: skip


@lru_cache(maxsize=64)
def _paths(content: bytes) -> str:
    """An ornament's lines: read once, however often it is looked at."""
    return Reader(Shared({}, {}, {})).read(content.decode("latin-1"))


def _tokens(content: str) -> Iterator[tuple[str, Operand]]:
    place = 0
    stack: list[str | float] | None = None
    for_image = content.find("BI /W")
    while (found := TOKEN.search(content, place)) is not None:
        if found.start() == for_image:
            header = IMAGE.match(content, for_image)
            if header is None:
                return
            place = header.end() + (int(header[1]) + 7) // 8 * int(header[2])
            yield "image", content[for_image:place]
            place = content.index("EI", place) + 2
            for_image = content.find("BI /W", place)
            continue
        place = found.end()
        kind, value = found.lastgroup, found[found.lastgroup or 0]
        if kind == "operator":
            yield "operator", value
        elif value == "[" and kind == "mark":
            stack = []
        elif value == "]" and kind == "mark":
            yield "operand", stack or []
            stack = None
        elif kind != "mark":
            if kind == "hex":
                digits = "".join(value.split())
                value = bytes.fromhex(digits + "0" * (len(digits) % 2)).decode("latin-1")
            elif kind == "text":
                value = ESCAPED.sub(_unescaped, value)
            if stack is None:
                yield "operand", value
            else:
                stack.append(float(value) if kind == "number" else value)


def _unescaped(match: re.Match[str]) -> str:
    given = match[1]
    return chr(int(given, 8)) if given[0] in "01234567" else ESCAPES[given]


def _hex(operands: list[Operand]) -> str:
    return "#" + "".join(f"{round(float(str(part)) * 255):02x}" for part in operands)


def _minus(number: Operand) -> str:
    return str(number)[1:] if str(number).startswith("-") else f"-{number}"
