"""Reading the seats of sub-forums."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from meeting.db import db
from meeting.errors import NotFound
from meeting.meetings.models import Meeting
from meeting.programme.enums import SessionKind
from meeting.programme.models import Session
from meeting.registration.enums import LISTED, EnrolmentState
from meeting.registration.models import Delegate, Enrolment


@dataclass(frozen=True)
class Mismatch:
    """A session whose count of seats isn't that of the delegates who hold one."""

    session: Session
    taken: int
    enrolled: int


def seats_mismatched(meeting: Meeting) -> list[Mismatch]:
    """What must be empty: sessions where ``taken`` differs from the listed delegates who are enrolled."""
    holding = (
        sa.select(sa.func.count(Enrolment.id))
        .join(Enrolment.delegate)
        .where(
            Enrolment.session_id == Session.id,
            Enrolment.state == EnrolmentState.ENROLLED,
            Delegate.state.in_(LISTED),
        )
        .scalar_subquery()
    )
    rows = db.session.execute(
        sa.select(Session, Session.taken, holding)
        .where(Session.meeting_id == meeting.id, Session.taken != holding)
        .order_by(Session.id)
    )
    return [Mismatch(session, taken, enrolled) for session, taken, enrolled in rows]


def sub_forums(meeting: Meeting) -> list[Session]:
    """The meeting's sub-forums with their rooms, as they follow on the programme."""
    return list(
        db.session.scalars(
            sa.select(Session)
            .where(Session.meeting_id == meeting.id, Session.kind == SessionKind.SUB_FORUM)
            .order_by(Session.starts_at, Session.id)
            .options(joinedload(Session.room))
        )
    )


def waiting_counts(meeting: Meeting) -> dict[int, int]:
    """Session id → how many listed delegates wait for a seat."""
    rows = db.session.execute(
        sa.select(Enrolment.session_id, sa.func.count())
        .join(Enrolment.delegate)
        .where(
            Delegate.meeting_id == meeting.id,
            Delegate.state.in_(LISTED),
            Enrolment.state == EnrolmentState.WAITING,
        )
        .group_by(Enrolment.session_id)
    )
    return dict(rows.tuples().all())


def sub_forum_in(meeting: Meeting, session_id: int) -> Session:
    """Raises ``NotFound``."""
    found = db.session.scalar(
        sa.select(Session).where(
            Session.id == session_id, Session.meeting_id == meeting.id, Session.kind == SessionKind.SUB_FORUM
        )
    )
    if found is None:
        raise NotFound
    return found
