"""Reading and importing rosters of units."""

import io
from pathlib import Path

import openpyxl
import pytest
import sqlalchemy as sa

from meeting.accounts.actors import OPERATOR
from meeting.db import db, transaction
from meeting.errors import MeetingError
from meeting.people.models import Unit
from meeting.people.queries import unit_named
from meeting.registration.models import Delegation
from meeting.registration.operations.delegations import invite_all
from meeting.registration.operations.rosters import import_roster
from meeting.registration.queries.delegations import answered, delegation_lines, units_suggested
from meeting.registration.rosters import RosterLine, read_roster
from tests.conftest import AT
from tests.registration.making import make_delegate, make_meeting, make_unit

REFERENCE = Path(__file__).parents[2] / "meeting/data/changzhou-2020/units.csv"
HEAD = "次序,单位,地区,别名\n"


def roster(text):
    return read_roster("名册.csv", (HEAD + text).encode())


def take(meeting, text):
    with transaction():
        return import_roster(meeting, roster(text), at=AT, by=OPERATOR)


def test_read_roster_takes_a_workbook_with_a_title_and_other_columns():
    book = openpyxl.Workbook()
    rows = [["受邀单位"], ["联系人", "单位名称", "所在地区"], ["张三", "常州市 档案馆", "常州市"], [], [None, "江阴馆"]]
    for row in rows:
        book.active.append(row)
    data = io.BytesIO()
    book.save(data)

    found = read_roster("名册.xlsx", data.getvalue())

    assert found.lines == (RosterLine(3, "常州市 档案馆", "常州市"), RosterLine(5, "江阴馆"))
    assert found.faults == ()


def test_read_roster_names_the_rows_that_are_wrong():
    found = roster(
        f"1,甲馆,南京市,甲、小甲;老甲\nx,乙馆,,\n3,,南京市,\n,,,\n4,{'馆' * 121},,\n5,丙馆,{'市' * 41},\n6.0,丁馆,,\n"
    )

    assert found.lines == (
        RosterLine(2, "甲馆", "南京市", 1, ("甲", "小甲", "老甲")),
        RosterLine(8, "丁馆", "", 6),
    )
    assert [(fault.row, fault.error.code) for fault in found.faults] == [
        (3, "unit-position-invalid"), (4, "unit-name-missing"), (6, "unit-name-too-long"), (7, "region-too-long")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"", "receipt-empty"), (b"a,b\n1,2\n", "roster-no-headings"), (b"%PDF-1.4 x", "receipt-not-a-spreadsheet")],
)
def test_read_roster_refuses_what_holds_no_units(data, code):
    with pytest.raises(MeetingError) as refused:
        read_roster("名册.csv", data)

    assert refused.value.code == code


def test_import_roster_takes_the_reference_and_changes_nothing_again(app):
    meeting = make_meeting()
    known = read_roster(REFERENCE.name, REFERENCE.read_bytes())

    with transaction():
        first = import_roster(meeting, known, at=AT, by=OPERATOR)
        again = import_roster(meeting, known, at=AT, by=OPERATOR)

    assert (first.added, first.changed, first.invited, first.unchanged, first.faults) == (60, 0, 60, 0, ())
    assert (again.added, again.changed, again.invited, again.unchanged, again.faults) == (0, 0, 0, 60, ())
    assert unit_named(meeting.society_id, "省档案馆").name == "江苏省档案馆"
    assert [unit.position for unit in db.session.scalars(sa.select(Unit).order_by(Unit.id))] == list(range(1, 61))


def test_import_roster_mends_what_it_knows_and_names_what_clashes(app):
    meeting = make_meeting()
    known = make_unit(meeting, "甲馆")
    make_unit(meeting, "乙馆")

    outcome = take(meeting, "3,甲馆,南京市,老甲\n4,丙馆,,乙馆\n5,老甲,,\n6,丁馆,,\n7,丁 馆,,\n")

    assert (known.position, known.region, [alias.name for alias in known.aliases]) == (3, "南京市", ["老甲"])
    assert (outcome.added, outcome.changed, outcome.invited) == (1, 1, 2)
    assert [(fault.row, fault.error.code) for fault in outcome.faults] == [
        (3, "alias-taken"), (4, "unit-twice"), (6, "unit-twice")
    ]  # fmt: skip
    assert unit_named(meeting.society_id, "丙馆") is None


def test_invite_all_leaves_who_is_invited(app):
    meeting = make_meeting()
    make_unit(meeting, "甲馆")
    take(meeting, "1,乙馆,,\n")

    with transaction():
        first, again = (invite_all(meeting, at=AT, by=OPERATOR) for _ in range(2))

    assert (first, again) == (1, 0)
    assert db.session.scalar(sa.select(sa.func.count(Delegation.id))) == 2


def test_delegations_count_who_answered(app):
    meeting = make_meeting()
    take(meeting, "1,甲馆,南京市,\n2,乙馆,常州市,\n")
    make_delegate(meeting, "张三", unit_name="甲馆")
    make_delegate(meeting, "李四", unit_name="自来馆")

    def lines(**asked):
        rows = db.session.execute(delegation_lines(meeting, **asked)).all()
        return [(line.unit.name, listed, confirmed) for line, listed, confirmed in rows]

    assert lines() == [("甲馆", 1, 0), ("乙馆", 0, 0), ("自来馆", 1, 0)]
    assert lines(only="silent") == [("乙馆", 0, 0)]
    assert lines(only="answered") == [("甲馆", 1, 0), ("自来馆", 1, 0)]
    assert lines(only="uninvited") == [("自来馆", 1, 0)]
    assert lines(region="常州市") == lines(words="乙") == [("乙馆", 0, 0)]
    assert (answered(meeting).invited, answered(meeting).answered, answered(meeting).uninvited) == (2, 1, 1)


def test_units_suggested_knows_aliases_and_begins_with_what_begins(app):
    meeting = make_meeting()
    take(meeting, "1,江苏省档案馆,省直,省档案馆\n2,档案科技馆,,\n3,南京大学,,\n")

    found = [[unit.name for unit in units_suggested(meeting, words)] for words in ("档案", "省档 案", "", "%")]

    assert found == [["档案科技馆", "江苏省档案馆"], ["江苏省档案馆"], [], []]
