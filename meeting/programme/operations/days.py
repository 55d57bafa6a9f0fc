"""The programme follows the meeting's days."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from meeting.db import db
from meeting.history.operations import By, record
from meeting.meetings.models import Meeting
from meeting.programme import rules
from meeting.programme.errors import SessionsLeftOut
from meeting.programme.models import Session

NAMED_AT_MOST = 5
"""Sessions that a refusal names."""


def follow_days(meeting: Meeting, *, starts_on: date, ends_on: date, at: datetime, by: By) -> int:
    """Move all sessions by as many days as the first day moves, if the last one moves the same way; else the meeting
    has become longer or shorter, and they stay. Returns how many moved. The caller holds the meeting and sets its days
    afterwards.

    Without it they would stay behind on days that the meeting no longer has, where none can be edited any more.
    Raises ``SessionsLeftOut``, before anything changes, where the new days leave some out.
    """
    days, zone = rules.days_moved((meeting.starts_on, meeting.ends_on), (starts_on, ends_on)), meeting.zone
    query = sa.select(Session).where(Session.meeting_id == meeting.id).order_by(Session.starts_at, Session.id)
    sessions = list(db.session.scalars(query.options(selectinload(Session.items))))
    moved = {
        session: tuple(rules.shifted(each, days, zone) for each in (session.starts_at, session.ends_at))
        for session in sessions
    }
    left_out = [
        f"{session.title}（{rules.hours(session.starts_at, session.ends_at, zone)}）"
        for session, (start, end) in moved.items()
        if not rules.within_days(start, end, first=starts_on, last=ends_on, zone=zone)
    ]
    if left_out:
        raise SessionsLeftOut(
            count=len(left_out), sessions="、".join(left_out[:NAMED_AT_MOST]), first=str(starts_on), last=str(ends_on)
        )
    if not days:
        return 0
    for session, (start, end) in moved.items():
        changes = {"starts_at": (session.starts_at, start), "ends_at": (session.ends_at, end)}
        session.starts_at, session.ends_at = start, end
        for item in session.items:
            item.starts_at, item.ends_at = (rules.shifted(each, days, zone) for each in (item.starts_at, item.ends_at))
        record("change-session", session, by=by, at=at, society_id=meeting.society_id, meeting_id=meeting.id,
               changes=changes)  # fmt: skip
    db.session.flush()  # clashes of later operations are looked up
    return len(sessions)
