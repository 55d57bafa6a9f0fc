"""Checking in by oneself, by the venue's changing code."""

import base64
import re
from datetime import datetime, timedelta
from io import BytesIO
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa
import time_machine
import zxingcpp
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

from meeting.accounts.actors import OPERATOR
from meeting.accounts.enums import Role
from meeting.accounts.models import Account
from meeting.checkin.enums import Passing
from meeting.checkin.models import Attendance, Gate, Scan
from meeting.checkin.operations.gates import set_rules
from meeting.checkin.venue import holds, venue_code
from meeting.db import db, transaction, uuid7
from meeting.meetings.models import Meeting
from tests.browsers import Browser
from tests.checkin.making import make_confirmed, make_gates, make_staff, sign_in
from tests.conftest import AT
from tests.registration.making import make_meeting

NINE = datetime.fromisoformat("2020-12-08T09:00:00+08:00")
SECRET = b"s" * 32


@pytest.fixture
def meeting(app: Flask) -> Meeting:
    return make_meeting()


@pytest.fixture
def gate(meeting: Meeting) -> Gate:
    gate = make_gates(meeting)[1]
    with transaction():
        set_rules(gate, Passing.ONCE, [], takes_self=True, at=AT, by=OPERATOR)
    make_confirmed(meeting, "张三", mobile="+8613800001234", unit_name="常州市档案馆")
    return gate


def address(app: Flask, gate: Gate) -> str:
    """What the code on the screen says now."""
    visitor = Browser(app)
    sign_in(visitor, db.session.scalars(sa.select(Account)).first() or make_staff(gate.meeting, Role.CHECK_IN))
    page = visitor.get(f"/check-in/{gate.meeting.slug}/{gate.id}/screen?part=1").text
    picture = Image.open(BytesIO(base64.b64decode(re.search(r"base64,([^\"]+)", page)[1])))
    (code,) = zxingcpp.read_barcodes(picture.convert("L"))
    return urlsplit(code.text).path


def send(client: FlaskClient, path: str, page: str, **typed: str) -> TestResponse:
    ticket = re.search(r'name="ticket"[^>]*value="([^"]+)"', page)
    given = {"form_key": str(uuid7()), "ticket": ticket[1] if ticket else "", "name": "张三", "tail": "1234"}
    return client.post(path, data=given | typed)


def scans() -> list[tuple[str, str]]:
    db.session.rollback()
    return [(scan.method.value, scan.result.value) for scan in db.session.scalars(sa.select(Scan).order_by(Scan.at))]


def test_code_holds_for_its_half_minute_and_the_next_and_for_its_gate() -> None:
    code = venue_code(7, NINE, SECRET)

    assert [holds(7, code, NINE + timedelta(seconds=after), SECRET) for after in (0, 29, 30, 59, 60, 90)] == [
        True, True, True, True, False, False
    ]  # fmt: skip
    assert not holds(8, code, NINE, SECRET)
    assert not holds(7, code, NINE, b"t" * 32)
    assert not holds(7, "", NINE, SECRET)


def test_what_the_screen_shows_opens_a_form_that_checks_in_once(app: Flask, client: FlaskClient, gate: Gate) -> None:
    path = address(app, gate)
    page = client.get(path).text
    opened = scans()

    first, again = send(client, path, page).text, send(client, path, page).text

    assert opened == []  # opening it changes nothing
    assert "签到成功" in first
    assert "常州市档案馆" in first
    assert "已签过" in again
    assert scans() == [("self", "admitted"), ("self", "repeated")]


def test_wrong_tail_keeps_the_name_and_admits_nobody(app: Flask, client: FlaskClient, gate: Gate) -> None:
    path = address(app, gate)
    page = client.get(path).text

    answers = [send(client, path, page, tail=tail) for tail in ("9999", "12", "")]

    assert [answer.status_code for answer in answers] == [404, 422, 422]
    assert all('value="张三"' in answer.text for answer in answers)
    assert scans() == []


def test_old_code_opens_nothing_and_an_old_form_is_not_taken(app: Flask, client: FlaskClient, gate: Gate) -> None:
    with time_machine.travel(NINE, tick=False) as clock:
        path = address(app, gate)
        page = client.get(path).text
        clock.shift(timedelta(seconds=61))
        late = client.get(path)
        in_time = send(client, path, page, name="李四")
        clock.shift(timedelta(seconds=300))
        expired = send(client, path, page)

    assert (late.status_code, expired.status_code) == (410, 410)
    assert "已经过期" in late.text
    assert in_time.status_code == 404  # the form is taken; there is no such name
    assert send(client, path, late.text).status_code == 410
    assert scans() == []


def test_gate_that_doesnt_take_it_has_neither_screen_nor_form(app: Flask, client: FlaskClient, gate: Gate) -> None:
    path = address(app, gate)
    other = make_gates(gate.meeting)[0]
    foreign = path.replace(f"/here/{gate.id}/", f"/here/{other.id}/")
    with transaction():
        set_rules(gate, Passing.ONCE, [], at=AT, by=OPERATOR)

    assert [client.get(each).status_code for each in (path, foreign)] == [404, 404]
    sign_in(client, db.session.scalars(sa.select(Account)).one())
    assert client.get(f"/check-in/{gate.meeting.slug}/{gate.id}/screen").status_code == 404
    assert db.session.scalar(sa.select(sa.func.count(Attendance.id))) == 0
