"""Loading a meeting and authorising in one step."""

from collections.abc import Callable, Collection
from functools import wraps
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from meeting.accounts.access import Access, View, mark, require_sign_in
from meeting.accounts.actors import OPERATOR, Actor
from meeting.accounts.enums import Permission
from meeting.accounts.queries import no_such_meeting
from meeting.db import db
from meeting.errors import NotAllowed, NotFound
from meeting.meetings.enums import MeetingState
from meeting.meetings.models import Meeting


def meeting_for(actor: Actor, slug: str, permission: Permission) -> Meeting:
    """Raises ``NotFound`` to strangers, ``NotAllowed`` to who is known in the meeting but may not."""
    return opened(_by_slug(slug), actor, permission)


def opened(meeting: Meeting | None, actor: Actor, permission: Permission) -> Meeting:
    """The meeting, if it is there and the actor may. Raises what ``meeting_for`` does."""
    if meeting is None or not actor.knows(society_id=meeting.society_id, meeting_id=meeting.id):
        raise NotFound
    if not actor.may(permission, society_id=meeting.society_id, meeting_id=meeting.id):
        raise NotAllowed
    return meeting


def meeting_named(slug: str, permission: Permission) -> Meeting:
    """The meeting that a command names; the operator asks. Raises ``NoSuchMeeting``."""
    try:
        return meeting_for(OPERATOR, slug, permission)
    except NotFound as error:
        raise no_such_meeting(slug) from error


def public_meeting(slug: str) -> Meeting:
    """A meeting that has left the draft. Raises ``NotFound``."""
    meeting = _by_slug(slug)
    if meeting is None or meeting.state is MeetingState.DRAFT:
        raise NotFound
    return meeting


def meeting_staff(permission: Permission) -> Callable[[View], View]:
    """For routes with ``<slug>``: hands over ``meeting`` and ``actor``."""

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(slug: str, **kwargs: Any) -> Any:
            actor = require_sign_in()
            return view(meeting=meeting_for(actor, slug, permission), actor=actor, **kwargs)

        return mark(wrapped, Access("meeting", permission))

    return decorate


def meeting_staff_together(permission: Permission) -> Callable[[View], View]:
    """For what is done for several requests at once (``web.together``): there it is asked who may, by ``opened``."""
    return lambda view: mark(view, Access("meeting", permission))


def meeting_ids(slugs: Collection[str]) -> dict[str, int]:
    """Of the meetings that there are under these addresses."""
    rows = db.session.connection().execute(_IDS, {"slugs": list(slugs)})
    return {row.slug: row.id for row in rows}


_IDS = sa.select(Meeting.id, Meeting.slug).where(Meeting.slug.in_(sa.bindparam("slugs", expanding=True)))


def _by_slug(slug: str) -> Meeting | None:
    return db.session.scalar(
        sa.select(Meeting).where(Meeting.slug == slug).options(joinedload(Meeting.society))
    )
