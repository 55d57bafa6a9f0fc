"""Fifty at once for the last seats.

Red with the guard of ``_taken`` taken out (the CHECK refuses), and with the look-then-write that one writes first.
"""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import sqlalchemy as sa

from meeting.accounts.actors import OPERATOR
from meeting.db import db, transaction
from meeting.programme.models import Session
from meeting.registration.enums import EnrolmentState
from meeting.registration.models import Delegate, Enrolment
from meeting.registration.operations.enrolments import enrol, withdraw
from meeting.registration.queries.enrolments import seats_mismatched
from tests.conftest import AT
from tests.registration.making import make_delegate, make_meeting, make_sub_forum

CLIENTS, SEATS, ROUNDS = 50, 3, 4


def at_once(app, work, ids):
    """Run ``work(delegate)`` for each id in a thread and transaction of its own, begun together."""
    db.session.rollback()  # outside a request a read, too, takes SQLite's one lock
    start = Barrier(len(ids))

    def one(delegate_id):
        with app.app_context():
            start.wait()
            with transaction():
                return work(db.session.get_one(Delegate, delegate_id))

    with ThreadPoolExecutor(len(ids)) as pool:
        return list(pool.map(one, ids))


def states(session_id):
    db.session.rollback()
    query = sa.select(Enrolment.state, sa.func.count()).where(Enrolment.session_id == session_id)
    return dict(db.session.execute(query.group_by(Enrolment.state)).tuples().all())


def test_enrol_gives_the_last_seats_to_as_many_as_there_are(app):
    meeting = make_meeting()
    ids = [make_delegate(meeting, f"代表{number}").id for number in range(CLIENTS)]

    for number in range(ROUNDS):
        forum = make_sub_forum(meeting, seats=SEATS, title=f"第{number}轮").id
        answers = at_once(app, lambda d, f=forum: enrol(d, db.session.get_one(Session, f), at=AT, by=OPERATOR), ids)

        counted = {EnrolmentState.ENROLLED: SEATS, EnrolmentState.WAITING: CLIENTS - SEATS}
        assert {state: answers.count(state) for state in EnrolmentState} == counted
        assert states(forum) == counted
        assert seats_mismatched(meeting) == []


def test_withdraw_and_enrol_at_once_leave_no_seat_free_while_somebody_waits(app):
    meeting = make_meeting()
    half = CLIENTS // 2
    ids = [make_delegate(meeting, f"代表{number}").id for number in range(CLIENTS)]

    for number in range(ROUNDS):
        forum = make_sub_forum(meeting, seats=half, title=f"第{number}轮")
        for delegate_id in ids[:half]:
            with transaction():
                enrol(db.session.get_one(Delegate, delegate_id), forum, at=AT, by=OPERATOR)
        forum_id = forum.id

        def swap(delegate, forum_id=forum_id):
            if delegate.id in ids[:half]:
                withdraw(delegate, at=AT, by=OPERATOR)
            else:
                enrol(delegate, db.session.get_one(Session, forum_id), at=AT, by=OPERATOR)

        at_once(app, swap, ids)

        assert states(forum_id) == {EnrolmentState.ENROLLED: half}
        assert seats_mismatched(meeting) == []
