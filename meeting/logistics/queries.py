"""Meals and cards of a meeting."""

import sqlalchemy as sa

from meeting.db import db
from meeting.documents.layouts.kinds import Kind
from meeting.errors import NotFound
from meeting.logistics.models import CardLine, Meal
from meeting.logistics.rules import Line
from meeting.meetings.models import Meeting
from meeting.people.models import Person
from meeting.programme.models import AgendaItem, NamedPerson, Session, Speaker


def meals_of(meeting: Meeting) -> list[Meal]:
    """In their order."""
    query = sa.select(Meal).where(Meal.meeting_id == meeting.id).order_by(Meal.position, Meal.id)
    return list(db.session.scalars(query))


def meal_in(meeting: Meeting, meal_id: int) -> Meal:
    """Raises ``NotFound``."""
    found = db.session.scalar(sa.select(Meal).where(Meal.id == meal_id, Meal.meeting_id == meeting.id))
    if found is None:
        raise NotFound
    return found


def card_lines(meeting: Meeting, kind: Kind) -> list[CardLine]:
    """In their order."""
    query = (
        sa.select(CardLine)
        .where(CardLine.meeting_id == meeting.id, CardLine.kind == kind)
        .order_by(CardLine.position, CardLine.id)
    )
    return list(db.session.scalars(query))


def lines_of(meeting: Meeting, kind: Kind) -> list[Line]:
    """As they were typed."""
    return [Line(one.name, one.unit, one.post, one.seat) for one in card_lines(meeting, kind)]


def seated_by_session(meeting: Meeting) -> list[tuple[Session, list[Person]]]:
    """Sessions in their order, each with who speaks or is named in it, once; those without anybody are left out."""
    speaking = (
        sa.select(AgendaItem.session_id, Person, AgendaItem.starts_at, Speaker.position)
        .join(Speaker, Speaker.item_id == AgendaItem.id)
        .join(Person, Person.id == Speaker.person_id)
        .join(Session, Session.id == AgendaItem.session_id)
        .where(Session.meeting_id == meeting.id)
        .order_by(AgendaItem.starts_at, AgendaItem.id, Speaker.position)
    )
    named = (
        sa.select(NamedPerson.session_id, Person)
        .join(Person, Person.id == NamedPerson.person_id)
        .join(Session, Session.id == NamedPerson.session_id)
        .where(Session.meeting_id == meeting.id)
        .order_by(Person.strokes, Person.id)
    )
    found: dict[int, dict[int, Person]] = {}
    for query in (speaking, named):
        for row in db.session.execute(query):
            found.setdefault(row[0], {}).setdefault(row[1].id, row[1])
    sessions = db.session.scalars(
        sa.select(Session).where(Session.meeting_id == meeting.id).order_by(Session.starts_at, Session.id)
    )
    return [(session, list(found[session.id].values())) for session in sessions if session.id in found]
