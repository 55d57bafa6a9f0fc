"""Letters of a meeting; who attended what; which units were invited."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

import sqlalchemy as sa

from meeting.checkin.enums import GateKind
from meeting.checkin.models import Attendance, Gate
from meeting.db import db
from meeting.errors import NotFound
from meeting.letters.enums import LetterKind
from meeting.letters.models import Letter
from meeting.meetings.models import Meeting
from meeting.people.models import Person, Unit
from meeting.programme.enums import SessionKind
from meeting.programme.models import Session
from meeting.registration.enums import DelegateState
from meeting.registration.models import Delegate, Delegation


@dataclass(frozen=True)
class AttendedSession:
    """A session and its hours."""

    title: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Attendant:
    """A confirmed delegate who came to the meeting, and the sessions whose gates admitted them."""

    delegate_id: int
    name: str
    unit: str
    sessions: tuple[AttendedSession, ...]


def notices_of(meeting: Meeting) -> list[Letter]:
    """Latest first."""
    query = sa.select(Letter).where(Letter.meeting_id == meeting.id, Letter.kind == LetterKind.NOTICE)
    return list(db.session.scalars(query.order_by(Letter.updated_at.desc(), Letter.id.desc())))


def notice_in(meeting: Meeting, letter_id: int) -> Letter:
    """Raises ``NotFound``."""
    found = db.session.scalar(
        sa.select(Letter).where(
            Letter.id == letter_id, Letter.meeting_id == meeting.id, Letter.kind == LetterKind.NOTICE
        )
    )
    if found is None:
        raise NotFound
    return found


def wording_of(meeting: Meeting, kind: LetterKind) -> Letter | None:
    """The meeting's wording of proofs or of acceptances; None: nobody has changed it yet."""
    return db.session.scalar(sa.select(Letter).where(Letter.meeting_id == meeting.id, Letter.kind == kind))


def invited_units(meeting: Meeting) -> list[str]:
    """Their names, in the order of units."""
    query = (
        sa.select(Unit.name)
        .join(Delegation, Delegation.unit_id == Unit.id)
        .where(Delegation.meeting_id == meeting.id, Delegation.invited_at.is_not(None))
        .order_by(Unit.position.is_(None), Unit.position, Unit.strokes, Unit.id)
    )
    return list(db.session.scalars(query))


def attendants(meeting: Meeting, delegate_id: int | None = None) -> list[Attendant]:
    """Who was admitted at the meeting's gate or a session's, in the order of units and then of names. 报到 is no
    attendance, and a session that is a check-in has no hours. One statement, however many.
    """
    query = (
        sa.select(
            Delegate.id, Person.name, sa.func.coalesce(Unit.name, ""), Session.id, Session.title, Session.starts_at,
            Session.ends_at, Session.kind,
        )
        .select_from(Attendance)
        .join(Gate, Gate.id == Attendance.gate_id)
        .join(Delegate, Delegate.id == Attendance.delegate_id)
        .join(Person, Person.id == Delegate.person_id)
        .outerjoin(Delegation, Delegation.id == Delegate.delegation_id)
        .outerjoin(Unit, Unit.id == Delegation.unit_id)
        .outerjoin(Session, Session.id == Gate.session_id)
        .where(
            Gate.meeting_id == meeting.id,
            Gate.kind != GateKind.ARRIVAL,
            Delegate.state == DelegateState.CONFIRMED,
        )
        .order_by(
            Unit.id.is_(None), Unit.position.is_(None), Unit.position, Unit.strokes, Unit.name, Person.strokes,
            Delegate.id, Session.starts_at, Session.id,
        )
    )  # fmt: skip
    if delegate_id is not None:
        query = query.where(Delegate.id == delegate_id)
    found = []
    for (one, name, unit), rows in groupby(db.session.execute(query), key=lambda row: (row[0], row[1], row[2])):
        sessions = {
            row[3]: AttendedSession(row[4], row[5], row[6])
            for row in rows
            if row[3] is not None and row[7] is not SessionKind.CHECK_IN
        }
        found.append(Attendant(one, name, unit, tuple(sessions.values())))
    return found
