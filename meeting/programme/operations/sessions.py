"""Sessions: whatever on the programme has hours, and mostly a room."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import sqlalchemy as sa

from meeting.db import db, lock
from meeting.history.operations import By, Changes, record
from meeting.meetings.enums import Audience
from meeting.meetings.models import Meeting, Room
from meeting.meetings.turns import hold
from meeting.people.models import Person
from meeting.programme import rules
from meeting.programme.enums import SessionKind
from meeting.programme.errors import (
    ForeignRoom,
    HoursReversed,
    ItemsLeftOut,
    KindFixed,
    OutsideMeeting,
    RoomTaken,
    SessionInUse,
    SessionTitleMissing,
    TitleTooLong,
)
from meeting.programme.models import NamedPerson, Session
from meeting.programme.operations.seats import require_seats, set_seats


def add_session(
    meeting: Meeting,
    *,
    kind: SessionKind,
    title: str,
    starts_at: datetime,
    ends_at: datetime,
    at: datetime,
    by: By,
    room: Room | None = None,
    audience: Audience | None = None,
    seats: int | None = None,
) -> Session:
    """A session in [starts_at, ends_at). ``audience`` None: what is usual for the kind.

    Raises ``SessionTitleMissing``, ``TitleTooLong``, ``HoursReversed``, ``OutsideMeeting``, ``ForeignRoom``,
    ``SeatsInvalid``, ``RoomTaken``.
    """
    hold(meeting)  # whoever else plans at this instant waits, and then sees this session
    title = _check(meeting, title, starts_at, ends_at, room, seats)
    _refuse_taken_room(meeting, title, room, starts_at, ends_at)
    session = Session(
        meeting=meeting, kind=kind, title=title, room=room, starts_at=starts_at, ends_at=ends_at, seats=seats,
        audience=audience or rules.default_audience(kind), taken=0,
    )  # fmt: skip
    db.session.add(session)
    db.session.flush()  # the history needs its id
    hours = rules.hours(starts_at, ends_at, meeting.zone)
    changes = {"title": (None, title), "hours": (None, hours), "room": (None, room.name if room else None)}
    _record("add-session", session, at=at, by=by, changes=changes)
    return session


def add_sub_forum(
    meeting: Meeting,
    *,
    name: str,
    starts_at: datetime,
    ends_at: datetime,
    at: datetime,
    by: By,
    room: Room | None = None,
    seats: int | None = None,
    audience: Audience | None = None,
) -> Session:
    """A session that delegates choose; ``seats`` None: no limit. Raises what ``add_session`` raises."""
    return add_session(
        meeting, kind=SessionKind.SUB_FORUM, title=name, starts_at=starts_at, ends_at=ends_at, room=room,
        seats=seats, audience=audience, at=at, by=by,
    )  # fmt: skip


def change_session(
    session: Session,
    *,
    kind: SessionKind,
    title: str,
    starts_at: datetime,
    ends_at: datetime,
    room: Room | None,
    audience: Audience,
    seats: int | None,
    at: datetime,
    by: By,
) -> Sequence[Person]:
    """All of a session. Returns who waited and gets one of the seats that it now has more.

    Raises what ``add_session`` raises, ``ItemsLeftOut``, ``SeatsBelowTaken``, ``KindFixed``.
    """
    meeting = session.meeting
    hold(meeting)
    lock(session)
    title = _check(meeting, title, starts_at, ends_at, room, seats)
    for item in session.items:
        if item.starts_at < starts_at or item.ends_at > ends_at:
            raise ItemsLeftOut(other=item.title, hours=rules.hours(item.starts_at, item.ends_at, meeting.zone))
    if session.kind is SessionKind.SUB_FORUM and kind is not session.kind and session.taken:
        raise KindFixed(title=session.title)
    _refuse_taken_room(meeting, title, room, starts_at, ends_at, but=session)
    moved_up = set_seats(session, seats, at=at, by=by) if seats != session.seats else ()
    new = {"kind": kind, "title": title, "starts_at": starts_at, "ends_at": ends_at, "room": room, "audience": audience}
    before = {field: getattr(session, field) for field in new}
    for field, value in new.items():
        setattr(session, field, value)
    changes = {field: (_word(before[field]), _word(new[field])) for field in new if before[field] != new[field]}
    db.session.flush()  # clashes of later operations are looked up
    if changes:
        _record("change-session", session, at=at, by=by, changes=changes)
    return moved_up


def remove_session(session: Session, *, at: datetime, by: By) -> None:
    """With its items. Raises ``SessionInUse`` where somebody chose it or a gate is set up: foreign keys decide."""
    hold(session.meeting)
    title = session.title
    _record("remove-session", session, at=at, by=by, changes={"title": (title, None)})
    try:
        with db.session.begin_nested():
            db.session.delete(session)
            db.session.flush()  # an enrolment's or a gate's foreign key refuses here
    except sa.exc.IntegrityError as error:
        raise SessionInUse(title=title) from error


def set_named(session: Session, persons: Iterable[Person], *, at: datetime, by: By) -> None:
    """For whom what is of audience ``named`` in a session, or the whole of it, is meant: exactly these."""
    hold(session.meeting)
    lock(session)
    wanted = {person.id: person for person in persons}
    before = "、".join(named.person.name for named in session.named)
    for named in list(session.named):
        if wanted.pop(named.person_id, None) is None:
            session.named.remove(named)
    session.named.extend(NamedPerson(person=person) for person in wanted.values())
    db.session.flush()  # a person who was taken out may come back later in the same transaction
    after = "、".join(named.person.name for named in session.named)
    if after != before:
        _record("set-named-persons", session, at=at, by=by, changes={"named": (before, after)})


def _check(
    meeting: Meeting, title: str, starts_at: datetime, ends_at: datetime, room: Room | None, seats: int | None
) -> str:
    title = " ".join(title.split())
    if not title:
        raise SessionTitleMissing
    if len(title) > 160:
        raise TitleTooLong(given=title[:20], longest=160)
    if ends_at <= starts_at:
        begin, end = (rules.hours(each, each, meeting.zone)[11:16] for each in (starts_at, ends_at))
        raise HoursReversed(title=title, start=begin, end=end)
    if not rules.within_days(starts_at, ends_at, first=meeting.starts_on, last=meeting.ends_on, zone=meeting.zone):
        day = rules.hours(starts_at, ends_at, meeting.zone)[:10]
        raise OutsideMeeting(title=title, day=day, first=str(meeting.starts_on), last=str(meeting.ends_on))
    if room is not None and room.meeting_id != meeting.id:
        raise ForeignRoom
    require_seats(seats)
    return title


def _refuse_taken_room(
    meeting: Meeting, title: str, room: Room | None, starts_at: datetime, ends_at: datetime, but: Session | None = None
) -> None:
    """Rooms are the meeting's own, and who plans holds the meeting's lock: what is looked up here stays true."""
    if room is None:
        return
    other = db.session.execute(
        sa.select(Session.title, Session.starts_at, Session.ends_at)
        .where(
            Session.meeting_id == meeting.id,
            Session.room_id == room.id,
            Session.id != (but.id if but else 0),
            Session.starts_at < ends_at,
            Session.ends_at > starts_at,
        )
        .order_by(Session.starts_at, Session.id)
    ).first()
    if other is not None:
        hours = rules.hours(other.starts_at, other.ends_at, meeting.zone)
        raise RoomTaken(room=room.name, hours=hours, other=other.title, title=title)


def _word(value: object) -> object:
    return value.name if isinstance(value, Room) else value


def _record(action: str, session: Session, *, at: datetime, by: By, changes: Changes) -> None:
    meeting = session.meeting
    record(action, session, by=by, at=at, society_id=meeting.society_id, meeting_id=meeting.id, changes=changes)
