"""Delegates in the order in which cards are handed out."""

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from meeting.db import db
from meeting.people.models import Person, Unit
from meeting.registration.enums import DelegateState
from meeting.registration.models import Delegate, Delegation


def confirmed_in_order(meeting_id: int) -> list[Delegate]:
    """Everybody confirmed in the order of units (单位序), within a unit by post, then by strokes."""
    query = (
        sa.select(Delegate)
        .join(Delegate.person)
        .outerjoin(Delegate.delegation)
        .outerjoin(Delegation.unit)
        .where(Delegate.meeting_id == meeting_id, Delegate.state == DelegateState.CONFIRMED)
        .order_by(
            Unit.position.is_(None),
            Unit.position,
            sa.func.coalesce(Unit.strokes, ""),
            sa.func.coalesce(Unit.name, ""),
            Delegate.position.is_(None),
            Delegate.position,
            Person.strokes,
            Delegate.id,
        )
        .options(
            contains_eager(Delegate.person), contains_eager(Delegate.delegation).contains_eager(Delegation.unit)
        )
    )
    return list(db.session.scalars(query))
