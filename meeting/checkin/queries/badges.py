"""Badges: whose, which of them to print, how many are out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from meeting.checkin.codes import Code
from meeting.checkin.models import Badge
from meeting.db import db
from meeting.meetings.models import Meeting
from meeting.people.models import Person, Unit
from meeting.programme.models import Session
from meeting.registration.enums import Category, DelegateState, EnrolmentState
from meeting.registration.models import Delegate, Delegation, Enrolment


@dataclass(frozen=True)
class Selection:
    """Whose badges: all confirmed delegates, fewer by each field that is set."""

    category: Category | None = None
    delegation_id: int | None = None
    delegate_id: int | None = None
    new_only: bool = False
    """Only who has no printed badge that still holds."""

    def as_json(self) -> dict[str, Any]:
        """For a job's arguments."""
        return {
            "category": self.category and self.category.value,
            "delegation": self.delegation_id,
            "delegate": self.delegate_id,
            "new": self.new_only,
        }

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "Selection":
        """What ``as_json`` wrote."""
        category = values.get("category")
        return cls(
            Category(category) if category else None,
            values.get("delegation"),
            values.get("delegate"),
            bool(values.get("new")),
        )


class Printable(NamedTuple):
    """What is drawn on one badge; without a badge as yet, its ids are None."""

    delegate_id: int
    badge_id: int | None
    token: bytes | None
    key_id: int | None
    name: str
    unit: str
    post: str
    category: Category
    forum: str


class Tally(NamedTuple):
    """How many confirmed delegates there are, and how many have a badge printed."""

    category: Category
    confirmed: int
    printed: int


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


def printables(meeting: Meeting, selection: Selection) -> list[Printable]:
    """Who is selected, in the order of units (单位序), within a unit by post, then by strokes."""
    query = (
        sa.select(
            Delegate.id,
            Badge.id,
            Badge.token,
            Badge.key_id,
            Person.name,
            sa.func.coalesce(Unit.name, ""),
            Delegate.post,
            Delegate.category,
            sa.func.coalesce(Session.title, ""),
        )
        .select_from(Delegate)
        .join(Person, Person.id == Delegate.person_id)
        .outerjoin(Delegation, Delegation.id == Delegate.delegation_id)
        .outerjoin(Unit, Unit.id == Delegation.unit_id)
        .outerjoin(Badge, sa.and_(Badge.delegate_id == Delegate.id, Badge.revoked_at.is_(None)))
        .outerjoin(Enrolment, sa.and_(Enrolment.delegate_id == Delegate.id, Enrolment.state == EnrolmentState.ENROLLED))
        .outerjoin(Session, Session.id == Enrolment.session_id)
        .where(*_selected(meeting.id, selection))
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
    )
    return [Printable(*row) for row in db.session.execute(query)]


def tallies(meeting_id: int) -> list[Tally]:
    """By category, those who have somebody confirmed."""
    printed = sa.func.count(Badge.id)
    query = (
        sa.select(Delegate.category, sa.func.count(Delegate.id), printed)
        .outerjoin(
            Badge,
            sa.and_(Badge.delegate_id == Delegate.id, Badge.revoked_at.is_(None), Badge.printed_at.is_not(None)),
        )
        .where(Delegate.meeting_id == meeting_id, Delegate.state == DelegateState.CONFIRMED)
        .group_by(Delegate.category)
    )
    found = {row[0]: Tally(*row) for row in db.session.execute(query)}
    return [found[category] for category in Category if category in found]


def delegations_with_badges(meeting_id: int) -> list[tuple[int, str, int]]:
    """(delegation id, unit's name, confirmed delegates) in the order of units, for choosing."""
    query = (
        sa.select(Delegation.id, Unit.name, sa.func.count(Delegate.id))
        .join(Unit, Unit.id == Delegation.unit_id)
        .join(Delegate, Delegate.delegation_id == Delegation.id)
        .where(Delegation.meeting_id == meeting_id, Delegate.state == DelegateState.CONFIRMED)
        .group_by(Delegation.id, Unit.id, Unit.name, Unit.position, Unit.strokes)
        .order_by(Unit.position.is_(None), Unit.position, Unit.strokes, Unit.name)
    )
    return [(row[0], row[1], row[2]) for row in db.session.execute(query)]


def delegate_of(meeting_id: int, delegate_id: int) -> Delegate | None:
    """A delegate of this meeting with all that a gate or a badge shows."""
    return db.session.scalar(
        sa.select(Delegate).where(Delegate.id == delegate_id, Delegate.meeting_id == meeting_id).options(*SHOWN)
    )


SHOWN = (
    joinedload(Delegate.person),
    joinedload(Delegate.delegation).joinedload(Delegation.unit),
    joinedload(Delegate.enrolment).joinedload(Enrolment.session),
)
"""What is shown of a delegate, in the same statement."""


def _selected(meeting_id: int, selection: Selection) -> list[sa.ColumnElement[bool]]:
    wanted = [Delegate.meeting_id == meeting_id, Delegate.state == DelegateState.CONFIRMED]
    if selection.category is not None:
        wanted.append(Delegate.category == selection.category)
    if selection.delegation_id is not None:
        wanted.append(Delegate.delegation_id == selection.delegation_id)
    if selection.delegate_id is not None:
        wanted.append(Delegate.id == selection.delegate_id)
    if selection.new_only:
        printed = aliased(Badge)  # the query around it joins badges too
        wanted.append(
            ~sa.exists().where(
                printed.delegate_id == Delegate.id, printed.revoked_at.is_(None), printed.printed_at.is_not(None)
            )
        )
    return wanted
