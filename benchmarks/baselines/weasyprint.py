"""HTML and CSS through WeasyPrint, as Indico and others print; the QR codes as pictures in the page."""

from base64 import b64encode
from collections.abc import Iterable
from html import escape
from io import BytesIO

import qrcode
from qrcode.constants import ERROR_CORRECT_M
from weasyprint import HTML

from benchmarks.baselines import sheets
from benchmarks.baselines.sheets import Sheet

FACES = "".join(
    f"@font-face {{ font-family: {path.stem}; src: url({path.as_uri()}) }}\n"
    for path in (sheets.KAI, sheets.SONG, sheets.TITLE_FACE)
)
CSS = """
@page { size: A4 landscape; margin: 0 }
body { margin: 0; color: #1a1a1a; font: 24pt kai }
section { position: relative; height: 210mm; page-break-after: always; box-sizing: border-box; padding: 36mm 40mm 0 }
section::before, section::after { content: ""; position: absolute; border: 2.5pt solid #b28c33; top: 11mm; left: 11mm;
  width: 274mm; height: 187mm }
section::after { border-width: 1pt; top: 18mm; left: 18mm; width: 260mm; height: 173mm }
h1 { margin: 0 0 10mm; color: #b21a1a; font: 56pt song-bold; letter-spacing: 20pt; text-align: center }
p { margin: 0; line-height: 41pt }
p.more { text-indent: 2em }
img { position: absolute; left: 40mm; bottom: 38.5mm; width: 22mm }
small { position: absolute; left: 66.5mm; bottom: 52mm; font: 9.5pt song }
small.number { bottom: 43mm; font-size: 10pt }
div { position: absolute; left: 175mm; width: 80mm; bottom: 51mm; font-size: 20pt; text-align: center }
div.date { bottom: 40mm; font-size: 18pt }
"""


def draw(made_up: Iterable[Sheet]) -> bytes:
    """All certificates in one file."""
    body = "".join(map(_section, made_up))
    page = f"<!doctype html><html lang=zh-CN><title>{sheets.TITLE}</title><style>{FACES}{CSS}</style><body>{body}"
    return bytes(HTML(string=page).write_pdf())


def _section(sheet: Sheet) -> str:
    target = BytesIO()
    qrcode.make(sheet.address, error_correction=ERROR_CORRECT_M, border=0).save(target)
    return f"""<section><h1>{sheets.TITLE}</h1>
<p>{escape(sheet.salutation)}</p><p class=more>{escape(sheet.words)}</p><p class=more>{sheets.CLOSE}</p>
<img src="data:image/png;base64,{b64encode(target.getvalue()).decode()}" alt="">
<small>{sheets.CAPTION}</small><small class=number>{escape(sheet.number)}</small>
<div>{sheets.ISSUER}</div><div class=date>{sheets.DATE}</div></section>"""
