"""A gate's list on paper, typing it in, and attendance as a workbook."""

from datetime import datetime, timedelta
from io import BytesIO

import openpyxl
import pytest
import sqlalchemy as sa
import zxingcpp
from flask.testing import FlaskClient

from meeting.accounts.actors import OPERATOR
from meeting.accounts.enums import Role
from meeting.checkin.enums import Passing, RuleKind, ScanMethod, Way
from meeting.checkin.models import Attendance, Gate, Scan
from meeting.checkin.operations.gates import Rule, set_rules
from meeting.checkin.operations.paper import NumbersUnreadable, enter_from_paper, read_numbers
from meeting.checkin.queries.admissions import wrongly_settled
from meeting.db import db, transaction, uuid7
from meeting.documents.paper_list import PaperList, PaperRow, paper_list_pdf
from meeting.history.models import Entry
from meeting.meetings.models import Meeting
from meeting.registration.enums import Category
from tests.checkin.making import make_code, make_confirmed, make_staff, scan, sign_in
from tests.conftest import AT
from tests.documents.reading import picture_of, text_of

LONGEST = "中国科学院南京地理与湖泊研究所流域地理学重点实验室暨江苏省水环境遥感工程研究中心档案馆"


def test_every_code_on_the_list_reads_back_from_the_printed_page(meeting: Meeting, gate: Gate) -> None:
    people = [make_confirmed(meeting, f"甲{number:02d}", unit_name=LONGEST) for number in range(24)]
    codes = [make_code(person) for person in people]
    rows = tuple(PaperRow(f"古丽娜尔·阿不都热合曼{n}", LONGEST, n, code) for n, code in enumerate(codes, start=1))

    pdf = paper_list_pdf(PaperList("全省档案工作者年会　会议签到", "来一位打一个勾。", rows))

    read = {found.text for found in zxingcpp.read_barcodes(picture_of(pdf, dpi=200).convert("L"))}
    assert read == set(codes)
    assert all(str(row.number) in text_of(pdf) for row in rows)


def test_list_goes_on_over_pages_and_an_empty_one_has_one(meeting: Meeting) -> None:
    rows = tuple(PaperRow(f"甲{number}", "常州市档案馆", number) for number in range(1, 60))

    assert "第3页/共3页" in text_of(paper_list_pdf(PaperList("签到", "", rows)))
    assert "第1页/共1页" in text_of(paper_list_pdf(PaperList("签到", "", ())))


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [("1 5 7-9", [1, 5, 7, 8, 9]), ("３，１；２、２\n10–11", [3, 1, 2, 10, 11]), ("12至13", [12, 13])],
)
def test_numbers_are_read_as_people_write_them(typed: str, numbers: list[int]) -> None:
    assert read_numbers(typed) == numbers


@pytest.mark.parametrize("typed", ["", "  ", "张三", "9-7", "1-999999", "1.5a"])
def test_what_is_no_number_is_refused_with_itself(typed: str) -> None:
    with pytest.raises(NumbersUnreadable):
        read_numbers(typed)


def test_ticked_numbers_are_admitted_at_the_time_of_ticking_and_once(meeting: Meeting, gate: Gate) -> None:
    people = [make_confirmed(meeting, name) for name in ("张三", "李四", "王五")]
    media = make_confirmed(meeting, "甲记者", category=Category.MEDIA)
    with transaction():
        set_rules(gate, Passing.ONCE, [Rule(RuleKind.CATEGORY, category=Category.DELEGATE)], at=AT, by=OPERATOR)
    scan(meeting, gate, make_code(people[2]), at=AT + timedelta(minutes=10))
    numbers = [*(person.number for person in people), media.number, 999]

    later = AT + timedelta(hours=5)
    with transaction():
        first = enter_from_paper(gate, numbers, ticked_at=AT, at=later, by=OPERATOR)
    with transaction():
        again = enter_from_paper(gate, numbers, ticked_at=AT, at=later, by=OPERATOR)

    assert first == (2, 1, [media.number], [999])
    assert again == (0, 3, [media.number], [999])
    found = db.session.scalars(sa.select(Scan).join(Attendance, Attendance.scan_id == Scan.id).order_by(Scan.at))
    assert [(each.at, each.method, each.reason) for each in found][:2] == [(AT, ScanMethod.SEARCH, "纸质名单")] * 2
    assert wrongly_settled(meeting) == []


def test_page_says_what_became_of_it_and_keeps_what_it_cant_read(
    client: FlaskClient, meeting: Meeting, gate: Gate
) -> None:
    sign_in(client, make_staff(meeting, Role.ORGANISER))
    person = make_confirmed(meeting)
    url = f"/desk/{meeting.slug}/gates/{gate.id}/paper"

    bad = client.post(url, data={"form_key": str(uuid7()), "numbers": "1 张三"})
    good = client.post(
        url, data={"form_key": str(uuid7()), "numbers": f"{person.number} 77", "ticked_at": "2020-12-08T09:00"}
    )

    assert (bad.status_code, good.status_code) == (422, 200)
    assert "1 张三</textarea>" in bad.text
    assert "新签到 1 人" in good.text
    assert "没有这些号码：77" in good.text
    assert db.session.scalar(sa.select(Attendance.at)) == datetime.fromisoformat("2020-12-08T09:00:00+08:00")


def test_lists_are_exported_by_who_may_and_the_history_knows(client: FlaskClient, meeting: Meeting, gate: Gate) -> None:
    make_code(make_confirmed(meeting, "张三", unit_name="常州市档案馆"))
    answers = []
    for role in (Role.CHECK_IN, Role.ORGANISER):
        sign_in(client, make_staff(meeting, role))
        answers += [
            client.post(f"/desk/{meeting.slug}/{path}") for path in (f"gates/{gate.id}/paper.pdf", "attendance.xlsx")
        ]

    assert [answer.status_code for answer in answers] == [403, 403, 200, 200]
    assert "张三" in text_of(answers[2].data)
    assert len(list(db.session.scalars(sa.select(Entry).where(Entry.action == "export-delegates")))) == 2


def test_workbook_says_when_each_came_and_how_long_they_stayed(
    client: FlaskClient, meeting: Meeting, gate: Gate
) -> None:
    with transaction():
        set_rules(gate, Passing.IN_OUT, [], at=AT, by=OPERATOR)
    code = make_code(make_confirmed(meeting, "张三", unit_name="常州市档案馆"))
    make_confirmed(meeting, "李四")
    start = datetime.fromisoformat("2020-12-08T09:00:00+08:00")
    for way, minute in ((Way.IN, 0), (Way.OUT, 45), (Way.IN, 60), (Way.OUT, 90), (Way.IN, 100)):
        scan(meeting, gate, code, way=way, at=start + timedelta(minutes=minute))
    sign_in(client, make_staff(meeting, Role.ORGANISER))

    data = client.post(f"/desk/{meeting.slug}/attendance.xlsx").data

    head, second, first = openpyxl.load_workbook(BytesIO(data)).active.iter_rows(values_only=True)
    assert head == ("序号", "姓名", "单位", "职务", "类别", "报到", "会议签到", "会议签到分钟")
    assert first[1:] == ("张三", "常州市档案馆", None, "正式代表", None,
                         "12-8 09:00–09:45；12-8 10:00–10:30；12-8 10:40", "75")  # fmt: skip
    assert (second[1], second[6], second[7]) == ("李四", None, None)
