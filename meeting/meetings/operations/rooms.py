"""Rooms of the venue."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from meeting.db import db
from meeting.history.operations import By, record
from meeting.meetings.errors import RoomExists, RoomInUse, RoomNameMissing, SeatsInvalid, TextTooLong
from meeting.meetings.models import Meeting, Room
from meeting.meetings.turns import hold


def add_room(meeting: Meeting, name: str, *, at: datetime, by: By, seats: int | None = None) -> Room:
    """Raises ``RoomNameMissing``, ``TextTooLong``, ``RoomExists``, ``SeatsInvalid``."""
    hold(meeting)
    name = _free_name(meeting, name)
    last = max((room.position for room in meeting.rooms), default=0)
    room = Room(meeting=meeting, name=name, seats=_seats(seats), position=last + 1)
    db.session.add(room)
    db.session.flush()  # the history needs its id
    _record("add-room", room, at=at, by=by, changes={"name": (None, name), "seats": (None, seats)})
    return room


def change_room(room: Room, *, name: str, seats: int | None, at: datetime, by: By) -> None:
    """Raises what ``add_room`` raises."""
    hold(room.meeting)
    name, seats = _free_name(room.meeting, name, but=room), _seats(seats)
    changes = {"name": (room.name, name), "seats": (room.seats, seats)}
    room.name, room.seats = name, seats
    _record("change-room", room, at=at, by=by, changes={f: (a, b) for f, (a, b) in changes.items() if a != b})


def remove_room(room: Room, *, at: datetime, by: By) -> None:
    """Raises ``RoomInUse`` where anything refers to it: the foreign keys decide, for those rooms lie above this one."""
    hold(room.meeting)
    name = room.name
    _record("remove-room", room, at=at, by=by, changes={"name": (name, None)})
    try:
        with db.session.begin_nested():
            db.session.delete(room)
            db.session.flush()  # a foreign key refuses here
    except sa.exc.IntegrityError as error:
        raise RoomInUse(name=name) from error


def move_room(room: Room, *, up: bool, at: datetime, by: By) -> None:
    """One place up or down in the list."""
    hold(room.meeting)
    rooms = list(room.meeting.rooms)
    place = rooms.index(room)
    target = place - 1 if up else place + 1
    if not 0 <= target < len(rooms):
        return
    rooms[place], rooms[target] = rooms[target], rooms[place]
    for position, each in enumerate(rooms, 1):
        each.position = position
    db.session.flush()  # read back in the new order
    db.session.expire(room.meeting, ["rooms"])
    _record("move-room", room, at=at, by=by, changes={"position": (place + 1, target + 1)})


def _free_name(meeting: Meeting, name: str, but: Room | None = None) -> str:
    name = " ".join(name.split())
    if not name:
        raise RoomNameMissing
    if len(name) > 60:
        raise TextTooLong(field="name", given=name[:20], longest=60)
    if any(room.name == name and room is not but for room in meeting.rooms):
        raise RoomExists(name=name)
    return name


def _seats(seats: int | None) -> int | None:
    if seats is not None and not 1 <= seats <= 100_000:
        raise SeatsInvalid
    return seats


def _record(action: str, room: Room, *, at: datetime, by: By, changes: dict[str, tuple[Any, Any]]) -> None:
    meeting = room.meeting
    record(action, room, by=by, at=at, society_id=meeting.society_id, meeting_id=meeting.id, changes=changes)
