"""请假: said beforehand, counted apart, no hindrance to who comes all the same."""

import io

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook

from meeting.accounts.actors import OPERATOR
from meeting.accounts.enums import Role
from meeting.checkin.enums import Passing
from meeting.checkin.models import Gate
from meeting.checkin.operations.gates import set_rules
from meeting.checkin.operations.leaves import LeaveReasonLong, excuse
from meeting.checkin.queries.attendance import figures_at, missing_at
from meeting.checkin.queries.reports import attended
from meeting.checkin.reports import attendance_xlsx
from meeting.db import db, transaction
from meeting.history.models import Entry
from meeting.identity.operations.persons import merge_persons
from meeting.meetings.models import Meeting
from meeting.registration.models import Delegate
from tests.checkin.making import make_code, make_confirmed, make_staff, scan, sign_in
from tests.conftest import AT


@pytest.fixture
def council(meeting: Meeting) -> list[Delegate]:
    return [make_confirmed(meeting, name, unit_name="常州市档案馆") for name in ("张三", "李四", "王五", "赵六")]


def _figures(gate: Gate) -> tuple[int, int, int, int]:
    """(应到, 实到, 请假, 缺席)."""
    db.session.rollback()
    found = figures_at(gate, AT)
    return found.expected, found.present, found.excused, found.absent


def test_leave_is_counted_apart_until_they_come(
    client: FlaskClient, meeting: Meeting, gate: Gate, council: list[Delegate]
) -> None:
    sign_in(client, make_staff(meeting, Role.ORGANISER))
    scan(meeting, gate, make_code(council[0]))
    url = f"/desk/{meeting.slug}/attendance/{gate.id}/leaves"
    steps = [_figures(gate)]

    for number in (1, 2):
        client.post(f"{url}/{council[number].id}", data={"reason": f" 出差{number} "})
        steps.append(_figures(gate))
    scan(meeting, gate, make_code(council[1]))
    steps.append(_figures(gate))
    client.post(f"{url}/{council[2].id}/delete")
    steps.append(_figures(gate))

    assert steps == [(4, 1, 0, 3), (4, 1, 1, 2), (4, 1, 2, 1), (4, 2, 1, 1), (4, 2, 0, 2)]


def test_missing_page_takes_leave_and_says_why(
    client: FlaskClient, meeting: Meeting, gate: Gate, council: list[Delegate]
) -> None:
    sign_in(client, make_staff(meeting, Role.ORGANISER))
    page = f"/desk/{meeting.slug}/attendance/{gate.id}/missing"

    long = client.post(f"/desk/{meeting.slug}/attendance/{gate.id}/leaves/{council[0].id}", data={"reason": "长" * 101})
    said = client.get(long.location).text
    client.post(f"/desk/{meeting.slug}/attendance/{gate.id}/leaves/{council[0].id}", data={"reason": "出差"})
    text = client.get(page).text

    assert "请假的原因最多 100 个字。" in said
    assert "出差" in text
    assert text.count("撤销请假") == 1
    assert {one.name: one.leave for one in missing_at(gate, AT, limit=9)} == {
        "张三": "出差", "李四": None, "王五": None, "赵六": None,
    }  # fmt: skip


def test_screen_of_a_council_says_absent_and_excused(
    client: FlaskClient, meeting: Meeting, gate: Gate, council: list[Delegate]
) -> None:
    sign_in(client, make_staff(meeting, Role.ORGANISER))
    with transaction():
        excuse(gate, council[0], "", at=AT, by=OPERATOR)
        set_rules(gate, Passing.ONCE, [], quorum=3, at=AT, by=OPERATOR)

    text = client.get(f"/desk/{meeting.slug}/attendance?gate={gate.id}").text

    assert [word in text for word in ("请假", "缺席", "法定人数", "还差 3 人")] == [True] * 4


def test_excusing_again_changes_the_reason_and_the_same_again_nothing(
    meeting: Meeting, gate: Gate, council: list[Delegate]
) -> None:
    for reason in ("出差", "出差", "病假"):
        with transaction():
            excuse(gate, council[0], reason, at=AT, by=OPERATOR)
    with pytest.raises(LeaveReasonLong), transaction():
        excuse(gate, council[0], "长" * 101, at=AT, by=OPERATOR)

    entries = db.session.scalars(sa.select(Entry).where(Entry.action == "excuse-delegate").order_by(Entry.id))
    reasons = [value.after for entry in entries for value in entry.values if value.field == "leave"]
    assert reasons == ["出差", "病假"]
    assert _figures(gate) == (4, 0, 1, 3)


def test_workbook_says_who_was_excused_and_why(
    app: Flask, meeting: Meeting, gate: Gate, council: list[Delegate]
) -> None:
    with transaction():
        excuse(gate, council[0], "出差", at=AT, by=OPERATOR)
        excuse(gate, council[1], "", at=AT, by=OPERATOR)
    scan(meeting, gate, make_code(council[1]))  # came all the same

    with app.test_request_context():
        data = attendance_xlsx(attended(meeting, [gate]), [gate], meeting.zone)
    sheet = load_workbook(io.BytesIO(data)).active
    cells = {row[1].value: row[5].value for row in sheet.iter_rows() if row[1].value in {"张三", "李四", "王五"}}

    assert cells == {"张三": "请假：出差", "李四": "11-20 09:00", "王五": None}


def test_leave_of_two_entries_that_are_one_person_is_one(
    meeting: Meeting, gate: Gate, council: list[Delegate]
) -> None:
    with transaction():
        for one in council[:2]:
            excuse(gate, one, one.person.name, at=AT, by=OPERATOR)
        excuse(gate, council[3], "病假", at=AT, by=OPERATOR)
    people = [one.person for one in council]

    with transaction():
        merge_persons(people[0], people[1], at=AT, by=OPERATOR)
        merge_persons(people[2], people[3], at=AT, by=OPERATOR)

    assert {one.name: one.leave for one in missing_at(gate, AT, limit=9)} == {"张三": "张三", "王五": "病假"}
