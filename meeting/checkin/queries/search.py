"""Finding a delegate who has no badge at hand: by name, pinyin, initials, mobile tail, unit."""

import re
import unicodedata
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from meeting.checkin.models import Attendance
from meeting.db import db
from meeting.meetings.models import Meeting
from meeting.people.models import Person, Unit, UnitAlias
from meeting.people.names import name_key
from meeting.programme.models import Session
from meeting.registration.enums import Category, DelegateState, EnrolmentState
from meeting.registration.models import Delegate, Delegation, Enrolment

SHORTEST = 2
"""Letters or digits before anything is looked for: one would be a list. One Han character may be all one knows."""
MOST = 8
"""Delegates shown: who needs more types more."""
_WORDS = 4


class Match(NamedTuple):
    """One delegate as the gate's search shows them."""

    delegate_id: int
    name: str
    unit: str
    post: str
    category: Category
    state: DelegateState
    forum: str
    tail: str
    """The mobile's last four digits: asked, not shown whole."""
    here_at: datetime | None
    """When admitted at this gate; None: not yet."""


def matching(meeting: Meeting, gate_id: int, asked: str) -> list[Match]:
    """Those whom every word of ``asked`` fits, names before units, confirmed ones first; eight at most."""
    keys = _keys(asked)
    if not _enough(keys):
        return []
    query = (
        sa.select(
            Delegate.id,
            Person.name,
            sa.func.coalesce(Unit.name, ""),
            Delegate.post,
            Delegate.category,
            Delegate.state,
            sa.func.coalesce(Session.title, ""),
            sa.func.coalesce(sa.func.substr(Person.mobile, sa.func.length(Person.mobile) - 3), ""),
            Attendance.at,
        )
        .select_from(Delegate)
        .join(Person, Person.id == Delegate.person_id)
        .outerjoin(Delegation, Delegation.id == Delegate.delegation_id)
        .outerjoin(Unit, Unit.id == Delegation.unit_id)
        .outerjoin(Enrolment, sa.and_(Enrolment.delegate_id == Delegate.id, Enrolment.state == EnrolmentState.ENROLLED))
        .outerjoin(Session, Session.id == Enrolment.session_id)
        .outerjoin(
            Attendance,
            sa.and_(Attendance.delegate_id == Delegate.id, Attendance.gate_id == gate_id, Attendance.entry == 1),
        )
        .where(Delegate.meeting_id == meeting.id, *(sa.or_(*_fits(meeting, key)) for key in keys))
        .order_by(
            Delegate.state != DelegateState.CONFIRMED,
            Person.key != keys[0],
            ~Person.key.startswith(keys[0], autoescape=True),
            Person.strokes,
            Delegate.id,
        )
        .limit(MOST)
    )
    return [Match(*row) for row in db.session.execute(query)]


def long_enough(asked: str) -> bool:
    """Whether anything is looked for."""
    return _enough(_keys(asked))


def _keys(asked: str) -> list[str]:
    return [key for key in map(name_key, asked.split()[:_WORDS]) if key]


def _enough(keys: list[str]) -> bool:
    typed = "".join(keys)
    return len(typed) >= SHORTEST or (len(typed) == 1 and unicodedata.name(typed, "").startswith("CJK"))


def _fits(meeting: Meeting, key: str) -> list[sa.ColumnElement[bool]]:
    if re.fullmatch(r"\d{3,11}", key):
        return [Person.mobile.endswith(key)]
    fits: list[sa.ColumnElement[bool]] = [Person.key.contains(key, autoescape=True)]
    if key.isascii():
        fits.append((" " + Person.pinyin).contains(f" {key}", autoescape=True))
        fits.append(sa.func.replace(Person.pinyin, " ", "").startswith(key, autoescape=True))
        fits.append(Person.initials.startswith(key, autoescape=True))
    named = sa.select(Unit.id).where(Unit.society_id == meeting.society_id, Unit.key.contains(key, autoescape=True))
    called = sa.select(UnitAlias.unit_id).where(
        UnitAlias.society_id == meeting.society_id, UnitAlias.key.contains(key, autoescape=True)
    )
    fits.append(Delegation.unit_id.in_(sa.union(named, called)))
    return fits
