"""The empty form that goes out with the notice: what it asks, and that what is written into it comes back right."""

import io
from datetime import UTC, datetime

import openpyxl
import pytest
from flask import Flask
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from meeting.accounts.enums import Role
from meeting.meetings.models import Meeting
from meeting.registration.blank_receipts import blank_receipt
from meeting.registration.operations.receipts import rules_of
from meeting.registration.receipts.form import read_form
from tests.registration.making import make_meeting, make_sub_forum
from tests.registration.staff import staff_of

LONG = "企业档案与“双碳”目标下的数字化转型、长期保存与利用服务创新研讨分论坛（第二会场）"
FORUMS = ["档案信息化分会", LONG, "高校档案分会"]
HEADINGS = ["序号", "姓名", "性别", "职务", "手机", "分论坛", "住宿", "饮食要求", "备注"]


@pytest.fixture
def meeting(app: Flask) -> Meeting:
    made = make_meeting(registration_closes_at=datetime(2020, 11, 30, 9, 30, tzinfo=UTC))
    for title in FORUMS:
        make_sub_forum(made, title=title)
    return made


def opened(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def heading_row(sheet: Worksheet) -> int:
    return next(row for row in range(1, 20) if sheet.cell(row, 1).value == "序号")


def column(sheet: Worksheet, heading: str) -> int:
    row = [cell.value for cell in sheet[heading_row(sheet)]]
    return row.index(heading) + 1


def test_it_asks_what_the_meeting_asks_and_says_until_when(meeting: Meeting) -> None:
    sheet = opened(blank_receipt(meeting))["回执"]

    assert sheet["A1"].value == "全省档案工作者年会参会回执"
    assert "2020 年 11 月 30 日 17:30 前" in sheet["A2"].value
    assert [cell.value for cell in sheet[heading_row(sheet)]] == HEADINGS
    assert {sheet.cell(heading_row(sheet) + 1, place).number_format for place in range(2, 10)} == {"@"}


def test_sub_forums_are_chosen_from_a_list_however_long_their_names(meeting: Meeting) -> None:
    book = opened(blank_receipt(meeting))
    sheet = book["回执"]
    letter = get_column_letter(column(sheet, "分论坛"))
    (rule,) = [rule for rule in sheet.data_validations.dataValidation if str(rule.sqref).startswith(letter)]

    name, cells = rule.formula1.lstrip("=").split("!")
    assert [cell.value for (cell,) in book[name][cells.replace("$", "")]] == [*FORUMS, "不参加"]
    assert (rule.type, rule.errorStyle, book[name].sheet_state) == ("list", "warning", "hidden")
    assert all(len(rule.prompt or "") <= 255 for rule in sheet.data_validations.dataValidation)


def test_a_meeting_without_sub_forums_or_deadline_asks_for_neither(app: Flask) -> None:
    sheet = opened(blank_receipt(make_meeting(mobile_required=False)))["回执"]

    asked = [cell.value for cell in sheet[heading_row(sheet)]]
    assert asked == ["序号", "姓名", "性别", "职务", "手机（可不填）", "住宿", "饮食要求", "备注"]
    assert "前发回" not in sheet["A2"].value


def test_what_is_written_into_it_is_read_without_a_doubt(meeting: Meeting) -> None:
    book = opened(blank_receipt(meeting))
    sheet = book["回执"]
    written = {"填报单位：": "射阳县档案馆", "联系人：": "周敏", "联系电话：": "19920000001"}
    for row in range(1, heading_row(sheet)):
        if sheet.cell(row, 1).value in written:
            sheet.cell(row, 3).value = written[sheet.cell(row, 1).value]
    people = [
        ("古丽娜尔·阿不都热合曼", "女", "馆长", "19920000002", FORUMS[1], "是", "清真", "12月7日到"),
        ("石英", "男", "", "19920000003", "不参加", "否", "", ""),
    ]
    for number, person in enumerate(people, 1):
        for place, value in enumerate(person, 2):
            sheet.cell(heading_row(sheet) + number, place).value = value or None
    filled = io.BytesIO()
    book.save(filled)

    form = read_form("回执.xlsx", filled.getvalue(), rules_of(meeting))

    assert (form.unit, form.contact, form.contact_mobile) == ("射阳县档案馆", "周敏", "+8619920000001")
    assert form.notes == ()
    assert [
        (one.name, one.gender, one.post, one.mobile, one.forum, one.hotel, one.diet, one.remarks, one.faults)
        for one in form.lines
    ] == [
        ("古丽娜尔·阿不都热合曼", "女", "馆长", "+8619920000002", FORUMS[1], True, "清真", "12月7日到", ()),
        ("石英", "男", "", "+8619920000003", "不参加", False, "", "", ()),
    ]


def test_the_same_meeting_gives_the_same_bytes(meeting: Meeting) -> None:
    assert blank_receipt(meeting) == blank_receipt(meeting)


def test_organisers_download_it_under_its_name_and_gates_do_not(app: Flask, meeting: Meeting) -> None:
    url = f"/desk/{meeting.slug}/receipts"
    staff = staff_of(app, meeting)

    assert f'href="{url}/form.xlsx"' in staff.get(url).text
    answer = staff.get(f"{url}/form.xlsx")
    assert (answer.status_code, "filename*=UTF-8''" in answer.headers["Content-Disposition"]) == (200, True)
    assert opened(answer.data).sheetnames[0] == "回执"
    assert staff_of(app, meeting, Role.CHECK_IN).get(f"{url}/form.xlsx").status_code == 403
