"""What is handed out, what of it one delegate has, how much is gone; who arrived when."""

from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from meeting.arrival.models import HandedOut, Handout
from meeting.checkin.enums import GateKind
from meeting.checkin.models import Attendance, Gate
from meeting.db import db
from meeting.meetings.models import Meeting
from meeting.registration.enums import DelegateState
from meeting.registration.models import Delegate


class Stock(NamedTuple):
    """How much of one thing is handed out, of how many who are confirmed."""

    handout: Handout
    gone: int
    wanted: int


def handouts_of(meeting_id: int) -> list[Handout]:
    """In their order."""
    query = sa.select(Handout).where(Handout.meeting_id == meeting_id).order_by(Handout.position, Handout.id)
    return list(db.session.scalars(query))


def held_by(delegate_id: int) -> dict[int, HandedOut]:
    """Handout's id → when and by whom the delegate got it."""
    query = sa.select(HandedOut).where(HandedOut.delegate_id == delegate_id).options(joinedload(HandedOut.account))
    return {row.handout_id: row for row in db.session.scalars(query)}


def stock_of(meeting_id: int) -> list[Stock]:
    """Of everything, in its order."""
    wanted = db.session.scalar(
        sa.select(sa.func.count(Delegate.id)).where(
            Delegate.meeting_id == meeting_id, Delegate.state == DelegateState.CONFIRMED
        )
    )
    gone = {
        row[0]: row[1]
        for row in db.session.execute(
            sa.select(HandedOut.handout_id, sa.func.count())
            .join(Handout)
            .where(Handout.meeting_id == meeting_id)
            .group_by(HandedOut.handout_id)
        )
    }
    return [Stock(handout, gone.get(handout.id, 0), wanted or 0) for handout in handouts_of(meeting_id)]


def arrival_gate(meeting: Meeting) -> Gate | None:
    """The first open gate for 报到."""
    query = sa.select(Gate).where(
        Gate.meeting_id == meeting.id, Gate.kind == GateKind.ARRIVAL, Gate.closed_at.is_(None)
    )
    return db.session.scalars(query.order_by(Gate.position, Gate.id)).first()


def arrived(delegate_id: int) -> tuple[datetime, str] | None:
    """When and at which gate the delegate arrived first."""
    query = (
        sa.select(Attendance.at, Gate.name)
        .join(Gate, Gate.id == Attendance.gate_id)
        .where(Attendance.delegate_id == delegate_id, Gate.kind == GateKind.ARRIVAL)
        .order_by(Attendance.at)
    )
    row = db.session.execute(query).first()
    return None if row is None else (row[0], row[1])
