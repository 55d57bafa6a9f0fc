"""Gates and delegates of a meeting whose page the actor may open."""

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from meeting.checkin.models import Gate
from meeting.checkin.queries.badges import delegate_of
from meeting.db import db
from meeting.errors import NotFound
from meeting.meetings.models import Meeting
from meeting.programme.models import Session
from meeting.registration.models import Delegate


def gate_for(meeting: Meeting, gate_id: int) -> Gate:
    """A gate of this meeting. Raises ``NotFound``."""
    gate = db.session.scalar(
        sa.select(Gate).where(Gate.id == gate_id, Gate.meeting_id == meeting.id).options(joinedload(Gate.session))
    )
    if gate is None:
        raise NotFound
    return gate


def session_for(meeting: Meeting, session_id: int) -> Session:
    """A session of this meeting. Raises ``NotFound``."""
    session = db.session.scalar(sa.select(Session).where(Session.id == session_id, Session.meeting_id == meeting.id))
    if session is None:
        raise NotFound
    return session


def delegate_for(meeting: Meeting, delegate_id: int) -> Delegate:
    """A delegate of this meeting. Raises ``NotFound``."""
    delegate = delegate_of(meeting.id, delegate_id)
    if delegate is None:
        raise NotFound
    return delegate
