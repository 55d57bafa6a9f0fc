"""Leaders and guests: kept in rank by the reception group, who tick their arrival."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from meeting.db import changed_rows, db, lock
from meeting.errors import NotFound
from meeting.history.operations import By, record
from meeting.meetings.enums import Audience
from meeting.meetings.errors import GuestExists, GuestInUse, TextTooLong
from meeting.meetings.models import Guest, Meeting
from meeting.meetings.turns import hold
from meeting.people.models import Person
from meeting.people.names import check_name, name_key
from meeting.people.operations import find_or_add_person, find_or_add_unit


def add_guest(
    meeting: Meeting,
    name: str,
    *,
    at: datetime,
    by: By,
    post: str = "",
    unit_name: str = "",
    mobile: str | None = None,
    audience: Audience = Audience.STAFF,
    received_by: str = "",
    person: Person | None = None,
) -> Guest:
    """A guest, last in rank. ``person``: one who is known already (then ``name`` isn't looked up); ``mobile`` in E.164.

    Raises ``InvalidName``, ``GuestExists``, ``TextTooLong``, ``UnitNameTooLong``.
    """
    hold(meeting)
    post, received_by = _texts(post, received_by)
    if person is None:
        _refuse_twin(meeting, check_name(name), post)
        unit = find_or_add_unit(meeting.society_id, unit_name, at=at, by=by)[0] if unit_name.strip() else None
        person, _ = find_or_add_person(meeting.society_id, name, unit=unit, mobile=mobile, at=at, by=by)
    if any(guest.person_id == person.id for guest in meeting.guests):
        raise GuestExists(name=person.name, post=post or "—")
    guest = Guest(
        meeting=meeting, person=person, post=post, audience=audience, received_by=received_by,
        position=max((guest.position for guest in meeting.guests), default=0) + 1,
    )  # fmt: skip
    db.session.add(guest)
    db.session.flush()  # the history needs its id
    changes = {"name": (None, person.name), "post": (None, post), "audience": (None, audience)}
    _record("add-guest", guest, at=at, by=by, changes=changes)
    return guest


def change_guest(
    guest: Guest, *, post: str, audience: Audience, received_by: str, at: datetime, by: By
) -> None:
    """What the guest is in this meeting; the person's name is changed on the person's own page."""
    post, received_by = _texts(post, received_by)
    hold(guest.meeting)
    lock(guest)
    new = {"post": post, "audience": audience, "received_by": received_by}
    changes = {field: (getattr(guest, field), value) for field, value in new.items() if getattr(guest, field) != value}
    for field, value in new.items():
        setattr(guest, field, value)
    if changes:
        _record("change-guest", guest, at=at, by=by, changes=changes)


def remove_guest(guest: Guest, *, at: datetime, by: By) -> None:
    """Off the list; the person stays. Raises ``GuestInUse``."""
    hold(guest.meeting)
    name = guest.person.name
    _record("remove-guest", guest, at=at, by=by, changes={"name": (name, None), "post": (guest.post, None)})
    try:
        with db.session.begin_nested():
            db.session.delete(guest)
            db.session.flush()  # a foreign key from above refuses here
    except sa.exc.IntegrityError as error:
        raise GuestInUse(name=name) from error


def move_guest(guest: Guest, *, up: bool, at: datetime, by: By) -> None:
    """One place up or down in rank (职务序)."""
    meeting = guest.meeting
    hold(meeting)
    guests = list(meeting.guests)
    if guest not in guests:
        raise NotFound
    place = guests.index(guest)
    target = place - 1 if up else place + 1
    if not 0 <= target < len(guests):
        return
    guests[place], guests[target] = guests[target], guests[place]
    for position, each in enumerate(guests, 1):
        each.position = position
    db.session.flush()  # read back in the new order
    db.session.expire(meeting, ["guests"])
    _record("move-guest", guest, at=at, by=by, changes={"position": (place + 1, target + 1)})


def tick_arrival(guest: Guest, *, at: datetime, by: By) -> None:
    """The guest has arrived. The first tick counts; another one changes nothing."""
    _set_arrival(guest, at, "tick-arrival", Guest.arrived_at.is_(None), at=at, by=by)


def untick_arrival(guest: Guest, *, at: datetime, by: By) -> None:
    """It was a mistake."""
    _set_arrival(guest, None, "untick-arrival", Guest.arrived_at.is_not(None), at=at, by=by)


def release_guests(meeting: Meeting, audience: Audience, *, at: datetime, by: By) -> int:
    """Show all guests' names to ``audience`` (公布名单); returns how many changed."""
    hold(meeting)
    changed = [guest for guest in meeting.guests if guest.audience is not audience]
    for guest in changed:
        changes = {"audience": (guest.audience, audience)}
        guest.audience = audience
        _record("release-guest", guest, at=at, by=by, changes=changes)
    return len(changed)


def _set_arrival(
    guest: Guest, value: datetime | None, action: str, unless: sa.ColumnElement[bool], *, at: datetime, by: By
) -> None:
    hold(guest.meeting)
    before = guest.arrived_at
    changed = changed_rows(sa.update(Guest).where(Guest.id == guest.id, unless).values(arrived_at=value))
    if changed:  # of two receptionists at once one: one entry in the history
        _record(action, guest, at=at, by=by, changes={"arrived_at": (before, value)})
    db.session.refresh(guest)


def _refuse_twin(meeting: Meeting, name: str, post: str) -> None:
    key = name_key(name)
    if any(guest.person.key == key and guest.post == post for guest in meeting.guests):
        raise GuestExists(name=name, post=post or "—")


def _texts(post: str, received_by: str) -> tuple[str, str]:
    post, received_by = " ".join(post.split()), " ".join(received_by.split())
    for field, text, longest in (("post", post, 120), ("received_by", received_by, 80)):
        if len(text) > longest:
            raise TextTooLong(field=field, given=text[:20], longest=longest)
    return post, received_by


def _record(action: str, guest: Guest, *, at: datetime, by: By, changes: dict[str, tuple[Any, Any]]) -> None:
    meeting = guest.meeting
    record(action, guest, by=by, at=at, society_id=meeting.society_id, meeting_id=meeting.id, changes=changes)
