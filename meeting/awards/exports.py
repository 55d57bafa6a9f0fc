"""The list of certificates as a workbook."""

import io
from collections.abc import Sequence

from flask_babel import gettext

from meeting.awards.models import Certificate
from meeting.errors import N_

HEADINGS = (
    N_("编号"), N_("类别"), N_("获奖者"), N_("单位"), N_("奖项"), N_("等次"), N_("作品"), N_("颁发单位"),
    N_("日期"), N_("状态"), N_("原因"),
)  # fmt: skip
WIDTHS = (26, 8, 28, 28, 30, 10, 48, 24, 12, 10, 24)


def certificates_xlsx(certificates: Sequence[Certificate]) -> bytes:
    """One row each, one header row; every cell is text (no formulas, trust.md row 15)."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
                                     "strings_to_numbers": False})  # fmt: skip
    sheet = book.add_worksheet(gettext("证书"))
    head = book.add_format({"bold": True, "bottom": 1})
    for column, (heading, width) in enumerate(zip(HEADINGS, WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, gettext(heading), head)
    for row, one in enumerate(certificates, start=1):
        cells = (
            one.number, gettext(one.kind.label), one.names or one.unit, one.unit if one.names else "", one.award,
            one.grade, one.work, one.issuer, one.issued_on.isoformat(), gettext(one.state.label), one.reason,
        )  # fmt: skip
        for column, text in enumerate(cells):
            sheet.write_string(row, column, text)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(certificates), 1), len(HEADINGS) - 1)
    book.close()
    return out.getvalue()
