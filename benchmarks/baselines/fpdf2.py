"""fpdf2 as its tutorial has it, with ``qrcode`` for the pictures."""

import logging
from collections.abc import Iterable

import qrcode
from fpdf import FPDF, Align
from fpdf.enums import WrapMode, XPos, YPos
from qrcode.constants import ERROR_CORRECT_M

from benchmarks.baselines import sheets
from benchmarks.baselines.sheets import Sheet

LINE = 14.5  # millimetres


def draw(made_up: Iterable[Sheet]) -> bytes:
    """All certificates in one file."""
    logging.getLogger("fontTools.subset").setLevel(logging.ERROR)
    pdf = FPDF(orientation="landscape", format="A4")
    pdf.set_auto_page_break(False)
    for path in (sheets.KAI, sheets.SONG, sheets.TITLE_FACE):
        pdf.add_font(path.stem, fname=path)
    for sheet in made_up:
        _page(pdf, sheet)
    return bytes(pdf.output())


def _page(pdf: FPDF, sheet: Sheet) -> None:
    pdf.add_page()
    pdf.set_draw_color(178, 140, 51)
    for inset, width in ((11, 0.9), (18, 0.35)):
        pdf.set_line_width(width)
        pdf.rect(inset, inset, 297 - 2 * inset, 210 - 2 * inset)
    pdf.set_text_color(178, 25, 25)
    pdf.set_font("song-bold", size=56)
    pdf.set_char_spacing(20)
    pdf.set_xy(40, 36)
    pdf.cell(217, 22, sheets.TITLE, align=Align.C)
    pdf.set_char_spacing(0)
    pdf.set_text_color(26)
    pdf.set_font("kai", size=24)
    pdf.set_y(70)
    for text in (sheet.salutation, f"　　{sheet.words}", f"　　{sheets.CLOSE}"):
        pdf.set_x(40)
        pdf.multi_cell(217, LINE, text, align=Align.L, wrapmode=WrapMode.CHAR, new_x=XPos.LEFT, new_y=YPos.NEXT)
    pdf.set_font("kai", size=20)
    pdf.set_xy(175, 150)
    pdf.cell(80, 10, sheets.ISSUER, align=Align.C)
    pdf.set_font("kai", size=18)
    pdf.set_xy(175, 161)
    pdf.cell(80, 10, sheets.DATE, align=Align.C)
    pdf.set_font("song", size=9.5)
    pdf.text(66.5, 157, sheets.CAPTION)
    pdf.set_font("song", size=10)
    pdf.text(66.5, 166, sheet.number)
    code = qrcode.make(sheet.address, error_correction=ERROR_CORRECT_M, border=0)
    pdf.image(code.get_image(), 40, 149.5, 22, 22)
