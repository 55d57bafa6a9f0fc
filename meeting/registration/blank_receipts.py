"""The receipt form that is made for one meeting: what it asks, in the words by which the import knows it again."""

from meeting import clock
from meeting.documents.receipt_forms import BlankReceipt, FormColumn, receipt_form_xlsx
from meeting.meetings.models import Meeting
from meeting.registration.queries.enrolments import sub_forums

MOBILE = "AND(LEN({cell})=11,LEFT({cell},1)=\"1\",ISNUMBER(VALUE({cell})))"
"""Eleven digits that begin with 1; a landline is kept after a question."""
NO_FORUM = "不参加"


def blank_receipt(meeting: Meeting) -> bytes:
    """An XLSX for units to fill in. Its headings are Chinese, as the notice that it goes out with."""
    return receipt_form_xlsx(
        BlankReceipt(
            title=f"{meeting.title}参会回执",
            instructions=_instructions(meeting),
            labels=("填报单位：", "联系人：", "联系电话："),
            number="序号",
            columns=_columns(meeting),
        )
    )


def _columns(meeting: Meeting) -> list[FormColumn]:
    forums = [forum.title for forum in sub_forums(meeting)]
    mobile = "手机" if meeting.mobile_required else "手机（可不填）"
    columns = [
        FormColumn("姓名", 14, "照证件写。少数民族姓名的间隔号写成“·”。"),
        FormColumn("性别", 8, "点右边的箭头选。", ("男", "女")),
        FormColumn("职务", 20, "如：馆长、副研究馆员。"),
        FormColumn(mobile, 16, "11 位手机号，中间不空格；会前通知和签到都用它。", formula=MOBILE),
    ]
    if forums:
        columns.append(FormColumn("分论坛", 26, "点右边的箭头选一个；不参加的选“不参加”。", (*forums, NO_FORUM)))
    return [
        *columns,
        FormColumn("住宿", 8, "要不要会务组安排住宿：是、否。", ("是", "否")),
        FormColumn("饮食要求", 14, "如：清真、素食；没有就不填。"),
        FormColumn("备注", 24),
    ]


def _instructions(meeting: Meeting) -> str:
    closing = meeting.registration_closes_at
    when = "" if closing is None else _by(meeting)
    return f"每人一行，外单位的人另填一份；{when}请保留本表的格式，不要截图。点到格子里，会提示怎么填。"


def _by(meeting: Meeting) -> str:
    at = clock.local(meeting.registration_closes_at, meeting.zone)  # type: ignore[arg-type]
    return f"请在 {at.year} 年 {at.month} 月 {at.day} 日 {at:%H:%M} 前发回；"
