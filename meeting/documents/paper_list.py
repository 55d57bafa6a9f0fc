"""A gate's list on paper, for when nothing else works: tick, name, number, and the badge's code to be scanned later."""

from dataclasses import dataclass

from meeting.documents.fitting import fit, fit_name
from meeting.documents.painter import Painter, Style
from meeting.documents.palette import CINNABAR, GREY, HAIRLINE
from meeting.documents.pdf import A4, PdfFile
from meeting.documents.qr import qr_code
from meeting.documents.shipped_fonts import Face

WIDTH, HEIGHT = A4
LEFT, RIGHT, TOP, BOTTOM = 12.0, 198.0, 268.0, 20.0
COLUMNS, ROW = 2, 20.0
TICK, CODE = 6.0, 18.0  # sides in mm: a code of 49 modules at 0.37 mm, which phones read from paper
HEADING_HEIGHT = 12.0

TITLE = Style(Face.SONG_BOLD, 18)
NOTE = Style(Face.SONG, 9.5, colour=GREY)
NAME = Style(Face.SONG_BOLD, 14)
UNIT = Style(Face.SONG, 9.5)
NUMBER = Style(Face.HEI, 11)
FOOTER = Style(Face.SONG, 8.5, colour=GREY)


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One person: ``number`` is what is typed in later, ``code`` what is scanned; empty: has no badge."""

    name: str
    unit: str
    number: int
    code: str = ""


@dataclass(frozen=True, slots=True)
class PaperList:
    """Of one gate; ``note`` says what to do with it."""

    heading: str
    note: str
    rows: tuple[PaperRow, ...]


def paper_list_pdf(of: PaperList) -> bytes:
    """A4 portrait, two columns read downwards, units together. Raises GlyphMissing, TextTooLong."""
    file = PdfFile(title=of.heading)
    down = int((TOP - BOTTOM) // ROW)
    each = down * COLUMNS
    pages = [of.rows[start : start + each] for start in range(0, len(of.rows), each)] or [()]
    for number, rows in enumerate(pages, start=1):
        painter = Painter(file)
        fit(of.heading, TITLE, RIGHT - LEFT, HEADING_HEIGHT, floor=9).draw(painter, WIDTH / 2, 282)
        fit(of.note, NOTE, RIGHT - LEFT, 6, floor=6).draw(painter, WIDTH / 2, 272.5)
        painter.line(LEFT, TOP, RIGHT, TOP, width=0.6, colour=CINNABAR)
        for place, row in enumerate(rows):
            column, line = divmod(place, down)
            _draw(painter, row, LEFT + column * (RIGHT - LEFT) / COLUMNS, TOP - (line + 1) * ROW)
        painter.centred(WIDTH / 2, 12, f"第 {number} 页 / 共 {len(pages)} 页", FOOTER)
        file.add_page(A4, painter.content())
    return file.finish()


def _draw(painter: Painter, row: PaperRow, left: float, bottom: float) -> None:
    width, middle = (RIGHT - LEFT) / COLUMNS, bottom + ROW / 2
    painter.frame(left + 1, middle - TICK / 2, TICK, TICK, line=0.4)
    painter.centred(left + 14, middle - 1.4, str(row.number), NUMBER)
    room = width - 20 - CODE - 4
    fit_name(row.name, NAME, room, 9, floor=8, single=0.75).draw(painter, left + 20, middle + 3.6, align="left")
    fit(row.unit, UNIT, room, 8, floor=5.5).draw(painter, left + 20, middle - 4.4, align="left")
    if row.code:
        painter.qr(qr_code(row.code), left + width - CODE - 3, middle - CODE / 2, CODE)
    painter.line(left, bottom, left + width - 2, bottom, width=0.12, colour=HAIRLINE)
