"""Finding delegations: who was invited, and who has answered."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from meeting.db import db
from meeting.errors import NotFound
from meeting.meetings.models import Meeting
from meeting.people.models import Unit, UnitAlias
from meeting.people.names import name_key
from meeting.registration.enums import LISTED, DelegateState, Source
from meeting.registration.models import Delegate, Delegation, Enrolment


@dataclass(frozen=True)
class Answered:
    """Of the invited units how many have named somebody; and units that came uninvited."""

    invited: int
    answered: int
    uninvited: int


def delegation_lines(
    meeting: Meeting, *, region: str = "", words: str = "", only: str = ""
) -> sa.Select[tuple[Delegation, int, int]]:
    """Delegations with how many of their delegates are listed, and of those confirmed; in the order of units.

    ``only``: ``answered``, ``silent`` (invited, nobody named), ``opened`` and ``unopened`` (nobody named, and the link
    was opened, or not), ``uninvited``, else all.
    """
    tally = _tally(meeting).subquery()
    listed = sa.func.coalesce(tally.c.listed, 0)
    query = (
        sa.select(Delegation, listed, sa.func.coalesce(tally.c.confirmed, 0))
        .join(Delegation.unit)
        .outerjoin(tally, tally.c.delegation_id == Delegation.id)
        .where(Delegation.meeting_id == meeting.id)
        .order_by(Unit.position.is_(None), Unit.position, Unit.strokes, Unit.id)
        .options(contains_eager(Delegation.unit))
    )
    if region:
        query = query.where(Unit.region == region)
    if name_key(words):
        query = query.where(_named(meeting.society_id, words))
    if only == "answered":
        query = query.where(listed > 0)
    elif only == "silent":
        query = query.where(listed == 0, Delegation.invited_at.is_not(None))
    elif only == "opened":
        query = query.where(listed == 0, Delegation.opened_at.is_not(None))
    elif only == "unopened":
        query = query.where(listed == 0, Delegation.invited_at.is_not(None), Delegation.opened_at.is_(None))
    elif only == "uninvited":
        query = query.where(Delegation.invited_at.is_(None))
    return query


def answered(meeting: Meeting) -> Answered:
    """The sums over all delegations of the meeting."""
    tally = _tally(meeting).subquery()
    invited = Delegation.invited_at.is_not(None)
    query = (
        sa.select(
            sa.func.count().filter(invited),
            sa.func.count().filter(invited, tally.c.listed > 0),
            sa.func.count().filter(~invited),
        )
        .select_from(Delegation)
        .outerjoin(tally, tally.c.delegation_id == Delegation.id)
        .where(Delegation.meeting_id == meeting.id)
    )
    return Answered(*db.session.execute(query).one())


def delegation_in(meeting: Meeting, delegation_id: int) -> Delegation:
    """Raises ``NotFound``."""
    found = db.session.scalar(
        sa.select(Delegation).where(Delegation.id == delegation_id, Delegation.meeting_id == meeting.id)
    )
    if found is None:
        raise NotFound
    return found


def filled_in_by(delegation: Delegation) -> list[Delegate]:
    """Whom the unit itself put on the list (by receipt or link) and who still stands there, in the order of coming."""
    return _listed(delegation, Delegate.source == Source.RECEIPT)


def registered_apart(delegation: Delegation) -> list[Delegate]:
    """The unit's other delegates: who registered themselves, or whom the organiser put there."""
    return _listed(delegation, Delegate.source != Source.RECEIPT)


def _listed(delegation: Delegation, which: sa.ColumnElement[bool]) -> list[Delegate]:
    query = (
        sa.select(Delegate)
        .where(Delegate.delegation_id == delegation.id, Delegate.state.in_(LISTED), which)
        .order_by(Delegate.number)
        .options(joinedload(Delegate.person), joinedload(Delegate.enrolment).joinedload(Enrolment.session))
    )
    return list(db.session.scalars(query))


def units_of(meeting: Meeting, *, most: int) -> list[Unit]:
    """The units with a delegation, in the order of units; none where there are more than ``most``."""
    query = (
        sa.select(Unit)
        .join(Delegation, Delegation.unit_id == Unit.id)
        .where(Delegation.meeting_id == meeting.id)
        .order_by(Unit.position.is_(None), Unit.position, Unit.strokes, Unit.id)
        .limit(most + 1)
    )
    found = list(db.session.scalars(query))
    return found if len(found) <= most else []


def unit_with_delegates(meeting: Meeting, unit_id: int) -> Unit | None:
    """A unit that has a delegation in this meeting."""
    return db.session.scalar(
        sa.select(Unit)
        .join(Delegation, Delegation.unit_id == Unit.id)
        .where(Delegation.meeting_id == meeting.id, Unit.id == unit_id)
    )


def units_suggested(meeting: Meeting, words: str, *, most: int = 8) -> list[Unit]:
    """Units of the society whose name or alias holds the words; those that begin with them come first."""
    key = name_key(words)
    if not key:
        return []
    query = (
        sa.select(Unit)
        .where(Unit.society_id == meeting.society_id, Unit.merged_into_id.is_(None), _named(meeting.society_id, words))
        .order_by(
            Unit.key.startswith(key, autoescape=True).desc(),
            Unit.position.is_(None), Unit.position, Unit.strokes, Unit.id,
        )
        .limit(most)
    )  # fmt: skip
    return list(db.session.scalars(query))


def invited_names(meeting: Meeting) -> tuple[str, ...]:
    """Names of the units invited, then their aliases: what receipts may call themselves."""
    invited = sa.select(Delegation.unit_id).where(
        Delegation.meeting_id == meeting.id, Delegation.invited_at.is_not(None)
    )
    named = sa.select(Unit.name).where(Unit.id.in_(invited)).order_by(Unit.id)
    aliased = sa.select(UnitAlias.name).where(UnitAlias.unit_id.in_(invited)).order_by(UnitAlias.id)
    return (*db.session.scalars(named), *db.session.scalars(aliased))


def uninvited_units(meeting: Meeting) -> int:
    """How many units of the society have no invitation to this meeting."""
    invited = sa.select(Delegation.unit_id).where(
        Delegation.meeting_id == meeting.id, Delegation.invited_at.is_not(None)
    )
    query = sa.select(sa.func.count(Unit.id)).where(
        Unit.society_id == meeting.society_id, Unit.merged_into_id.is_(None), Unit.id.not_in(invited)
    )
    return db.session.scalar(query) or 0


def _tally(meeting: Meeting) -> sa.Select[tuple[int | None, int, int]]:
    return (
        sa.select(
            Delegate.delegation_id,
            sa.func.count().label("listed"),
            sa.func.count().filter(Delegate.state == DelegateState.CONFIRMED).label("confirmed"),
        )
        .where(Delegate.meeting_id == meeting.id, Delegate.state.in_(LISTED))
        .group_by(Delegate.delegation_id)
    )


def _named(society_id: int, words: str) -> sa.ColumnElement[bool]:
    key = name_key(words)
    aliased = sa.select(UnitAlias.unit_id).where(
        UnitAlias.society_id == society_id, UnitAlias.key.contains(key, autoescape=True)
    )
    return sa.or_(Unit.key.contains(key, autoescape=True), Unit.id.in_(aliased))
