"""Finding what belongs to a meeting. Everything is asked for with its meeting or society in the query."""

from dataclasses import dataclass
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from meeting.accounts.models import Society
from meeting.db import Base, db
from meeting.errors import NotFound
from meeting.meetings.models import Guest, Meeting, MeetingHost, Room
from meeting.people.models import Person

T = TypeVar("T", bound=Base)


@dataclass(frozen=True)
class MeetingLine:
    """A meeting in its society's list."""

    meeting: Meeting
    rooms: int
    guests: int


def meetings_of(society: Society) -> list[MeetingLine]:
    """The society's meetings, latest first."""
    rooms = sa.select(sa.func.count()).where(Room.meeting_id == Meeting.id).scalar_subquery()
    guests = sa.select(sa.func.count()).where(Guest.meeting_id == Meeting.id).scalar_subquery()
    query = (
        sa.select(Meeting, rooms, guests)
        .where(Meeting.society_id == society.id)
        .order_by(Meeting.starts_on.desc(), Meeting.id.desc())
    )
    return [MeetingLine(*row) for row in db.session.execute(query)]


def meeting_in(society: Society, meeting_id: int) -> Meeting:
    """Raises ``NotFound``."""
    return _one(sa.select(Meeting).where(Meeting.id == meeting_id, Meeting.society_id == society.id))


def hosts_of(meeting: Meeting) -> list[MeetingHost]:
    """In order of protocol, with their units."""
    query = (
        sa.select(MeetingHost)
        .where(MeetingHost.meeting_id == meeting.id)
        .order_by(MeetingHost.position, MeetingHost.id)
        .options(joinedload(MeetingHost.unit))
    )
    return list(db.session.scalars(query))


def guests_of(meeting: Meeting) -> list[Guest]:
    """In order of rank, with their persons and units."""
    query = (
        sa.select(Guest)
        .where(Guest.meeting_id == meeting.id)
        .order_by(Guest.position, Guest.id)
        .options(joinedload(Guest.person).joinedload(Person.unit))
    )
    return list(db.session.scalars(query))


def host_in(meeting: Meeting, host_id: int) -> MeetingHost:
    """Raises ``NotFound``."""
    return _one(sa.select(MeetingHost).where(MeetingHost.id == host_id, MeetingHost.meeting_id == meeting.id))


def room_in(meeting: Meeting, room_id: int) -> Room:
    """Raises ``NotFound``."""
    return _one(sa.select(Room).where(Room.id == room_id, Room.meeting_id == meeting.id))


def guest_in(meeting: Meeting, guest_id: int) -> Guest:
    """Raises ``NotFound``."""
    return _one(sa.select(Guest).where(Guest.id == guest_id, Guest.meeting_id == meeting.id))


def _one(query: sa.Select[tuple[T]]) -> T:
    found = db.session.scalar(query)
    if found is None:
        raise NotFound
    return found
