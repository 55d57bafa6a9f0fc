"""Reading the history."""

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from meeting.db import Base, db
from meeting.history.models import Entry


def entries_of(subject: Base, *, society_id: int) -> list[Entry]:
    """What was done to one thing, newest first."""
    query = (
        sa.select(Entry)
        .where(
            Entry.society_id == society_id,
            Entry.subject_type == subject.__tablename__,
            Entry.subject_id == subject.id,  # type: ignore[attr-defined]
        )
        .order_by(Entry.id.desc())
        .options(selectinload(Entry.values))
    )
    return list(db.session.scalars(query))


def entries_of_meeting(
    meeting_id: int, *, action: str | None = None, actor: str | None = None
) -> sa.Select[tuple[Entry]]:
    """What was done in a meeting, newest first; all of it, or one kind, or by one actor (by name)."""
    query = (
        sa.select(Entry)
        .where(Entry.meeting_id == meeting_id)
        .order_by(Entry.id.desc())
        .options(selectinload(Entry.values))
    )
    if action:
        query = query.where(Entry.action == action)
    if actor:
        query = query.where(Entry.actor == actor)
    return query


def actions_of_meeting(meeting_id: int) -> list[str]:
    """The kinds of things done there."""
    return _distinct(Entry.action, meeting_id)


def actors_of_meeting(meeting_id: int) -> list[str]:
    """The names of who did something there."""
    return _distinct(Entry.actor, meeting_id)


def _distinct(column: sa.orm.InstrumentedAttribute[str], meeting_id: int) -> list[str]:
    return list(db.session.scalars(sa.select(column).where(Entry.meeting_id == meeting_id).distinct().order_by(column)))
