"""流水号: each delegate has one in the meeting, given once.

Red with ``_next_number`` asked before the society's turn (two at once take one number).
"""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import sqlalchemy as sa
from flask import Flask

from meeting.accounts.actors import OPERATOR
from meeting.db import db, transaction
from meeting.meetings.models import Meeting
from meeting.registration.enums import Source
from meeting.registration.models import Delegate
from meeting.registration.operations.delegates import Entry, cancel, register, register_all, restore
from tests.conftest import AT
from tests.registration.making import make_delegate, make_meeting, make_society

AT_ONCE = 16


def numbers(meeting_id: int) -> list[int]:
    db.session.rollback()
    query = sa.select(Delegate.number).where(Delegate.meeting_id == meeting_id).order_by(Delegate.id)
    return list(db.session.scalars(query))


def test_numbers_run_in_each_meeting_for_itself_and_stay(app: Flask) -> None:
    society = make_society()
    first, second = make_meeting(society), make_meeting(society, slug="next", title="明年年会")
    make_delegate(first, "张三")
    gone = make_delegate(first, "李四")
    make_delegate(second, "王五")
    with transaction():
        cancel(gone, at=AT, by=OPERATOR)
        late = [Entry(name="赵六", mobile="13800000006"), Entry(name="钱七", mobile="13800000007")]
        register_all(first, late, at=AT, by=OPERATOR, source=Source.RECEIPT)
        restore(gone, at=AT, by=OPERATOR)

    assert (numbers(first.id), numbers(second.id)) == ([1, 2, 3, 4], [1])


def test_registering_at_once_gives_no_number_twice(app: Flask) -> None:
    meeting_id = make_meeting().id
    db.session.rollback()
    start = Barrier(AT_ONCE)

    def one(number: int) -> None:
        with app.app_context():
            start.wait()
            with transaction():
                meeting = db.session.get_one(Meeting, meeting_id)
                entry = Entry(name=f"代表{number}", mobile=f"138000000{number:02d}")
                register(meeting, entry, at=AT, by=OPERATOR, source=Source.DESK)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(one, range(AT_ONCE)))

    assert sorted(numbers(meeting_id)) == list(range(1, AT_ONCE + 1))
