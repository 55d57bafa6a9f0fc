"""The programme follows the meeting's days."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from meeting.db import db, transaction
from meeting.history.models import Entry
from meeting.meetings.models import Meeting
from meeting.meetings.operations import change_meeting
from meeting.programme.enums import ItemKind, SessionKind
from meeting.programme.errors import SessionsLeftOut
from meeting.programme.models import AgendaItem, Session
from meeting.programme.operations import add_item, add_session, change_session
from tests.meetings.making import DOING, hour, make_meeting


def _two_days() -> Meeting:
    """Arrival the day before, a plenary with a report on the first day, a visit on the second."""
    meeting = make_meeting(days=2)
    with transaction():
        for kind, title, start, end, day in (
            (SessionKind.CHECK_IN, "报到", "14:00", "18:00", 7),
            (SessionKind.PLENARY, "大会", "09:00", "12:00", 8),
            (SessionKind.VISIT, "参观", "09:00", "12:00", 9),
        ):
            session = add_session(
                meeting, kind=kind, title=title, starts_at=hour(start, day), ends_at=hour(end, day), **DOING
            )
            if title == "大会":
                add_item(
                    session, kind=ItemKind.REPORT, title="报告", starts_at=hour("09:00"), ends_at=hour("10:00"), **DOING
                )
    return meeting


def _starts() -> dict[str, object]:
    db.session.expire_all()
    return {row.title: row.starts_at for model in (Session, AgendaItem) for row in db.session.scalars(sa.select(model))}


def test_the_programme_moves_with_the_first_day(app: Flask) -> None:
    meeting = _two_days()

    with transaction():
        moved = change_meeting(meeting, starts_on=date(2020, 12, 15), ends_on=date(2020, 12, 16), **DOING)

    assert moved == 3
    assert _starts() == {
        "报到": hour("14:00", 14), "大会": hour("09:00", 15), "报告": hour("09:00", 15), "参观": hour("09:00", 16)
    }  # fmt: skip
    recorded = sa.select(sa.func.count()).select_from(Entry).where(Entry.action == "change-session")
    assert db.session.scalar(recorded) == 3
    with transaction():  # and can be edited there
        plenary = db.session.scalars(sa.select(Session).where(Session.title == "大会")).one()
        change_session(
            plenary, kind=plenary.kind, title="开幕", starts_at=plenary.starts_at, ends_at=plenary.ends_at, room=None,
            audience=plenary.audience, seats=None, **DOING,
        )  # fmt: skip


def test_other_settings_move_nothing(app: Flask) -> None:
    meeting = _two_days()
    before = _starts()

    with transaction():
        moved = [
            change_meeting(meeting, title="新名称", starts_on=meeting.starts_on, ends_on=meeting.ends_on, **DOING),
            change_meeting(meeting, ends_on=meeting.ends_on + timedelta(days=1), **DOING),
            change_meeting(meeting, starts_on=meeting.starts_on - timedelta(days=1), **DOING),  # a day more, before
        ]

    assert (moved, _starts()) == ([0, 0, 0], before)


def test_days_that_leave_sessions_out_are_refused_by_name_and_change_nothing(app: Flask) -> None:
    meeting = _two_days()
    before = _starts()

    with transaction():
        with pytest.raises(SessionsLeftOut) as shorter:
            change_meeting(meeting, title="新名称", ends_on=date(2020, 12, 8), **DOING)
        with pytest.raises(SessionsLeftOut):
            change_meeting(meeting, starts_on=date(2020, 12, 15), ends_on=date(2020, 12, 15), **DOING)

    assert shorter.value.params["sessions"] == "参观（2020-12-09 09:00–12:00）"
    assert (_starts(), meeting.title, str(meeting.ends_on)) == (before, "某省年会", "2020-12-09")
