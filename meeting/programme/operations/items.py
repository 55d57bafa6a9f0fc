"""Agenda items within a session, with who speaks."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from meeting.db import db, lock
from meeting.history.operations import By, record
from meeting.meetings.enums import Audience
from meeting.meetings.models import Meeting, Room
from meeting.meetings.turns import hold
from meeting.people.models import Person
from meeting.programme import rules
from meeting.programme.enums import ItemKind
from meeting.programme.errors import (
    HoursReversed,
    ItemOutsideSession,
    ItemsOverlap,
    SessionTitleMissing,
    SpeakerTaken,
    SpeakerTwice,
    TitleTooLong,
)
from meeting.programme.models import AgendaItem, Session, Speaker


def add_item(
    session: Session,
    *,
    kind: ItemKind,
    title: str,
    starts_at: datetime,
    ends_at: datetime,
    at: datetime,
    by: By,
    speakers: Sequence[Person] = (),
    audience: Audience = Audience.PUBLIC,
) -> AgendaItem:
    """An item in [starts_at, ends_at), within its session's hours and beside the session's other items.

    Raises ``SessionTitleMissing``, ``TitleTooLong``, ``HoursReversed``, ``ItemOutsideSession``, ``ItemsOverlap``,
    ``SpeakerTwice``, ``SpeakerTaken``.
    """
    meeting = session.meeting
    hold(meeting)  # whoever else plans at this instant waits, and then sees this item
    lock(session)
    title = _check(session, title, starts_at, ends_at, speakers)
    item = AgendaItem(kind=kind, title=title, starts_at=starts_at, ends_at=ends_at, audience=audience)
    item.speakers = [Speaker(person=person, position=place) for place, person in enumerate(speakers, 1)]
    session.items.append(item)
    db.session.flush()  # the history needs its id
    changes = {
        "title": (None, title),
        "hours": (None, rules.hours(starts_at, ends_at, meeting.zone)),
        "speakers": (None, _names(item)),
    }
    _record("add-item", item, at=at, by=by, changes=changes)
    return item


def change_item(
    item: AgendaItem,
    *,
    kind: ItemKind,
    title: str,
    starts_at: datetime,
    ends_at: datetime,
    speakers: Sequence[Person],
    audience: Audience,
    at: datetime,
    by: By,
) -> None:
    """All of an item. Raises what ``add_item`` raises."""
    session = item.session
    hold(session.meeting)
    lock(session)
    title = _check(session, title, starts_at, ends_at, speakers, but=item)
    new = {"kind": kind, "title": title, "starts_at": starts_at, "ends_at": ends_at, "audience": audience}
    changes = {field: (getattr(item, field), value) for field, value in new.items() if getattr(item, field) != value}
    for field, value in new.items():
        setattr(item, field, value)
    before = _names(item)
    known = {speaker.person_id: speaker for speaker in item.speakers}
    item.speakers = [known.get(person.id) or Speaker(person=person, position=0) for person in speakers]
    for place, speaker in enumerate(item.speakers, 1):
        speaker.position = place
    db.session.flush()  # clashes of later operations are looked up
    if before != _names(item):
        changes["speakers"] = (before, _names(item))
    if changes:
        _record("change-item", item, at=at, by=by, changes=changes)


def remove_item(item: AgendaItem, *, at: datetime, by: By) -> None:
    """With its speakers' places; the persons stay."""
    session = item.session
    hold(session.meeting)
    _record("remove-item", item, at=at, by=by, changes={"title": (item.title, None), "speakers": (_names(item), None)})
    session.items.remove(item)
    db.session.flush()  # later operations look at what is left


def _check(
    session: Session,
    title: str,
    starts_at: datetime,
    ends_at: datetime,
    speakers: Sequence[Person],
    but: AgendaItem | None = None,
) -> str:
    zone = session.meeting.zone
    title = " ".join(title.split())
    if not title:
        raise SessionTitleMissing
    if len(title) > 200:
        raise TitleTooLong(given=title[:20], longest=200)
    if ends_at <= starts_at:
        start, end = (rules.hours(each, each, zone)[11:16] for each in (starts_at, ends_at))
        raise HoursReversed(title=title, start=start, end=end)
    if starts_at < session.starts_at or ends_at > session.ends_at:
        raise ItemOutsideSession(title=title, hours=rules.hours(session.starts_at, session.ends_at, zone))
    for other in session.items:
        if other is not but and rules.overlap((starts_at, ends_at), (other.starts_at, other.ends_at)):
            raise ItemsOverlap(title=title, other=other.title, hours=rules.hours(other.starts_at, other.ends_at, zone))
    seen = set()
    for person in speakers:
        if person.id in seen:
            raise SpeakerTwice(name=person.name)
        seen.add(person.id)
    _refuse_taken_speakers(session.meeting, title, speakers, starts_at, ends_at, but)
    return title


def _refuse_taken_speakers(
    meeting: Meeting,
    title: str,
    speakers: Sequence[Person],
    starts_at: datetime,
    ends_at: datetime,
    but: AgendaItem | None,
) -> None:
    """Who plans holds the meeting's lock: what is looked up here stays true."""
    if not speakers:
        return
    other = db.session.execute(
        sa.select(Person.name, AgendaItem.title, AgendaItem.starts_at, AgendaItem.ends_at, Session.title, Room.name)
        .select_from(Speaker)
        .join(Speaker.person)
        .join(Speaker.item)
        .join(AgendaItem.session)
        .outerjoin(Session.room)
        .where(
            Session.meeting_id == meeting.id,
            Speaker.person_id.in_([person.id for person in speakers]),
            AgendaItem.id != (but.id if but else 0),
            AgendaItem.starts_at < ends_at,
            AgendaItem.ends_at > starts_at,
        )
        .order_by(AgendaItem.starts_at, AgendaItem.id)
    ).first()
    if other is not None:
        name, item, begins, ends, session, room = other
        hours = rules.hours(begins, ends, meeting.zone)
        raise SpeakerTaken(name=name, hours=hours, other=item, where=room or session, title=title)


def _names(item: AgendaItem) -> str:
    return "、".join(speaker.person.name for speaker in item.speakers)


def _record(action: str, item: AgendaItem, *, at: datetime, by: By, changes: dict[str, tuple[Any, Any]]) -> None:
    meeting = item.session.meeting
    record(action, item, by=by, at=at, society_id=meeting.society_id, meeting_id=meeting.id, changes=changes)
