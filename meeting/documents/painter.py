"""Drawing operators on one page or form, in millimetres from its lower left corner; type sizes in points."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import cos, radians, sin
from typing import NamedTuple

from meeting.documents.embedding import EmbeddedFont
from meeting.documents.pdf import MILLIMETRE, SHEER, PdfFile
from meeting.documents.qr import QrCode
from meeting.documents.shaping import advances, stretches
from meeting.documents.shipped_fonts import AS_WRITTEN
from meeting.documents.typefaces import visible

WORD_GAP = 0.08  # em: readers take wider gaps for spaces, so the text is given beside its drawing


def _number(value: float) -> str:
    """A number as short as PDF takes it, to a thousandth."""
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _thousandths(value: float) -> str:
    """A gap within a line, in thousandths of the type size, to a tenth of that."""
    text = f"{value:.1f}"
    return text[:-2] if text.endswith(".0") else text


def _mm(value: float) -> str:
    """Millimetres as points, to a hundredth (0.004 mm)."""
    text = f"{value * MILLIMETRE:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


@dataclass(frozen=True, slots=True)
class Colour:
    """A colour for screen and print: red, green and blue from 0 to 255."""

    red: int
    green: int
    blue: int
    operands: str = field(init=False, repr=False, compare=False)
    """As PDF writes it."""

    def __post_init__(self) -> None:
        operands = " ".join(_number(part / 255) for part in (self.red, self.green, self.blue))
        object.__setattr__(self, "operands", operands)


INK = Colour(28, 25, 23)
BLACK = Colour(0, 0, 0)


@dataclass(frozen=True, slots=True)
class Style:
    """How a text is set: size and tracking (between characters) in points, stroke in parts of the size."""

    face: str  # a Face, or an uploaded font
    size: float
    colour: Colour = INK
    tracking: float = 0.0
    stroke: float = 0.0  # thickens: for emphasis in a face that has no bold

    def sized(self, size: float) -> "Style":
        """The same at another size."""
        return Style(self.face, size, self.colour, self.tracking, self.stroke)

    def width(self, text: str) -> float:
        """How wide a text is, in millimetres. Raises GlyphMissing."""
        found = advances(visible(text), self.face)
        return (sum(found) * self.size / 1000 + self.tracking * max(0, len(found) - 1)) / MILLIMETRE


class Piece(NamedTuple):
    """A part of a line in one font."""

    text: str
    font: str
    """The file's name."""
    stroke: float = 0.0
    """Parts of the type size; 0: none."""
    gaps: Sequence[tuple[int, float]] = ()
    """After so many characters a gap (points) beyond the line's spacing."""


