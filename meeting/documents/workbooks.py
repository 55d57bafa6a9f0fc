"""Lists as workbooks (XLSX) that open well in WPS and Excel and print as they are: text cells below one header row.

Nothing is ever a formula, a number or a link: names and numbers come back as they were written. The same input gives
the same bytes.
"""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from meeting.documents.palette import FAINT_GOLD

# As a Chinese Excel writes it (134: GB 2312), and not tied to a theme, which would bring its own Latin font back.
FONT = {"font_name": "宋体", "font_size": 11, "font_charset": 134, "font_family": 3, "font_scheme": "none"}
FILL = f"#{FAINT_GOLD.red:02X}{FAINT_GOLD.green:02X}{FAINT_GOLD.blue:02X}"
ROOM_TO_SIGN = 27.0  # points: 9.5 mm
HEADER_LENGTH = 250
A4 = 9  # ECMA-376, 18.3.1.63: paperSize
MADE = datetime(1980, 1, 1, tzinfo=UTC)  # the archive's own first day: no clock in a document


@dataclass(frozen=True, slots=True)
class ListColumn:
    """A column: its heading, and its width in characters of the sheet's font (ECMA-376, 18.3.1.13)."""

    heading: str
    width: float


def list_xlsx(name: str, columns: Sequence[ListColumn], rows: Iterable[Sequence[str]], *, signed: str = "") -> bytes:
    """One sheet called ``name`` (at most 31 characters) with a row for each; the first column and the header stay.

    Printed on A4 landscape, all columns on one page's width, with the header row on every page. A list to be
    ``signed`` is ruled, upright, high enough to write in, and has these lines above it in print.
    """
    # Imported late: only who exports pays for it.
    import xlsxwriter

    out = io.BytesIO()
    # A copy of FONT: the library notes its theme in what it is given.
    book = xlsxwriter.Workbook(out, {"constant_memory": True, "default_format_properties": dict(FONT)})
    book.set_properties({"created": MADE})
    sheet = book.add_worksheet(name)
    head = book.add_format({"bold": True, "bottom": 1, "bg_color": FILL, "valign": "vcenter"})
    text = book.add_format({"num_format": "@", "valign": "vcenter"} | ({"border": 1} if signed else {}))
    for number, column in enumerate(columns):
        sheet.set_column(number, number, column.width, text)
        sheet.write_string(0, number, column.heading, head)
    last = 0
    for last, row in enumerate(rows, start=1):
        if signed:
            sheet.set_row(last, ROOM_TO_SIGN)
        for number, value in enumerate(row):
            if value:
                sheet.write_string(last, number, value, text)
            elif signed:
                sheet.write_blank(last, number, None, text)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(1, last), len(columns) - 1)
    sheet.set_paper(A4)
    if signed:
        # 255 characters at most; an ampersand begins a code (ECMA-376, 18.3.1.46).
        sheet.set_header("&C" + signed.replace("&", "&&")[:HEADER_LENGTH])
        sheet.set_margins(left=0.5, right=0.5, top=1.0, bottom=0.7)  # inches
    else:
        sheet.set_landscape()
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer("&C第 &P 页 / 共 &N 页")
    book.close()
    return out.getvalue()
