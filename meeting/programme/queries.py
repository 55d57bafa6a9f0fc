"""Reading the programme: one's own session or item, the whole for staff, what a reader may see."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from meeting import clock
from meeting.db import db
from meeting.errors import NotFound
from meeting.meetings.enums import Audience
from meeting.meetings.models import Guest, Meeting, Room
from meeting.people.models import Person
from meeting.programme import rules
from meeting.programme.enums import SessionKind
from meeting.programme.models import AgendaItem, NamedPerson, Session, Speaker

ROOM_ORDER = (Room.position.is_(None), Room.position)
"""The rooms' own order, sessions without a room last: databases differ on where NULL stands."""


@dataclass(frozen=True)
class ShownSpeaker:
    """Who speaks, as a reader may read it. ``post`` is the guest's post, else the person's unit."""

    person_id: int
    name: str
    post: str


@dataclass(frozen=True)
class ShownItem:
    """An agenda item with the speakers whose names the reader may see."""

    item: AgendaItem
    speakers: tuple[ShownSpeaker, ...]


@dataclass(frozen=True)
class ShownSession:
    """A session with the items that the reader may see."""

    session: Session
    items: tuple[ShownItem, ...]

    @property
    def room(self) -> Room | None:
        return self.session.room

    @property
    def free(self) -> int | None:
        """Seats left; None: no limit."""
        return None if self.session.seats is None else max(self.session.seats - self.session.taken, 0)


@dataclass(frozen=True)
class Day:
    """A day of the programme, on the meeting's clock."""

    day: date
    sessions: tuple[ShownSession, ...]

    @property
    def blocks(self) -> list[list[ShownSession]]:
        """Sessions of the same hours together: what is held side by side."""
        same = groupby(self.sessions, key=lambda shown: (shown.session.starts_at, shown.session.ends_at))
        return [list(block) for _, block in same]


def agenda_for(meeting: Meeting, audience: Audience, *, person_id: int | None = None) -> list[ShownSession]:
    """The sessions that a reader of kind ``audience`` may see, by time and then by room.

    An item is seen by whom both its session's and its own audience admit; ``named`` means the persons named in the
    session, in an item of any session. ``person_id``: who reads, so that they see what they are named for. A guest's
    name is shown as widely as the guest's own audience says, and to the guest; any other speaker's as widely as the
    item. Six queries at most, whatever the number of sessions.
    """
    query = (
        sa.select(Session)
        .outerjoin(Session.room)
        .where(Session.meeting_id == meeting.id)
        .order_by(Session.starts_at, Session.ends_at, *ROOM_ORDER, Session.id)
        .options(
            joinedload(Session.room),
            selectinload(Session.items).selectinload(AgendaItem.speakers).joinedload(Speaker.person).joinedload(Person.unit),
        )
    )  # fmt: skip
    sessions = list(db.session.scalars(query))
    guests = {guest.person_id: guest for guest in db.session.scalars(sa.select(Guest).filter_by(meeting_id=meeting.id))}
    own = _named_sessions(meeting, person_id)
    return [
        ShownSession(
            session,
            tuple(
                _shown(item, guests, reader, person_id) for item in session.items if rules.sees(reader, item.audience)
            ),
        )
        for session in sessions
        for reader in [rules.reader_in(audience, named=session.id in own)]
        if rules.sees(reader, session.audience)
    ]


def sub_forums_of(meeting: Meeting) -> list[Session]:
    """Sub-forums that delegates may choose, in the programme's order."""
    query = (
        sa.select(Session)
        .outerjoin(Session.room)
        .where(
            Session.meeting_id == meeting.id,
            Session.kind == SessionKind.SUB_FORUM,
            Session.audience.in_([Audience.PUBLIC, Audience.DELEGATES]),
        )
        .order_by(Session.starts_at, *ROOM_ORDER, Session.id)
        .options(joinedload(Session.room))
    )
    return list(db.session.scalars(query))


def days_of(meeting: Meeting, sessions: Iterable[ShownSession]) -> list[Day]:
    """The same sessions by day."""
    found: dict[date, list[ShownSession]] = {}
    for shown in sessions:
        found.setdefault(clock.local(shown.session.starts_at, meeting.zone).date(), []).append(shown)
    return [Day(day, tuple(found[day])) for day in sorted(found)]


def session_in(meeting: Meeting, session_id: int) -> Session:
    """Raises ``NotFound``."""
    found = db.session.scalar(sa.select(Session).where(Session.id == session_id, Session.meeting_id == meeting.id))
    if found is None:
        raise NotFound
    return found


def item_in(meeting: Meeting, item_id: int) -> AgendaItem:
    """Raises ``NotFound``."""
    found = db.session.scalar(
        sa.select(AgendaItem).join(AgendaItem.session).where(AgendaItem.id == item_id, Session.meeting_id == meeting.id)
    )
    if found is None:
        raise NotFound
    return found


def _named_sessions(meeting: Meeting, person_id: int | None) -> set[int]:
    if person_id is None:
        return set()
    query = (
        sa.select(NamedPerson.session_id)
        .join(NamedPerson.session)
        .where(Session.meeting_id == meeting.id, NamedPerson.person_id == person_id)
    )
    return set(db.session.scalars(query))


def _shown(item: AgendaItem, guests: dict[int, Guest], audience: Audience, person_id: int | None) -> ShownItem:
    speakers = []
    for speaker in item.speakers:
        guest = guests.get(speaker.person_id)
        if guest and not rules.sees(audience, guest.audience) and speaker.person_id != person_id:
            continue
        unit = speaker.person.unit
        post = guest.post if guest else unit.name if unit else ""
        speakers.append(ShownSpeaker(speaker.person_id, speaker.person.name, post))
    return ShownItem(item, tuple(speakers))