class Painter:
    """Collects operators. The same painter isn't used for two pages."""

    def __init__(self, file: PdfFile) -> None:
        self.file = file
        self._operators: list[str] = []

    def content(self) -> bytes:
        """What was drawn, as a content stream."""
        return self.drawn().encode("latin-1")

    def drawn(self) -> str:
        """The same as text, a byte a character."""
        return "\n".join(self._operators)

    # Lines and areas

    def raw(self, operators: str) -> None:
        """Operators as they are, in points, between save and restore."""
        self._operators.append(f"q {operators} Q")

    def add(self, operators: str) -> None:
        """What another painter of the same file drew."""
        if operators:
            self._operators.append(operators)

    def clip(self, x: float, y: float, width: float, height: float) -> None:
        """Show only what lies in this box, until ``unclip``."""
        self._operators.append(f"q {_mm(x)} {_mm(y)} {_mm(width)} {_mm(height)} re W n")

    def unclip(self) -> None:
        """End what ``clip`` began."""
        self._operators.append("Q")

    def line(
        self, x1: float, y1: float, x2: float, y2: float, *, width: float, colour: Colour = INK, dash: float = 0.0
    ) -> None:
        """A straight line; its width is in millimetres too, and the length of its dashes and gaps if it has any."""
        drawn = f"{colour.operands} RG {_mm(width)} w {_mm(x1)} {_mm(y1)} m {_mm(x2)} {_mm(y2)} l S"
        self._operators.append(f"[{_mm(dash)}] 0 d {drawn} [] 0 d" if dash else drawn)

    def rectangle(self, x: float, y: float, width: float, height: float, *, fill: Colour) -> None:
        """A filled rectangle."""
        self._operators.append(f"{fill.operands} rg {_mm(x)} {_mm(y)} {_mm(width)} {_mm(height)} re f")

    def frame(self, x: float, y: float, width: float, height: float, *, line: float, colour: Colour = INK) -> None:
        """An empty rectangle; the line lies centred on its edge."""
        self._operators.append(f"{colour.operands} RG {_mm(line)} w {_mm(x)} {_mm(y)} {_mm(width)} {_mm(height)} re S")

    def form(self, name: str, x: float = 0, y: float = 0) -> None:
        """Show a stored form with its lower left corner here."""
        if x or y:
            self._operators.append(f"q 1 0 0 1 {_mm(x)} {_mm(y)} cm /{name} Do Q")
        else:
            self._operators.append(f"/{name} Do")

    def picture(self, name: str, x: float, y: float, width: float, height: float) -> None:
        """Show a stored picture in this box."""
        self._operators.append(f"q {_mm(width)} 0 0 {_mm(height)} {_mm(x)} {_mm(y)} cm /{name} Do Q")

    def qr(self, code: QrCode, x: float, y: float, side: float, colour: Colour = BLACK) -> None:
        """A QR code as a 1-bit mask; ``side`` is that of its modules, without the quiet zone around them."""
        self._operators.append(
            f"q {colour.operands} rg {_mm(side)} 0 0 {_mm(side)} {_mm(x)} {_mm(y)} cm\n"
            f"BI /W {code.size} /H {code.size} /IM true /BPC 1 /D [1 0] ID "
            f"{code.mask.decode('latin-1')}\nEI Q"
        )

    # Text

    @contextmanager
    def copied_as(self, text: str) -> Iterator[None]:
        """Say what readers copy and search in place of what is drawn within (ISO 32000-1, 14.9.4)."""
        self._operators.append(f"/Span <</ActualText <FEFF{self.actual(text)}>>> BDC")
        yield
        self._operators.append("EMC")

    def text(self, x: float, y: float, text: str, style: Style) -> None:
        """One line from x on, its baseline at y."""
        shown = visible(text)
        line = [
            Piece(shown[start:end], font, style.stroke or stroke)
            for start, end, font, stroke in stretches(shown, style.face)
        ]
        if style.tracking > WORD_GAP * style.size:
            with self.copied_as(text):
                self.pieces(x, y, line, style, spacing=style.tracking)
        else:
            self.pieces(x, y, line, style, spacing=style.tracking)

    def centred(self, x: float, y: float, text: str, style: Style) -> None:
        """One line centred on x."""
        self.text(x - style.width(text) / 2, y, text, style)

    def turned_sheer(self, x: float, y: float, text: str, style: Style, *, degrees: float) -> None:
        """One line centred on (x, y) and turned counter-clockwise around it, sheer: what lies below is legible
        still.
        """
        cosine, sine = _number(cos(radians(degrees))), _number(sin(radians(degrees)))
        self._operators.append(f"q {cosine} {sine} {_number(-sin(radians(degrees)))} {cosine} {_mm(x)} {_mm(y)} cm")
        self._operators.append(f"/{SHEER} gs")
        with self.copied_as(text):  # readers take turned characters apart
            self.centred(0, -0.38 * style.size / MILLIMETRE, text, style)
        self._operators.append("Q")

    def right(self, x: float, y: float, text: str, style: Style) -> None:
        """One line that ends at x."""
        self.text(x - style.width(text), y, text, style)

    def pieces(
        self, x: float, y: float, line: Sequence[Piece], style: Style, *, spacing: float = 0.0
    ) -> None:
        """One line from (x, y), piece after piece, ``spacing`` points after each character."""
        self.lines(((x, y, line, spacing),), style)

    def lines(self, lines: Iterable[tuple[float, float, Sequence[Piece], float]], style: Style) -> None:
        """Lines in one style, each from (x, y) on: its pieces, and the points after each of its characters.

        Everything that is written goes through here.
        """
        size, colour = style.size, style.colour.operands
        written, per_point = _number(size), -1000 / size
        operators = [f"BT {colour} rg"]
        left = low = stroked = 0.0
        spaced, shown = "0", ""
        for x, y, line, spacing in lines:
            operators.append(f"{_mm(x - left)} {_mm(y - low)} Td")
            left, low = x, y
            gap = _number(spacing)
            if gap != spaced:
                operators.append(f"{gap} Tc")
                spaced = gap
            for text, name, stroke, gaps in line:
                font = self.file.font(name)
                if font.resource != shown:
                    operators.append(f"/{font.resource} {written} Tf")
                    shown = font.resource
                if stroke != stroked:
                    operators.append(f"2 Tr {colour} RG {_number(stroke * size)} w 1 j" if stroke else "0 Tr")
                    stroked = stroke
                if not gaps:
                    operators.append(f"({self.codes(font, text)}) Tj")
                    continue
                start, parts = 0, []
                for end, beyond in gaps:
                    parts.append(f"({self.codes(font, text[start:end])}){_thousandths(beyond * per_point)}")
                    start = end
                if start < len(text):
                    parts.append(f"({self.codes(font, text[start:])})")
                operators.append(f"[{''.join(parts)}] TJ")
        if stroked:
            operators.append("0 Tr")
        operators.append("0 Tc ET" if spaced != "0" else "ET")
        self._operators.append("\n".join(operators))

    def codes(self, font: EmbeddedFont, text: str) -> str:
        """What stands for a text in the operand that shows it."""
        return text.translate(font.table)

    def actual(self, text: str) -> str:
        """What stands for a text in an ActualText."""
        return text.translate(AS_WRITTEN).encode("utf-16-be").hex().upper()
