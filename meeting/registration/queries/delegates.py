"""Finding delegates: by filters and words, in every order, a page at a time."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from meeting.db import db
from meeting.errors import NotFound
from meeting.meetings.models import Meeting
from meeting.people.models import Person, Unit, UnitAlias
from meeting.people.names import name_key
from meeting.people.orders import Order, Placing
from meeting.registration.enums import LISTED, Category, DelegateState
from meeting.registration.models import Delegate, Delegation, Enrolment

NO_UNIT = 0
NO_SUB_FORUM = 0


@dataclass(frozen=True)
class Wanted:
    """Filters of a list; None: any. The default is who stands in lists: neither declined nor cancelled."""

    states: frozenset[DelegateState] = LISTED
    category: Category | None = None
    unit_id: int | None = None
    region: str | None = None
    sub_forum_id: int | None = None
    hotel: bool | None = None
    words: str = ""


def delegates_wanted(
    meeting: Meeting, wanted: Wanted, order: Order, *, blank_first: bool = True
) -> sa.Select[tuple[Delegate]]:
    """The meeting's delegates whom the filters leave, in the order, with person, unit and sub-forum loaded."""
    query = (
        sa.select(Delegate)
        .join(Delegate.person)
        .outerjoin(Delegate.delegation)
        .outerjoin(Delegation.unit)
        .where(Delegate.meeting_id == meeting.id, *_conditions(meeting, wanted))
        .order_by(*order_of(order, blank_first=blank_first))
    )
    return query.options(
        contains_eager(Delegate.person),
        contains_eager(Delegate.delegation).contains_eager(Delegation.unit),
        joinedload(Delegate.enrolment).joinedload(Enrolment.session),
    )


def order_of(order: Order, *, blank_first: bool = True) -> tuple[Any, ...]:
    """``people.orders`` in SQL, over Delegate, Person and Unit (outer)."""
    by_strokes = (Person.strokes if blank_first else Person.strokes_uncounted, Person.name, Delegate.id)
    post = (Delegate.position.is_(None), Delegate.position)
    # Who has no unit is placed like a unit without a name: before the others of no position.
    unit_strokes = sa.func.coalesce(Unit.strokes, "")
    unit = (Unit.position.is_(None), Unit.position, unit_strokes, sa.func.coalesce(Unit.name, ""))
    return {
        Order.POST: (*post, *unit, *by_strokes),
        Order.STROKES: by_strokes,
        Order.PINYIN: (Person.pinyin_key, *by_strokes),
        Order.UNIT: (*unit, *post, *by_strokes),
        Order.REGISTRATION: (Delegate.created_at, Delegate.id),
    }[order]


def persons_taking_part(meeting: Meeting, name: str) -> list[Person]:
    """Those of that name who stand in the meeting's lists."""
    query = (
        sa.select(Person)
        .join(Delegate, Delegate.person_id == Person.id)
        .where(Delegate.meeting_id == meeting.id, Delegate.state.in_(LISTED), Person.key == name_key(name))
        .order_by(Person.id)
        .options(joinedload(Person.unit))
    )
    return list(db.session.scalars(query))


def placing_of(delegate: Delegate) -> Placing:
    """What places a delegate in ``people.orders``."""
    unit = delegate.unit
    return Placing(
        name=delegate.person.name,
        unit=unit.name if unit else "",
        unit_position=unit.position if unit else None,
        post=delegate.position,
        registered=delegate.created_at.isoformat(),
        tie=delegate.id,
    )


def matching(society_id: int, words: str) -> sa.ColumnElement[bool]:
    """A condition on Person and Unit (outer): name, pinyin, initials, tail of the mobile, or unit with its aliases."""
    key = name_key(words)
    if not key:
        return sa.true()
    if key.isascii() and key.isdigit():
        return Person.mobile.endswith(key, autoescape=True)
    aliased = sa.select(UnitAlias.unit_id).where(
        UnitAlias.society_id == society_id, UnitAlias.key.contains(key, autoescape=True)
    )
    return sa.or_(
        Person.key.contains(key, autoescape=True),
        Person.initials.startswith(key, autoescape=True),
        sa.func.replace(Person.pinyin, " ", "").startswith(key, autoescape=True),
        Unit.key.contains(key, autoescape=True),
        Unit.id.in_(aliased),
    )


def delegate_in(meeting: Meeting, delegate_id: int) -> Delegate:
    """Raises ``NotFound``."""
    found = db.session.scalar(
        sa.select(Delegate)
        .where(Delegate.id == delegate_id, Delegate.meeting_id == meeting.id)
        .options(
            joinedload(Delegate.person),
            joinedload(Delegate.delegation).joinedload(Delegation.unit),
            joinedload(Delegate.enrolment).joinedload(Enrolment.session),
        )
    )
    if found is None:
        raise NotFound
    return found


def delegates_in(meeting: Meeting, delegate_ids: list[int]) -> list[Delegate]:
    """Those of the ids that are the meeting's, oldest first."""
    query = (
        sa.select(Delegate)
        .where(Delegate.id.in_(delegate_ids), Delegate.meeting_id == meeting.id)
        .order_by(Delegate.id)
        .options(joinedload(Delegate.person), joinedload(Delegate.enrolment))
    )
    return list(db.session.scalars(query))


def counts_by_state(meeting: Meeting) -> dict[DelegateState, int]:
    """How many delegates are in each state; a state without any is left out."""
    query = sa.select(Delegate.state, sa.func.count()).where(Delegate.meeting_id == meeting.id)
    return dict(db.session.execute(query.group_by(Delegate.state)).tuples().all())


def regions_of(meeting: Meeting) -> list[str]:
    """The regions of the meeting's units, in the order of units."""
    query = (
        sa.select(Unit.region)
        .join(Delegation, Delegation.unit_id == Unit.id)
        .where(Delegation.meeting_id == meeting.id, Unit.region != "")
        .group_by(Unit.region)
        .order_by(sa.func.min(Unit.position).is_(None), sa.func.min(Unit.position), Unit.region)
    )
    return list(db.session.scalars(query))


def _conditions(meeting: Meeting, wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = [matching(meeting.society_id, wanted.words)]
    if wanted.states != frozenset(DelegateState):
        conditions.append(Delegate.state.in_(wanted.states))
    if wanted.category is not None:
        conditions.append(Delegate.category == wanted.category)
    if wanted.unit_id is not None:
        conditions.append(Unit.id == wanted.unit_id if wanted.unit_id != NO_UNIT else Unit.id.is_(None))
    if wanted.region is not None:
        conditions.append(Unit.region == wanted.region)
    if wanted.sub_forum_id is not None:
        chosen = sa.select(Enrolment.delegate_id)
        if wanted.sub_forum_id == NO_SUB_FORUM:
            conditions.append(Delegate.id.not_in(chosen))
        else:
            conditions.append(Delegate.id.in_(chosen.where(Enrolment.session_id == wanted.sub_forum_id)))
    if wanted.hotel is not None:
        conditions.append(Delegate.hotel.is_(wanted.hotel))
    return conditions
