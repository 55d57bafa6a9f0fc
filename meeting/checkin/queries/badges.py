"""Badges: whose, which of them to print, how many are out."""

from collections.abc import Collection
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from meeting.checkin.codes import Code
from meeting.checkin.models import Badge
from meeting.db import db
from meeting.meetings.models import Meeting
from meeting.people.models import Person, Unit
from meeting.programme.models import Session
from meeting.registration.enums import Category, DelegateState, EnrolmentState
from meeting.registration.models import Delegate, Delegation, Enrolment
from meeting.registration.queries.cards import HANDED_OUT


class Printable(NamedTuple):
    """What is drawn on one badge; without a badge as yet, its ids are None."""

    delegate_id: int
    number: int
    badge_id: int | None
    token: bytes | None
    key_id: int | None
    name: str
    unit: str
    post: str
    category: Category
    forum: str
    delegation_id: int | None
    unit_id: int | None


def active_badge(delegate_id: int) -> Badge | None:
    """The delegate's badge that holds."""
    return db.session.scalar(
        sa.select(Badge)
        .where(Badge.delegate_id == delegate_id, Badge.revoked_at.is_(None))
        .execution_options(populate_existing=True)
    )


def badges_of(delegate_id: int) -> list[Badge]:
    """The delegate's badges, the latest first."""
    return list(db.session.scalars(sa.select(Badge).where(Badge.delegate_id == delegate_id).order_by(Badge.id.desc())))


def meeting_of_code(code: Code) -> Meeting | None:
    """The meeting for which the badge of a verified code was issued."""
    return db.session.scalar(
        sa.select(Meeting).join(Badge, Badge.meeting_id == Meeting.id).where(Badge.token == code.token)
    )


def printables(meeting: Meeting) -> list[Printable]:
    """Everybody confirmed, in the order of units (单位序), within a unit by post, then by strokes."""
    query = (
        sa.select(
            Delegate.id,
            Delegate.number,
            Badge.id,
            Badge.token,
            Badge.key_id,
            Person.name,
            sa.func.coalesce(Unit.name, ""),
            Delegate.post,
            Delegate.category,
            sa.func.coalesce(Session.title, ""),
            Delegate.delegation_id,
            Unit.id,
        )
        .select_from(Delegate)
        .join(Person, Person.id == Delegate.person_id)
        .outerjoin(Delegation, Delegation.id == Delegate.delegation_id)
        .outerjoin(Unit, Unit.id == Delegation.unit_id)
        .outerjoin(Badge, sa.and_(Badge.delegate_id == Delegate.id, Badge.revoked_at.is_(None)))
        .outerjoin(Enrolment, sa.and_(Enrolment.delegate_id == Delegate.id, Enrolment.state == EnrolmentState.ENROLLED))
        .outerjoin(Session, Session.id == Enrolment.session_id)
        .where(Delegate.meeting_id == meeting.id, Delegate.state == DelegateState.CONFIRMED)
        .order_by(*HANDED_OUT)
    )
    return [Printable(*row) for row in db.session.execute(query)]


def delegations_confirmed(meeting_id: int) -> list[tuple[int, str]]:
    """(delegation id, unit's name) of those with confirmed delegates, in the order of units."""
    query = (
        sa.select(Delegation.id, Unit.name)
        .join(Unit, Unit.id == Delegation.unit_id)
        .where(
            Delegation.meeting_id == meeting_id,
            sa.exists().where(Delegate.delegation_id == Delegation.id, Delegate.state == DelegateState.CONFIRMED),
        )
        .order_by(Unit.position.is_(None), Unit.position, Unit.strokes, Unit.name)
    )
    return list(db.session.execute(query).tuples())


def delegate_of(meeting_id: int, delegate_id: int) -> Delegate | None:
    """A delegate of this meeting with all that a gate or a badge shows."""
    return db.session.scalar(
        sa.select(Delegate).where(Delegate.id == delegate_id, Delegate.meeting_id == meeting_id).options(*SHOWN)
    )


def held_delegates(meeting_id: int, delegate_ids: Collection[int]) -> dict[int, Delegate]:
    """The same of several, and nobody else scans them until the transaction ends (PostgreSQL; on SQLite nobody writes
    anyway). Whoever wants more than one holds them first (``queries.scans.hold_delegates``).
    """
    if not delegate_ids:
        return {}
    held = (
        sa.select(Delegate)
        .where(Delegate.id.in_(delegate_ids), Delegate.meeting_id == meeting_id)
        .options(*SHOWN)
        .with_for_update(of=Delegate, key_share=True)
    )
    return {delegate.id: delegate for delegate in db.session.scalars(held)}


SHOWN = (
    joinedload(Delegate.person),
    joinedload(Delegate.delegation).joinedload(Delegation.unit),
    joinedload(Delegate.enrolment).joinedload(Enrolment.session),
)
"""What is shown of a delegate, in the same statement."""
