"""Who is meant by a name on the programme."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

import sqlalchemy as sa

from meeting.db import db
from meeting.errors import Invalid
from meeting.history.operations import By
from meeting.meetings.models import Guest, Meeting
from meeting.people.models import Person
from meeting.people.names import check_name, name_key
from meeting.people.operations import find_or_add_person, find_or_add_unit
from meeting.programme.errors import NameOfSeveral
from meeting.programme.models import AgendaItem, NamedPerson, Session, Speaker

_WITH_UNIT = re.compile(r"\s*(?P<name>[^()（）]+?)\s*[(（]\s*(?P<unit>.+?)\s*[)）]\s*")


DelegatesNamed = Callable[[Meeting, str], Sequence[Person]]
"""The persons of that name who take part in the meeting."""

_delegates_named: DelegatesNamed | None = None


def find_delegates_with(delegates_named: DelegatesNamed) -> None:
    """Registration, which stands above and knows who takes part, hands this over when the application starts."""
    global _delegates_named
    _delegates_named = delegates_named


def speaker_named(meeting: Meeting, text: str, *, at: datetime, by: By) -> Person:
    """The person whom a line such as 张三 or 张三（某大学） means.

    With a unit: the person of that name and unit. Without: the meeting's guest of the name, else its delegate, else
    who is on its programme already, else a new person. Raises ``InvalidName``, ``UnitNameTooLong``, and
    ``NameOfSeveral`` where a name alone may mean several: a guess would show one what is meant for another.
    """
    match = _WITH_UNIT.fullmatch(text)
    name = check_name(match["name"] if match else text)
    if match is None:
        for fitting in (_guests_named, _delegates_named, _programmed):
            found = fitting(meeting, name) if fitting else ()
            if len(found) > 1:
                raise NameOfSeveral(name=name, count=len(found), written="、".join(written(each) for each in found))
            if found:
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
    return list(db.session.scalars(query.order_by(Person.id)))


def _programmed(meeting: Meeting, name: str) -> list[Person]:
    """Who speaks or is named in a session already."""
    speaking = sa.select(Speaker.person_id).join(Speaker.item).join(AgendaItem.session)
    named = sa.select(NamedPerson.person_id).join(NamedPerson.session)
    ids = [each.where(Session.meeting_id == meeting.id) for each in (speaking, named)]
    query = sa.select(Person).where(Person.key == name_key(name), sa.or_(*(Person.id.in_(each) for each in ids)))
    return list(db.session.scalars(query.order_by(Person.id)))
