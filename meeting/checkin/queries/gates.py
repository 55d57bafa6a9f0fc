"""Gates of a meeting, and the sessions that have none yet."""

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from meeting.checkin.models import Gate
from meeting.db import db
from meeting.programme.enums import SessionKind
from meeting.programme.models import Session


def gates_of(meeting_id: int) -> list[Gate]:
    """All gates, closed ones too, in their order."""
    return list(
        db.session.scalars(
            sa.select(Gate)
            .where(Gate.meeting_id == meeting_id)
            .options(joinedload(Gate.session), joinedload(Gate.meeting))
            .options(selectinload(Gate.rules), selectinload(Gate.shows))
            .order_by(Gate.position, Gate.id)
        )
    )


def sessions_without_gate(meeting_id: int) -> list[Session]:
    """Sessions that can have one; 签到 on the programme is the meeting's own gate."""
    return list(
        db.session.scalars(
            sa.select(Session)
            .outerjoin(Gate, Gate.session_id == Session.id)
            .where(Session.meeting_id == meeting_id, Gate.id.is_(None), Session.kind != SessionKind.CHECK_IN)
            .order_by(Session.starts_at, Session.id)
        )
    )
