"""Places on a letter's pages in millimetres, read back: from the text's operators, and from the ink."""

import re
from io import BytesIO
from typing import NamedTuple

from PIL import Image
from pypdf import PdfReader

from tests.documents.reading import run

DPI = 200
MILLIMETRE = 72 / 25.4
SHEET = 297.0


class Piece(NamedTuple):
    """A text as it stands in the page's operators: its baseline's begin (from the left, from above), its size."""

    text: str
    x: float
    y: float
    size: float


def pieces_on(pdf: bytes, page: int = 1) -> list[Piece]:
    found: list[Piece] = []

    def visit(text: str, _cm: list[float], tm: list[float], _font: object, size: float) -> None:
        if text.strip():
            found.append(Piece(text.strip(), tm[4] / MILLIMETRE, SHEET - tm[5] / MILLIMETRE, size))

    PdfReader(BytesIO(pdf)).pages[page - 1].extract_text(visitor_text=visit)
    return found


class Ink(NamedTuple):
    """Edges in millimetres from the sheet's left and upper edge."""

    left: float
    top: float
    right: float
    bottom: float


def page_picture(pdf: bytes, page: int = 1) -> Image.Image:
    answer = run("pdftoppm", "-r", str(DPI), "-f", str(page), "-l", str(page), "-", data=pdf)
    return Image.open(BytesIO(answer))


def ink(picture: Image.Image, *, top: float = 0, bottom: float = SHEET, left: float = 0, right: float = 210) -> Ink:
    """Of what is darker than light grey (in any colour) within these edges."""
    scale = DPI / 25.4
    box = (round(left * scale), round(top * scale), round(right * scale), round(bottom * scale))
    green = picture.getchannel("G").crop(box).point(lambda shade: 255 if shade < 170 else 0).getbbox()
    assert green is not None, "nothing is drawn there"
    return Ink(left + green[0] / scale, top + green[1] / scale, left + green[2] / scale, top + green[3] / scale)


def lines_of(pdf: bytes, page: int) -> list[tuple[float, float, float, str]]:
    """(left, right, baseline from above, text) of each line of text, by pdftotext's boxes, from top to bottom."""
    answer = run("pdftotext", "-bbox-layout", "-f", str(page), "-l", str(page), "-", "-", data=pdf).decode()
    lines: dict[int, list[tuple[float, float, float, str]]] = {}
    for match in re.finditer(
        r'<word xMin="([\d.]+)" yMin="[\d.]+" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>', answer
    ):
        left, right, below = (float(value) / MILLIMETRE for value in match.groups()[:3])
        lines.setdefault(round(below), []).append((left, right, below, match[4]))
    return [
        (
            min(w[0] for w in words),
            max(w[1] for w in words),
            max(w[2] for w in words),
            "".join(w[3] for w in sorted(words)),
        )
        for _, words in sorted(lines.items())
    ]
