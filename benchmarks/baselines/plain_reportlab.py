"""As one would write it after reading the manuals: reportlab's canvas, and ``qrcode`` for the pictures."""

import zipfile
from collections.abc import Iterable, Iterator
from functools import cache
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
    _fonts()
    target = BytesIO()
    canvas = Canvas(target, pagesize=landscape(A4), pageCompression=1)
    for sheet in made_up:
        _page(canvas, sheet)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def draw_badges(made_up: Iterable[Sheet]) -> bytes:
    """A badge for each, four to a sheet, without marks to cut by."""
    _fonts()
    target = BytesIO()
    canvas = Canvas(target, pagesize=A4, pageCompression=1)
    for place, sheet in enumerate(made_up):
        if place and place % 4 == 0:
            canvas.showPage()
        canvas.saveState()
        canvas.translate((13 + place % 2 * 94) * mm, (151 - place % 4 // 2 * 134) * mm)
        _badge(canvas, sheet)
        canvas.restoreState()
    canvas.save()
    return target.getvalue()


def draw_zip(made_up: Iterable[Sheet]) -> bytes:
    """A file for each, named by number and name."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for sheet in made_up:
            archive.writestr(f"{sheet.number}-{sheet.name}.pdf", draw([sheet]))
    return target.getvalue()


@cache
def _fonts() -> None:
    """Once in a process."""
    for path in (sheets.KAI, sheets.SONG, sheets.TITLE_FACE):
        registerFont(TTFont(path.stem, path))


def _badge(canvas: Canvas, sheet: Sheet) -> None:
    canvas.setFont("song", 12)
    canvas.drawCentredString(45 * mm, 112 * mm, "江苏省档案学会2020年学术年会")
    canvas.setFont("song-bold", 34)
    canvas.drawCentredString(45 * mm, 80 * mm, sheet.name)
    canvas.setFont("kai", 14)
    canvas.drawCentredString(45 * mm, 66 * mm, sheet.unit)
    canvas.drawCentredString(45 * mm, 58 * mm, "副研究馆员")
    canvas.setFont("song", 12)
    canvas.drawString(6 * mm, 10 * mm, "正式代表　第三分会")
    code = qrcode.make(sheet.number, error_correction=ERROR_CORRECT_M, border=0)
    canvas.drawImage(ImageReader(code.get_image()), 62 * mm, 6 * mm, 22 * mm, 22 * mm)


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
