"""As one would write it after reading the manuals: reportlab's canvas, and ``qrcode`` for the pictures."""

from collections.abc import Iterable, Iterator
from io import BytesIO

import qrcode
from qrcode.constants import ERROR_CORRECT_M
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfmetrics import registerFont, stringWidth
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from benchmarks.baselines import sheets
from benchmarks.baselines.sheets import Sheet

SIZE, LEADING, COLUMN = 24, 41, 217 * mm
NOT_FIRST = "，。、）》：；"


def draw(made_up: Iterable[Sheet]) -> bytes:
    """All certificates in one file."""
    for path in (sheets.KAI, sheets.SONG, sheets.TITLE_FACE):
        registerFont(TTFont(path.stem, path))
    target = BytesIO()
    canvas = Canvas(target, pagesize=landscape(A4), pageCompression=1)
    for sheet in made_up:
        _page(canvas, sheet)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def _page(canvas: Canvas, sheet: Sheet) -> None:
    canvas.setStrokeColorRGB(0.7, 0.55, 0.2)
    for inset, width in ((11 * mm, 2.5), (18 * mm, 1)):
        canvas.setLineWidth(width)
        canvas.rect(inset, inset, 297 * mm - 2 * inset, 210 * mm - 2 * inset)
    canvas.setFillColorRGB(0.7, 0.1, 0.1)
    canvas.setFont("song-bold", 56)
    canvas.drawCentredString(148.5 * mm, 156 * mm, sheets.TITLE, charSpace=20)
    canvas.setFillColorRGB(0.1, 0.1, 0.1)
    canvas.setFont("kai", SIZE)
    y = 134 * mm
    for text in (sheet.salutation, f"　　{sheet.words}", f"　　{sheets.CLOSE}"):
        for line in _lines(text):
            canvas.drawString(40 * mm, y, line)
            y -= LEADING
    canvas.setFont("kai", 20)
    canvas.drawCentredString(215 * mm, 52.5 * mm, sheets.ISSUER)
    canvas.setFont("kai", 18)
    canvas.drawCentredString(215 * mm, 41.5 * mm, sheets.DATE)
    canvas.setFont("song", 9.5)
    canvas.drawString(66.5 * mm, 53 * mm, sheets.CAPTION)
    canvas.setFont("song", 10)
    canvas.drawString(66.5 * mm, 44 * mm, sheet.number)
    code = qrcode.make(sheet.address, error_correction=ERROR_CORRECT_M, border=0)
    canvas.drawImage(ImageReader(code.get_image()), 40 * mm, 38.5 * mm, 22 * mm, 22 * mm)


def _lines(text: str) -> Iterator[str]:
    line = ""
    for character in text:
        if line and character not in NOT_FIRST and stringWidth(line + character, "kai", SIZE) > COLUMN:
            yield line
            line = ""
        line += character
    yield line
