"""Who comes to a meeting, for devices that find people by name."""

from collections.abc import Iterator
from typing import NamedTuple

import sqlalchemy as sa

from meeting.db import db
from meeting.people.models import Person, Unit
from meeting.registration.enums import Category, DelegateState, EnrolmentState
from meeting.registration.models import Delegate, Delegation, Enrolment

MOST = 8
"""Who have the same digits at the end of their mobiles."""


class Listed(NamedTuple):
    """One delegate: no mobile, no number, nothing that the badge's entry doesn't say but how the name is spelt."""

    id: int
    name: str
    unit: str
    post: str
    category: Category
    confirmed: bool
    pinyin: str
    initials: str
    forum: int | None
    """The session in which they have a seat."""


def listed(meeting_id: int) -> Iterator[Listed]:
    """Everybody but who cancelled or was declined, in the order of their names."""
    query = (
        sa.select(
            Delegate.id, Person.name, sa.func.coalesce(Unit.name, ""), Delegate.post, Delegate.category,
            Delegate.state == DelegateState.CONFIRMED, Person.pinyin, Person.initials, Enrolment.session_id,
        )
        .select_from(Delegate)
        .join(Person, Person.id == Delegate.person_id)
        .outerjoin(Delegation, Delegation.id == Delegate.delegation_id)
        .outerjoin(Unit, Unit.id == Delegation.unit_id)
        .outerjoin(Enrolment, sa.and_(Enrolment.delegate_id == Delegate.id, Enrolment.state == EnrolmentState.ENROLLED))
        .where(Delegate.meeting_id == meeting_id, Delegate.state.in_(_COMING))
        .order_by(Person.strokes, Delegate.id)
    )  # fmt: skip
    return (Listed._make(row) for row in db.session.execute(query))


_COMING = [DelegateState.CONFIRMED, DelegateState.PENDING, DelegateState.WAITING]


def with_tail(meeting_id: int, tail: str) -> list[int]:
    """Delegates whose mobiles end so."""
    query = (
        sa.select(Delegate.id)
        .join(Person, Person.id == Delegate.person_id)
        .where(Delegate.meeting_id == meeting_id, Delegate.state.in_(_COMING), Person.mobile.endswith(tail))
        .order_by(Person.strokes, Delegate.id)
    )
    return list(db.session.scalars(query.limit(MOST)))
