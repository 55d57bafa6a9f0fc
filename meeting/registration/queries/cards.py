"""Delegates in the order in which cards are handed out."""

from typing import NamedTuple

import sqlalchemy as sa

from meeting.db import db
from meeting.people.models import Person, Unit
from meeting.registration.enums import Category, DelegateState
from meeting.registration.models import Delegate, Delegation


class Named(NamedTuple):
    """What a card says of a delegate."""

    id: int
    person_id: int
    number: int
    name: str
    unit: str
    post: str
    category: Category


HANDED_OUT = (
    Unit.position.is_(None), Unit.position, sa.func.coalesce(Unit.strokes, ""), sa.func.coalesce(Unit.name, ""),
    Delegate.position.is_(None), Delegate.position, Person.strokes, Delegate.id,
)  # fmt: skip
"""The order of units (单位序), within a unit that of posts, then of strokes."""


def confirmed_in_order(meeting_id: int) -> list[Named]:
    """Everybody confirmed in the order of units (单位序), within a unit by post, then by strokes."""
    query = (
        sa.select(
            Delegate.id, Delegate.person_id, Delegate.number, Person.name, sa.func.coalesce(Unit.name, ""),
            Delegate.post, Delegate.category,
        )
        .join(Person, Person.id == Delegate.person_id)
        .outerjoin(Delegation, Delegation.id == Delegate.delegation_id)
        .outerjoin(Unit, Unit.id == Delegation.unit_id)
        .where(Delegate.meeting_id == meeting_id, Delegate.state == DelegateState.CONFIRMED)
        .order_by(*HANDED_OUT)
    )  # fmt: skip
    return [Named(*row) for row in db.session.execute(query)]
