"""应到 and 实到: counted by hand, live, and who is missing."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from meeting.accounts.actors import OPERATOR
from meeting.accounts.enums import Role
from meeting.checkin.enums import Passing
from meeting.checkin.models import Gate
from meeting.checkin.operations.gates import set_rules
from meeting.checkin.operations.scans import undo
from meeting.checkin.queries.attendance import (
    arriving,
    figures_at,
    guests_arrived,
    missing_at,
    overview,
    version,
    vips_at,
)
from meeting.db import db, transaction, uuid7
from meeting.meetings.models import Guest, Meeting
from meeting.people.models import Unit
from meeting.people.operations import find_or_add_person
from meeting.registration.enums import Category
from meeting.registration.models import Delegation
from meeting.registration.operations.delegates import cancel
from tests.checkin.making import (
    counted,
    make_code,
    make_confirmed,
    make_gates,
    make_session_gate,
    make_staff,
    scan,
    sign_in,
)
from tests.conftest import AT
from tests.registration.making import make_delegate, make_meeting, make_sub_forum, make_unit


@pytest.fixture
def meeting(app: Flask) -> Meeting:
    meeting = make_meeting()
    make_unit(meeting, "苏州市档案馆", region="苏州市", position=2)
    make_unit(meeting, "常州市档案馆", region="常州市", position=1)
    make_unit(meeting, "常州大学", region="常州市", position=3)
    return meeting


@pytest.fixture
def gate(meeting: Meeting) -> Gate:
    """Seven are expected, four came; one pending and one cancelled delegate don't count."""
    gate = make_gates(meeting)[1]
    come = [
        make_confirmed(meeting, "张三", unit_name="苏州市档案馆"),
        make_confirmed(meeting, "李四", unit_name="常州市档案馆"),
        make_confirmed(meeting, "王五", unit_name="常州大学", category=Category.MEDIA),
        make_confirmed(meeting, "赵六"),
        make_confirmed(meeting, "钱七", unit_name="常州市档案馆"),
    ]
    make_confirmed(meeting, "孙八", unit_name="常州市档案馆", post="馆长")
    make_confirmed(meeting, "周九", unit_name="苏州市档案馆")
    make_confirmed(meeting, "吴十", unit_name="苏州市档案馆", category=Category.MEDIA)
    make_delegate(meeting, "郑待审", unit_name="苏州市档案馆")
    for delegate in come:
        scan(meeting, gate, make_code(delegate))
    with transaction():
        cancel(come[4], at=AT, by=OPERATOR)
    return gate


def test_figures_add_up_by_unit_region_and_category(gate: Gate) -> None:
    figures = figures_at(gate, AT)

    assert (figures.present, figures.expected) == (4, 7)
    assert figures.by_unit() == [("常州市档案馆", 1, 2), ("苏州市档案馆", 1, 3), ("常州大学", 1, 1), ("", 1, 1)]
    assert figures.by_region() == [("常州市", 2, 3), ("苏州市", 1, 3), ("", 1, 1)]
    assert figures.by_category() == [(Category.DELEGATE, 3, 5), (Category.MEDIA, 1, 2)]


def test_overview_counts_each_gate(meeting: Meeting, gate: Gate) -> None:
    forum = make_sub_forum(meeting)
    door = make_session_gate(meeting, forum)
    scan(meeting, door, make_code(make_confirmed(meeting, "冯一", sub_forum=forum)))
    make_confirmed(meeting, "陈二", sub_forum=forum)

    counts = overview(meeting, [gate, door], AT)

    assert counts == {gate.id: (4, 9), door.id: (1, 2)}
    assert (figures_at(door, AT).present, figures_at(door, AT).expected) == (1, 2)


def test_missing_at_lists_in_the_order_of_units(gate: Gate) -> None:
    missing = missing_at(gate, AT, limit=10)

    assert [(one.unit, one.name, one.post) for one in missing] == [
        ("常州市档案馆", "孙八", "馆长"),
        ("苏州市档案馆", "吴十", ""),
        ("苏州市档案馆", "周九", ""),
    ]
    assert [one.name for one in missing_at(gate, AT, limit=1, offset=1)] == ["吴十"]


def test_missing_page_groups_by_unit_and_calls_its_contact(client: FlaskClient, meeting: Meeting, gate: Gate) -> None:
    with transaction():
        delegation = db.session.scalars(sa.select(Delegation).join(Delegation.unit).where(Unit.position == 2)).one()
        delegation.contact, delegation.contact_mobile = "王芳", "+8613812345678"
    sign_in(client, make_staff(meeting, Role.ORGANISER))

    page = client.get(f"/desk/{meeting.slug}/attendance/{gate.id}/missing").text

    assert re.findall(r'rowgroup"><div class="[^"]*"><span>([^<]+)', page) == ["常州市档案馆", "苏州市档案馆"]
    assert page.count("tel:") == page.count('href="tel:+8613812345678"') == 1


