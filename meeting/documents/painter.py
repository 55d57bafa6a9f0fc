"""Drawing operators on one page or form, in millimetres from its lower left corner; type sizes in points."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from math import cos, radians, sin

from meeting.documents.embedding import EmbeddedFont
from meeting.documents.pdf import MILLIMETRE, PdfFile
from meeting.documents.qr import QrCode
from meeting.documents.typefaces import AnyFace, Glyph, glyphs, text_width

LEAST_KERN = 0.5  # thousandths of the type size: less is rounding
WORD_GAP = 0.08  # em: readers take wider gaps for spaces, so the text is given beside its drawing


@dataclass(frozen=True, slots=True)
class Colour:
    """A colour for screen and print: red, green and blue from 0 to 255."""

    red: int
    green: int
    blue: int

    @property
    def operands(self) -> str:
        """As PDF writes it."""
        return " ".join(_number(part / 255) for part in (self.red, self.green, self.blue))


INK = Colour(28, 25, 23)
BLACK = Colour(0, 0, 0)
WHITE = Colour(255, 255, 255)


@dataclass(frozen=True, slots=True)
class Style:
    """How a text is set: size and tracking (between characters) in points, stroke in parts of the size."""

    face: AnyFace
    size: float
    colour: Colour = INK
    tracking: float = 0.0
    stroke: float = 0.0  # thickens: for emphasis in a face that has no bold

    def sized(self, size: float) -> "Style":
        """The same at another size."""
        return replace(self, size=size)

    def width(self, text: str) -> float:
        """How wide a text is, in millimetres."""
        return text_width(text, self.face, self.size, self.tracking) / MILLIMETRE


class Painter:
    """Collects operators. The same painter isn't used for two pages."""

    def __init__(self, file: PdfFile) -> None:
        self.file = file
        self._operators: list[str] = []

    def content(self) -> bytes:
        """What was drawn, as a content stream."""
        return "\n".join(self._operators).encode("latin-1")

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
        found = glyphs(text, style.face)
        if style.tracking > WORD_GAP * style.size:
            with self.copied_as(text):
                self.glyph_line(x, y, found, [style.tracking] * len(found), style)
        else:
            self.glyph_line(x, y, found, [style.tracking] * len(found), style)

    def centred(self, x: float, y: float, text: str, style: Style) -> None:
        """One line centred on x."""
        self.text(x - style.width(text) / 2, y, text, style)

    def turned_text(self, x: float, y: float, text: str, style: Style, *, degrees: float) -> None:
        """One line centred on (x, y), turned counter-clockwise around it."""
        cosine, sine = _number(cos(radians(degrees))), _number(sin(radians(degrees)))
        self._operators.append(f"q {cosine} {sine} {_number(-sin(radians(degrees)))} {cosine} {_mm(x)} {_mm(y)} cm")
        self.centred(0, -0.38 * style.size / MILLIMETRE, text, style)
        self._operators.append("Q")

    def right(self, x: float, y: float, text: str, style: Style) -> None:
        """One line that ends at x."""
        self.text(x - style.width(text), y, text, style)

    def glyph_line(
        self,
        x: float,
        y: float,
        line: Sequence[Glyph],
        gaps: Sequence[float],
        style: Style,
    ) -> None:
        """Glyphs one after the other from (x, y), each followed by its gap in points; the last is unused."""
        if not line:
            return
        size = style.size
        spacing = _usual([_number(gap) for gap in gaps[:-1]])  # one setting in place of a number after each glyph
        operators = [f"BT {style.colour.operands} rg 1 0 0 1 {_mm(x)} {_mm(y)} Tm"]
        if spacing != "0":
            operators.append(f"{spacing} Tc")
        pieces: list[str] = []
        codes: list[str] = []
        current: tuple[str, float] | None = None
        for glyph, gap in zip(line, gaps, strict=True):
            font = self.file.font(glyph.font)
            setting = (font.resource, style.stroke or glyph.stroke)
            if setting != current:
                if codes:
                    pieces.append(f"<{''.join(codes)}>")
                    codes = []
                if pieces:
                    operators.append(f"[{''.join(pieces)}] TJ")
                    pieces = []
                operators.append(f"/{font.resource} {_number(size)} Tf")
                if setting[1]:
                    operators.append(f"2 Tr {style.colour.operands} RG {_number(setting[1] * size)} w 1 j")
                elif current is not None and current[1]:
                    operators.append("0 Tr")
                current = setting
            codes.append(self.code(font, glyph.character))
            beyond = _number(-1000 * (gap - float(spacing)) / size)
            if beyond != "0" and abs(float(beyond)) > LEAST_KERN:
                pieces.append(f"<{''.join(codes)}>{beyond}")
                codes = []
        if codes:
            pieces.append(f"<{''.join(codes)}>")
        operators.append(f"[{''.join(pieces)}] TJ")
        if current is not None and current[1]:
            operators.append("0 Tr")
        if spacing != "0":
            operators.append("0 Tc")
        operators.append("ET")
        self._operators.append("\n".join(operators))

    def code(self, font: EmbeddedFont, character: str) -> str:
        """What stands for a character in a text's operand."""
        return font.code(character)

    def actual(self, text: str) -> str:
        """What stands for a text in an ActualText."""
        return text.encode("utf-16-be").hex().upper()


def _usual(gaps: Sequence[str]) -> str:
    """The gap (as PDF writes it) that occurs most often."""
    return max(Counter(gaps).items(), key=lambda item: item[1])[0] if gaps else "0"


def _number(value: float) -> str:
    """A number as short as PDF takes it, to a thousandth."""
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def _mm(value: float) -> str:
    """Millimetres as points, to a hundredth (0.004 mm)."""
    text = f"{value * MILLIMETRE:.2f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
