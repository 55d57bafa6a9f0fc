"""What a meeting's badges say to a device."""

from collections.abc import Iterator
from typing import NamedTuple

import sqlalchemy as sa

from meeting.checkin.models import Badge
from meeting.db import db
from meeting.history.models import Head
from meeting.people.models import Person, Unit
from meeting.registration.enums import Category, DelegateState, EnrolmentState
from meeting.registration.models import Delegate, Delegation, Enrolment


class Badged(NamedTuple):
    """A badge, and who wears it."""

    token: bytes
    is_void: bool
    delegate_id: int
    confirmed: bool
    category: Category
    name: str
    unit: str
    post: str
    forum: str
    """The id of the sub-forum that they are enrolled in, or nothing."""


def badged(meeting_id: int) -> Iterator[Badged]:
    """All badges ever issued, void ones too, in the order of their ids."""
    query = (
        sa.select(
            Badge.token, Badge.revoked_at.is_not(None), Delegate.id, Delegate.state == DelegateState.CONFIRMED,
            Delegate.category, Person.name, sa.func.coalesce(Unit.name, ""), Delegate.post, Enrolment.session_id,
        )
        .select_from(Badge)
        .join(Delegate, Delegate.id == Badge.delegate_id)
        .join(Person, Person.id == Delegate.person_id)
        .outerjoin(Delegation, Delegation.id == Delegate.delegation_id)
        .outerjoin(Unit, Unit.id == Delegation.unit_id)
        .outerjoin(Enrolment, sa.and_(Enrolment.delegate_id == Delegate.id, Enrolment.state == EnrolmentState.ENROLLED))
        .where(Badge.meeting_id == meeting_id, Badge.token.is_not(None))
        .order_by(Badge.id)
    )  # fmt: skip
    for row in db.session.execute(query):
        values = list(row)
        values[-1] = "" if values[-1] is None else str(values[-1])
        yield Badged._make(values)


def head_number(society_id: int) -> int:
    """Of the society's history: it moves with all that its people change."""
    return db.session.scalar(sa.select(Head.number).where(Head.society_id == society_id)) or 0