def test_guests_are_counted_apart(meeting: Meeting, gate: Gate) -> None:
    with transaction():
        for position, (name, arrived) in enumerate([("陈向阳", AT), ("方国强", None)], start=1):
            person, _ = find_or_add_person(meeting.society_id, name, at=AT, by=OPERATOR)
            db.session.add(Guest(meeting=meeting, person=person, position=position, arrived_at=arrived))

    assert guests_arrived(meeting.id) == (1, 2)
    assert figures_at(gate, AT).expected == 7


def test_version_changes_with_scans_undo_and_delegates(meeting: Meeting, gate: Gate) -> None:
    seen = [version(meeting, [gate])]
    code = make_code(make_confirmed(meeting, "冯一"))
    seen.append(version(meeting, [gate]))
    first = scan(meeting, gate, code)
    seen.append(version(meeting, [gate]))
    with transaction():
        undo(meeting, gate, first.id, scan_id=uuid7(), at=AT + timedelta(minutes=1), by=OPERATOR)
    seen.append(version(meeting, [gate]))

    assert len(set(seen)) == 4
    assert version(meeting, [gate]) == seen[-1]


def test_attendance_page_moves_only_when_something_happened(client: FlaskClient, meeting: Meeting, gate: Gate) -> None:
    sign_in(client, make_staff(meeting, Role.ORGANISER))
    page = client.get(f"/desk/{meeting.slug}/attendance").text
    poll = re.search(r'hx-get="([^"]+)"', page)[1].replace("&amp;", "&")

    quiet = client.get(poll)
    scan(meeting, gate, make_code(make_confirmed(meeting, "冯一")))
    moved = client.get(poll)

    assert '<span class="figure__value">4</span>' in page
    assert (quiet.status_code, quiet.data) == (204, b"")
    assert moved.status_code == 200
    assert '<span class="figure__value">5</span>' in moved.text


def test_attendance_and_missing_take_as_many_statements_for_three_units_as_for_one(
    client: FlaskClient, meeting: Meeting
) -> None:
    gate = make_gates(meeting)[1]
    sign_in(client, make_staff(meeting, Role.ORGANISER))
    urls = [f"/desk/{meeting.slug}/attendance", f"/desk/{meeting.slug}/attendance/{gate.id}/missing"]
    counts = []
    for name in ("常州大学", "苏州市档案馆", "常州市档案馆"):
        make_confirmed(meeting, unit_name=name)
        with counted() as statements:
            pages = [client.get(url) for url in urls]
        counts.append(len(statements))

    assert [page.status_code for page in pages] == [200, 200]
    assert counts[0] == counts[2]


def test_attendance_of_another_meetings_gate_is_not_found(client: FlaskClient, meeting: Meeting, gate: Gate) -> None:
    elsewhere = make_gates(make_meeting(meeting.society, slug="other", title="别的会"))[1]
    sign_in(client, make_staff(meeting, Role.ORGANISER))

    answers = [
        client.get(f"/desk/{meeting.slug}/attendance?gate={elsewhere.id}"),
        client.get(f"/desk/{meeting.slug}/attendance/figures?gate={elsewhere.id}"),
        client.get(f"/desk/{meeting.slug}/attendance/{elsewhere.id}/missing"),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]


def test_screen_says_quorum_pace_and_which_guests_are_here(client: FlaskClient, meeting: Meeting, gate: Gate) -> None:
    guests = [make_confirmed(meeting, name, category=Category.GUEST) for name in ("嘉宾甲", "嘉宾乙")]
    with transaction():
        set_rules(gate, Passing.ONCE, [], quorum=6, at=AT, by=OPERATOR)
    scan(meeting, gate, make_code(guests[1]), at=AT)

    assert [(one.name, one.here_at) for one in vips_at(gate, AT)] == [("嘉宾甲", None), ("嘉宾乙", AT)]
    # Six came at that moment; one of them has cancelled since.
    assert (arriving(gate, AT), arriving(gate, AT + timedelta(minutes=6))) == (1.2, 0.0)
    sign_in(client, make_staff(meeting, Role.ORGANISER))
    page = client.get(f"/desk/{meeting.slug}/attendance?gate={gate.id}").text
    assert "法定人数" in page
    assert "还差 1 人" in page
