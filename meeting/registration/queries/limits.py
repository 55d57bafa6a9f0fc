"""Reading how many places there are, how many are taken, and who waits."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from meeting.db import db
from meeting.meetings.models import Meeting
from meeting.people.models import Unit
from meeting.registration.enums import HOLDING, Category, DelegateState
from meeting.registration.models import CategoryLimit, Delegate, Delegation


@dataclass(frozen=True)
class CategoryPlaces:
    """Of one category. ``places`` None: no limit."""

    category: Category
    places: int | None
    held: int
    waiting: int


def category_limits(meeting: Meeting) -> dict[Category, int]:
    """Of those categories that have one."""
    query = sa.select(CategoryLimit.category, CategoryLimit.places).where(CategoryLimit.meeting_id == meeting.id)
    return dict(db.session.execute(query).tuples().all())


def category_places(meeting: Meeting) -> list[CategoryPlaces]:
    """All categories in their order."""
    limits = category_limits(meeting)
    counts = {
        category: (held, waiting)
        for category, held, waiting in db.session.execute(
            sa.select(Delegate.category, _HELD, _WAITING)
            .where(Delegate.meeting_id == meeting.id)
            .group_by(Delegate.category)
        )
    }
    return [CategoryPlaces(each, limits.get(each), *counts.get(each, (0, 0))) for each in Category]


def unit_places(meeting: Meeting, *, only: str, page: int, per_page: int) -> tuple[list[Any], int]:
    """(delegation, held, waiting) of the meeting's units in their order, and how many units there are.

    ``only``: ``short`` (quota not used up), ``over``, ``waiting`` (somebody waits), ``none`` (no quota), else all.
    """
    counted = (
        sa.select(Delegate.delegation_id, _HELD.label("held"), _WAITING.label("waiting"))
        .where(Delegate.meeting_id == meeting.id, Delegate.category == Category.DELEGATE)
        .group_by(Delegate.delegation_id)
        .subquery()
    )
    held, waiting = sa.func.coalesce(counted.c.held, 0), sa.func.coalesce(counted.c.waiting, 0)
    query = (
        sa.select(Delegation, held, waiting)
        .join(Delegation.unit)
        .outerjoin(counted, counted.c.delegation_id == Delegation.id)
        .where(Delegation.meeting_id == meeting.id)
        .options(contains_eager(Delegation.unit))
    )
    wanted = {
        "short": held < Delegation.quota, "over": held > Delegation.quota, "waiting": waiting > 0,
        "none": Delegation.quota.is_(None),
    }  # fmt: skip
    if only in wanted:
        query = query.where(wanted[only])
    total = db.session.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0
    query = query.order_by(Unit.position.is_(None), Unit.position, Unit.strokes, Unit.id)
    return list(db.session.execute(query.limit(per_page).offset((page - 1) * per_page))), total


def delegations_by_id(meeting: Meeting, ids: Collection[int]) -> dict[int, Delegation]:
    """Those of this meeting."""
    query = (
        sa.select(Delegation)
        .where(Delegation.meeting_id == meeting.id, Delegation.id.in_(ids))
        .options(joinedload(Delegation.unit))
    )
    return {each.id: each for each in db.session.scalars(query)}


def place_in_line(delegate: Delegate) -> int | None:
    """1 for who is next among those of the category who wait; None: doesn't wait in line."""
    if delegate.state is not DelegateState.WAITING or delegate.waits_since is None:
        return None
    earlier = sa.or_(
        Delegate.waits_since < delegate.waits_since,
        sa.and_(Delegate.waits_since == delegate.waits_since, Delegate.id < delegate.id),
    )
    query = sa.select(sa.func.count()).where(
        Delegate.meeting_id == delegate.meeting_id, Delegate.category == delegate.category,
        Delegate.state == DelegateState.WAITING, earlier,
    )  # fmt: skip
    return 1 + (db.session.scalar(query) or 0)


_HELD = sa.func.count().filter(Delegate.state.in_(HOLDING))
_WAITING = sa.func.count().filter(Delegate.state == DelegateState.WAITING)
