"""The list of delegates as a spreadsheet: one header row, one row for each, nothing that a spreadsheet would compute.

XLSX holds text cells only, formula-like or not. CSV is UTF-8 with a byte order mark, as Excel and WPS expect; a
value that a spreadsheet would take for a formula (it begins with = + - @, full width too, or a tab or return) gets an
apostrophe before it, as OWASP ASVS 5, 1.2.10 has it: programs that read the file back drop a leading one. The words
are Chinese in every language of the page: it is the secretaries' own list.
"""

import csv
import io
from collections.abc import Sequence

import sqlalchemy as sa

from meeting.db import db
from meeting.documents.workbooks import ListColumn, list_xlsx
from meeting.meetings.models import Meeting
from meeting.people.mobiles import national
from meeting.people.models import Person, Unit
from meeting.people.orders import Order
from meeting.programme.models import Session
from meeting.registration.enums import LISTED
from meeting.registration.models import Delegate, Delegation, Enrolment
from meeting.registration.queries.delegates import order_of
from meeting.web.answers import XLSX

HEADINGS = (
    "姓名", "性别", "单位", "职务", "手机", "地区", "类别", "分论坛", "住宿", "备注",
    "住宿要求", "饮食", "状态", "分论坛状态", "报名方式",
)  # fmt: skip
"""The first ten in this order: scripts rely on them. 住宿 is 是 or 否 (not said: 否), 住宿要求 the wish as written."""

WIDTHS = (12, 6, 28, 20, 16, 12, 12, 24, 6, 28, 14, 14, 10, 12, 12)
FORMATS = {"xlsx": XLSX, "csv": "text/csv; charset=utf-8"}
_LIKE_A_FORMULA = "=+-@\t\r\n＝＋－＠"


def listed_rows(meeting: Meeting, order: Order, *, blank_first: bool = True) -> list[tuple[str, ...]]:
    """A row of texts under ``HEADINGS`` for each who is neither declined nor cancelled, in the order."""
    # Columns rather than objects: forty thousand rows come in a second.
    query = (
        sa.select(
            Person.name, Person.gender, Unit.name, Delegate.post, Person.mobile, Unit.region, Delegate.category,
            Session.title, Delegate.hotel, Delegate.remarks, Delegate.hotel_wish, Delegate.diet, Delegate.state,
            Enrolment.state, Delegate.source,
        )
        .select_from(Delegate)
        .join(Delegate.person)
        .outerjoin(Delegate.delegation)
        .outerjoin(Delegation.unit)
        .outerjoin(Delegate.enrolment)
        .outerjoin(Enrolment.session)
        .where(Delegate.meeting_id == meeting.id, Delegate.state.in_(LISTED))
        .order_by(*order_of(order, blank_first=blank_first))
    )  # fmt: skip
    return [
        (
            name, gender.label if gender else "", unit or "", post, national(mobile) if mobile else "", region or "",
            category.label, forum or "", "是" if hotel else "否", remarks, hotel_wish, diet, state.label,
            enrolled.label if enrolled else "", source.label,
        )
        for (
            name, gender, unit, post, mobile, region, category, forum, hotel, remarks, hotel_wish, diet, state,
            enrolled, source,
        ) in db.session.execute(query)
    ]  # fmt: skip


def delegates_file(rows: Sequence[tuple[str, ...]], kind: str) -> bytes:
    """The file: ``kind`` is ``xlsx`` or ``csv``."""
    return delegates_xlsx(rows) if kind == "xlsx" else delegates_csv(rows)


def delegates_xlsx(rows: Sequence[tuple[str, ...]]) -> bytes:
    """A workbook with one sheet."""
    columns = [ListColumn(heading, width) for heading, width in zip(HEADINGS, WIDTHS, strict=True)]
    return list_xlsx("参会人员", columns, rows)


def delegates_csv(rows: Sequence[tuple[str, ...]]) -> bytes:
    """Comma-separated, CRLF (RFC 4180)."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADINGS)
    writer.writerows([_harmless(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _harmless(value: str) -> str:
    return f"'{value}" if value[:1] and value[0] in _LIKE_A_FORMULA else value
