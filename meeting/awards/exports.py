"""The list of certificates as a workbook."""

from collections.abc import Sequence

from flask_babel import gettext

from meeting.awards.models import Certificate
from meeting.documents.workbooks import ListColumn, list_xlsx
from meeting.errors import N_

HEADINGS = (
    N_("编号"), N_("类别"), N_("获奖者"), N_("单位"), N_("奖项"), N_("等次"), N_("作品"), N_("颁发单位"),
    N_("日期"), N_("状态"), N_("原因"),
)  # fmt: skip
WIDTHS = (26, 8, 28, 28, 30, 10, 48, 24, 12, 10, 24)


def certificates_xlsx(certificates: Sequence[Certificate]) -> bytes:
    """One row each, one header row; every cell is text (no formulas, trust.md row 15)."""
    columns = [ListColumn(gettext(heading), width) for heading, width in zip(HEADINGS, WIDTHS, strict=True)]
    rows = (
        (
            one.number, gettext(one.kind.label), one.names or one.unit, one.unit if one.names else "", one.award,
            one.grade, one.work, one.issuer, one.issued_on.isoformat(), gettext(one.state.label), one.reason,
        )
        for one in certificates
    )  # fmt: skip
    return list_xlsx(gettext("证书"), columns, rows)
