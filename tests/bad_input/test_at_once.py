"""Browsers that want the same thing at the same instant: one has it, the others are told. The last seat:
tests/portal/test_registration.py.

Red with the guard of ``assign_booth`` taken out (its UPDATE without "is free"): ten of ten had the booth, on both.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

import sqlalchemy as sa
from flask import Flask

from meeting.accounts.actors import OPERATOR
from meeting.accounts.enums import Role
from meeting.checkin.models import Attendance
from meeting.db import db, transaction, uuid7
from meeting.exhibition.models import Booth
from meeting.exhibition.operations import add_booth, add_exhibitor, set_up_exhibition
from meeting.history.models import Entry
from meeting.meetings.models import Meeting
from tests.bad_input.asking import words
from tests.browsers import Browser
from tests.checkin.making import make_code, make_confirmed, make_gates, make_staff, sign_in
from tests.conftest import AT
from tests.registration.making import make_delegate
from tests.registration.staff import keyed

BROWSERS = 10
Given = TypeVar("Given")
Answer = TypeVar("Answer")


def at_once(app: Flask, work: Callable[[Browser, Given], Answer], given: Sequence[Given]) -> list[Answer]:
    """Each in a thread and a browser of its own, all of them signed in as the one who may."""
    account = make_staff_once(app)
    start = Barrier(len(given))

    def one(what: Given) -> Answer:
        browser = Browser(app)
        with browser.session_transaction() as session:
            session.update(_user_id=account, _fresh=True)
        start.wait()
        return work(browser, what)

    db.session.rollback()  # outside a request a read, too, takes SQLite's one lock
    with ThreadPoolExecutor(len(given)) as pool:
        return list(pool.map(one, given))


def make_staff_once(app: Flask) -> str:
    meeting = db.session.scalars(sa.select(Meeting)).one()
    account = make_staff(meeting, Role.OWNER)
    browser = Browser(app)
    sign_in(browser, account)
    return account.fs_uniquifier


def test_one_booth_goes_to_one_of_ten(app: Flask, meeting: Meeting) -> None:
    with transaction():
        exhibition = set_up_exhibition(meeting, title="成果展", at=AT, by=OPERATOR)
        booth = add_booth(exhibition, "A1", at=AT, by=OPERATOR).id
        exhibitors = [add_exhibitor(exhibition, f"第{n}公司", at=AT, by=OPERATOR).id for n in range(BROWSERS)]
    url = f"/desk/{meeting.slug}/exhibition/booths/{booth}/assign"

    answers = at_once(app, lambda browser, one: browser.post(url, data=keyed(exhibitor=one)), exhibitors)

    holder = db.session.get_one(Booth, booth).exhibitor
    assert holder is not None
    assert Counter(answer.status_code for answer in answers) == {302: 1, 409: BROWSERS - 1}
    told = f"展位 A1 已分配给“{holder.unit.name}”。请另选展位，或先腾出。"
    assert [told in words(answer) for answer in answers if answer.status_code == 409] == [True] * (BROWSERS - 1)
    query = sa.select(sa.func.count()).where(Entry.action == "assign-booth")
    assert db.session.scalar(query) == 1


def test_one_badge_admits_once_at_ten_phones(app: Flask, meeting: Meeting) -> None:
    code, gate = make_code(make_confirmed(meeting, "赵建国")), make_gates(meeting)[1]
    url = f"/check-in/{meeting.slug}/{gate.id}/scans"
    ids = [str(uuid7()) for _ in range(BROWSERS)]

    answers = at_once(
        app, lambda browser, one: browser.post(url, json={"id": one, "method": "camera", "code": code}), ids
    )

    assert Counter(answer.json["result"] for answer in answers if answer.json) == {
        "admitted": 1, "repeated": BROWSERS - 1
    }  # fmt: skip
    assert db.session.scalar(sa.select(sa.func.count(Attendance.id))) == 1


def test_one_approval_of_two_who_press_the_button(app: Flask, meeting: Meeting) -> None:
    delegate = make_delegate(meeting, "赵建国", state="pending").id
    url = f"/desk/{meeting.slug}/delegates/{delegate}/approve"

    answers = at_once(app, lambda browser, _: browser.post(url, data=keyed()), range(2))

    assert {answer.status_code for answer in answers} <= {302, 409}
    query = sa.select(sa.func.count()).where(Entry.action == "approve-delegate")
    assert db.session.scalar(query) == 1


def test_one_form_sent_by_ten_clicks_at_once_makes_one_room(app: Flask, meeting: Meeting) -> None:
    form = keyed(name="一号厅", seats="300")
    url = f"/desk/{meeting.slug}/rooms"

    answers = at_once(app, lambda browser, _: browser.post(url, data=form), range(BROWSERS))

    assert {(answer.status_code, answer.location) for answer in answers} == {(302, url)}
    db.session.rollback()
    assert [room.name for room in db.session.get_one(Meeting, meeting.id).rooms] == ["一号厅"]
