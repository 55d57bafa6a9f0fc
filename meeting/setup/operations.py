"""A meeting from a file."""

from datetime import date, datetime, time
from typing import Any, TypedDict

import sqlalchemy as sa

from meeting import clock
from meeting.accounts.models import Society
from meeting.accounts.operations import add_society
from meeting.awards.operations import add_award, add_recipient
from meeting.checkin.operations.gates import open_gates
from meeting.db import db
from meeting.exhibition.operations import add_booth, add_exhibitor, assign_booth, set_up_exhibition
from meeting.history.operations import By
from meeting.meetings.enums import Audience, MeetingState
from meeting.meetings.models import Meeting, Room
from meeting.meetings.operations import add_guest, add_meeting, add_room, set_hosts
from meeting.people import pinyin
from meeting.people.models import Person
from meeting.people.operations import find_or_add_person
from meeting.people.queries import unit_named
from meeting.programme.operations import add_item, add_session, add_sub_forum
from meeting.setup import rules
from meeting.setup.errors import SocietyUnknown
from meeting.setup.meeting_file import AwardRow, ExhibitionRow, MeetingFile


class _Doing(TypedDict):
    at: datetime
    by: By


def create_meeting(file: MeetingFile, *, society_name: str | None = None, at: datetime, by: By) -> Meeting:
    """The whole meeting, open at once. The society is the named one, else the file's (``rules.society_of``); it is
    added where there is none of that name.

    Raises ``SocietyUnknown``, ``MeetingExists`` and what the operations raise that it calls.
    """
    doing = _Doing(at=at, by=by)
    society = find_or_add_society(society_name or rules.society_of(file), at=at, by=by)
    meeting = add_meeting(
        society, title=file.title, starts_on=file.starts_on, ends_on=file.ends_on, slug=file.slug,
        state=MeetingState.OPEN, edition=file.edition, theme=file.theme, city=file.city, venue=file.venue,
        address=file.address, directions=file.directions, introduction=file.introduction, contact=file.contact,
        expected_delegates=file.expected_delegates, approval_number=file.approval_number,
        mobile_required=file.mobile_required, landline_allowed=file.landline_allowed, **doing,
    )  # fmt: skip
    set_hosts(meeting, file.hosts, **doing)
    rooms = {row.name: add_room(meeting, row.name, seats=row.seats, **doing) for row in file.rooms}
    persons = _guests(meeting, file, doing)
    _programme(meeting, file, rooms, persons, doing)
    if file.exhibition:
        _exhibition(meeting, file.exhibition, rooms, doing)
    for row in file.awards:
        _award(meeting, row, persons, doing)
    open_gates(meeting, **doing)
    return meeting


def find_or_add_society(name: str, *, at: datetime, by: By) -> Society:
    """Raises ``SocietyUnknown`` without a name."""
    name = " ".join(name.split())
    if not name:
        raise SocietyUnknown
    society = db.session.scalar(sa.select(Society).where(Society.name == name))
    return society or add_society(name, slug=pinyin.initials(name)[:40] or "society", at=at, by=by)


class _Persons:
    """A name in the file is the guest of that name, if there is exactly one; else one and the same new person."""

    def __init__(self, society_id: int, doing: _Doing) -> None:
        self.society_id, self.doing = society_id, doing
        self.guests: dict[str, list[Person]] = {}
        self.others: dict[str, Person] = {}

    def named(self, name: str) -> Person:
        guests = self.guests.get(name, [])
        if len(guests) == 1:
            return guests[0]
        if name not in self.others:
            self.others[name], _ = find_or_add_person(self.society_id, name, **self.doing)
        return self.others[name]

    def known(self, name: str) -> bool:
        return len(self.guests.get(name, [])) == 1 or name in self.others


def _guests(meeting: Meeting, file: MeetingFile, doing: _Doing) -> _Persons:
    persons = _Persons(meeting.society_id, doing)
    for row in file.guests:
        guest = add_guest(
            meeting, row.name, post=row.post, unit_name=row.unit, audience=row.audience, received_by=row.received_by,
            **doing,
        )  # fmt: skip
        persons.guests.setdefault(row.name, []).append(guest.person)
    return persons


def _programme(
    meeting: Meeting, file: MeetingFile, rooms: dict[str, Room], persons: _Persons, doing: _Doing
) -> None:
    for plan in rules.sessions_of(file.agenda):
        session = add_session(
            meeting, kind=plan.kind, title=plan.title, room=_room(meeting, plan.room, rooms, doing),
            audience=plan.audience, **_hours(meeting, plan.day, plan.start, plan.end), **doing,
        )  # fmt: skip
        for row in plan.items:
            add_item(
                session, kind=row.kind, title=row.title, speakers=[persons.named(name) for name in row.speakers],
                audience=row.audience or Audience.PUBLIC, **_hours(meeting, row.day, row.start, row.end), **doing,
            )  # fmt: skip
    for forum in file.sub_forums:
        add_sub_forum(
            meeting, name=forum.name, room=_room(meeting, forum.room, rooms, doing), seats=forum.seats,
            audience=forum.audience, **_hours(meeting, forum.day, forum.start, forum.end), **doing,
        )  # fmt: skip


def _exhibition(meeting: Meeting, row: ExhibitionRow, rooms: dict[str, Room], doing: _Doing) -> None:
    room = _room(meeting, row.room, rooms, doing)
    exhibition = set_up_exhibition(meeting, title=row.title, room=room, **doing)
    booths = [add_booth(exhibition, number, **doing) for number in row.booths]
    for place, name in enumerate(row.names):
        exhibitor = add_exhibitor(exhibition, name, **doing)
        if place < len(booths):
            assign_booth(booths[place], exhibitor, **doing)


def _award(meeting: Meeting, row: AwardRow, persons: _Persons, doing: _Doing) -> None:
    award = add_award(
        meeting, kind=row.kind, title=row.title, issuer_name=row.issuer or meeting.society.name, term=row.term,
        ground=row.ground, grades=row.grades, **doing,
    )  # fmt: skip
    for names in row.recipients:
        if len(names) == 1 and not persons.known(names[0]) and _is_unit(meeting, names[0]):
            add_recipient(award, names=[], unit_name=names[0], **doing)
        else:
            add_recipient(award, names=list(names), persons=[persons.named(name) for name in names], **doing)


def _is_unit(meeting: Meeting, name: str) -> bool:
    return rules.reads_as_unit(name) or unit_named(meeting.society_id, name) is not None


def _room(meeting: Meeting, name: str, rooms: dict[str, Room], doing: _Doing) -> Room | None:
    """A file without ``rooms`` brings them up as it names them."""
    if name and name not in rooms:
        rooms[name] = add_room(meeting, name, **doing)
    return rooms[name] if name else None


def _hours(meeting: Meeting, day: date, start: time, end: time) -> dict[str, Any]:
    return {
        "starts_at": clock.instant(day, start, meeting.zone),
        "ends_at": clock.instant(day, end, meeting.zone),
    }
