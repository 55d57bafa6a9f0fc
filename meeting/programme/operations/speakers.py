"""Who is meant by a name on the programme."""

import re
from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from meeting.db import db
from meeting.errors import Invalid
from meeting.history.operations import By
from meeting.meetings.models import Guest, Meeting
from meeting.people.models import Person
from meeting.people.names import check_name, name_key
from meeting.people.operations import find_or_add_person, find_or_add_unit
from meeting.programme.models import AgendaItem, Session, Speaker

_WITH_UNIT = re.compile(r"\s*(?P<name>[^()（）]+?)\s*[(（]\s*(?P<unit>.+?)\s*[)）]\s*")


def speaker_named(meeting: Meeting, text: str, *, at: datetime, by: By) -> Person:
    """The person whom a line such as 张三 or 张三（某大学） means.

    With a unit: the person of that name and unit. Without: the meeting's only guest of the name, else its only
    speaker of the name, else a new person. Raises ``InvalidName``, ``UnitNameTooLong``.
    """
    match = _WITH_UNIT.fullmatch(text)
    name = check_name(match["name"] if match else text)
    if match is None:
        for found in (_guests_named(meeting, name), _speakers_named(meeting, name)):
            if len(found) == 1:
                return found[0]
    unit = find_or_add_unit(meeting.society_id, match["unit"], at=at, by=by)[0] if match else None
    return find_or_add_person(meeting.society_id, name, unit=unit, at=at, by=by)[0]


def speakers_from(
    meeting: Meeting,
    lines: Iterable[str],
    *,
    at: datetime,
    by: By,
    present: Iterable[Person] = (),
    field: str = "speakers",
) -> list[Person]:
    """The persons of several lines; a line that reads as one of those ``present`` does (``written``) means that one.

    Raises what ``speaker_named`` raises, with ``field`` as its field.
    """
    shown = {written(person): person for person in present}
    lines = [line.strip() for line in lines]
    try:
        return [shown.get(line) or speaker_named(meeting, line, at=at, by=by) for line in lines if line]
    except Invalid as error:
        error.field = field
        raise


def written(person: Person) -> str:
    """A person as a line of the form: 张三（某大学）, or 张三."""
    return f"{person.name}（{person.unit.name}）" if person.unit else person.name


def _guests_named(meeting: Meeting, name: str) -> list[Person]:
    query = sa.select(Person).join(Guest).where(Guest.meeting_id == meeting.id, Person.key == name_key(name))
    return list(db.session.scalars(query))


def _speakers_named(meeting: Meeting, name: str) -> list[Person]:
    query = (
        sa.select(Person)
        .join(Speaker)
        .join(AgendaItem)
        .join(Session)
        .where(Session.meeting_id == meeting.id, Person.key == name_key(name))
        .distinct()
    )
    return list(db.session.scalars(query))
