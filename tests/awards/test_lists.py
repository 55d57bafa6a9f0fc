import io

import pytest
import sqlalchemy as sa
import xlsxwriter

from meeting.accounts.actors import OPERATOR
from meeting.awards.lists import ListRow, NoRecipients, read_list
from meeting.awards.models import Recipient
from meeting.awards.operations import import_recipients
from meeting.db import db, transaction
from meeting.history.models import Entry, Value
from meeting.history.operations import broken_link
from meeting.people.models import Person, Unit
from meeting.people.operations import add_aliases
from meeting.registration.receipts.refusals import EmptyFile, NotASpreadsheet, UnreadableFile
from tests.awards.making import DATA, make_award, make_hosted, the_meeting
from tests.conftest import AT
from tests.meetings.making import statements
from tests.registration.making import make_unit


def _xlsx(rows):
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return out.getvalue()


def _import(meeting, rows):
    with transaction():
        return import_recipients(meeting, rows, at=AT, by=OPERATOR)


def test_read_list_takes_columns_in_any_order_below_a_title():
    rows = [
        ["获奖名单"],
        ["序号", "论文题目", "工作单位", "作者", "奖项", "等级"],
        [1, "论档案", "常州市档案馆", "张 三、李四", "优秀论文", "一等奖"],
        ["", "", "", "", "", ""],
    ]
    data = _xlsx(rows)

    assert read_list("名单.xlsx", data) == [ListRow(3, "优秀论文", "一等奖", "张 三、李四", "常州市档案馆", "论档案")]


def test_read_list_reads_gbk_text():
    data = "奖项,等次,获奖者,单位,作品\r\n优秀论文,一等奖,张三,常州市档案馆,论档案\r\n".encode("gbk")

    assert read_list("名单.csv", data) == [ListRow(2, "优秀论文", "一等奖", "张三", "常州市档案馆", "论档案")]


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"a,b\n1,2\n", NoRecipients),
        (b"%PDF-1.4\n", NotASpreadsheet),
        (b"", EmptyFile),
        (b"PK\x03\x04xx", UnreadableFile),
    ],
)
def test_read_list_refuses_what_is_no_list(data, kind):
    with pytest.raises(kind) as caught:
        read_list("名单.csv", data)

    assert "名单.csv" in str(caught.value)


def test_import_recipients_of_the_reference_list_again_adds_nothing(reference):
    rows = read_list("awards.csv", (DATA / "awards.csv").read_bytes())
    before = [db.session.scalar(sa.select(sa.func.count()).select_from(kind)) for kind in (Recipient, Person, Unit)]

    result = _import(the_meeting(), rows)

    assert (len(result.created), len(result.unchanged), result.faults) == (0, 89, [])
    after = [db.session.scalar(sa.select(sa.func.count()).select_from(kind)) for kind in (Recipient, Person, Unit)]
    assert after == before


def test_import_recipients_names_each_fault_and_takes_the_rest(app):
    meeting = make_hosted()
    make_award(meeting, "竞赛", grades={"一等奖": 1, "二等奖": 5})
    rows = [
        ListRow(2, "竞赛", "一等奖", "甲", "常州市档案馆"),
        ListRow(3, "没有的奖", "一等奖", "乙", "新单位一"),
        ListRow(4, "竞赛", "特等奖", "丙", "新单位二"),
        ListRow(5, "竞赛", "一等奖", "丁", "新单位三"),
        ListRow(6, "竞赛", "二等奖", "戊\x00己\ufffd", "新单位四"),
        ListRow(7, "竞赛", "二等奖", "", ""),
        ListRow(8, "竞 赛", "二 等奖", "庚", "常州市档案馆"),
        ListRow(9, "竞赛", "一等奖", "甲", "常州市档案馆"),
    ]

    result = _import(meeting, rows)

    assert [row.row for row in result.created] == [2, 8]
    assert [row.row for row in result.unchanged] == [9]
    assert [(fault.row.row, fault.error.code) for fault in result.faults] == [
        (3, "award-unknown"), (4, "grade-unknown"), (5, "quota-full"), (6, "name-unreadable"), (7, "recipient-missing"),
    ]  # fmt: skip
    assert "没有的奖" in str(result.faults[0].error)
    # A refused row leaves no trace, its unit neither.
    assert db.session.scalars(sa.select(Unit.name).where(Unit.name.startswith("新单位"))).all() == []


def test_import_recipients_gives_an_award_without_grades_those_of_the_list(app):
    meeting = make_hosted()
    award = make_award(meeting, "优秀论文")
    rows = [
        ListRow(2, "优秀论文", "一等奖", "\ufffd", ""),
        ListRow(3, "优秀论文", "二等奖", "甲", ""),
        ListRow(4, "优秀论文", "一等奖", "乙", ""),
        ListRow(5, "优秀论文", "二等奖", "丙", ""),
    ]

    result = _import(meeting, rows)

    assert [fault.row.row for fault in result.faults] == [2]
    assert [(grade.title, grade.quota) for grade in award.grades] == [("二等奖", None), ("一等奖", None)]


def test_import_recipients_takes_as_many_statements_for_three_rows_as_for_sixty(app):
    meeting = make_hosted()
    make_award(meeting, "优秀论文")

    taken = []
    for first, count in ((0, 3), (100, 60)):
        rows = [
            ListRow(n, "优秀论文", "一等奖" if n % 2 else "二等奖", f"甲{n}、乙{n}", f"单位{n}", f"题{n}")
            for n in range(first, first + count)
        ]
        with statements() as found:
            result = _import(meeting, rows)
        assert (len(result.created), result.faults) == (count, [])
        taken.append(len([each for each in found if not each.startswith(("INSERT", "SELECT"))]))
        taken[-1] = (taken[-1], len([each for each in found if each.startswith("SELECT")]))

    assert taken[0] == taken[1]
    assert broken_link(meeting.society_id) is None


def test_import_recipients_adds_no_unit_that_is_known_by_another_name(app):
    meeting = make_hosted()
    make_award(meeting, "优秀论文")
    unit = make_unit(meeting, "常州市档案馆")
    with transaction():
        add_aliases(unit, ["市档案馆"])
    rows = [ListRow(2, "优秀论文", "", "甲", "市档案馆"), ListRow(3, "优秀论文", "", "乙", "新单位"),
            ListRow(4, "优秀论文", "", "丙", "新 单位")]  # fmt: skip

    _import(meeting, rows)

    assert db.session.scalars(sa.select(Recipient.unit_id).order_by(Recipient.position)).first() == unit.id
    added = db.session.scalars(
        sa.select(Value.after).join(Entry).where(Entry.action == "add-unit").order_by(Entry.number)
    ).all()
    assert added[-2:] == ["常州市档案馆", "新单位"]


def test_import_recipients_says_who_is_honoured_already_further_up_in_the_list(app):
    meeting = make_hosted()
    make_award(meeting, "优秀论文", grades={"一等奖": None, "二等奖": None})
    rows = [ListRow(2, "优秀论文", "一等奖", "甲一", "某馆"), ListRow(3, "优秀论文", "二等奖", "甲 一", "某 馆")]

    result = _import(meeting, rows)

    assert [fault.error.params["names"] for fault in result.faults] == ["甲一"]
