"""Reading an exhibition."""

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from meeting.db import db
from meeting.errors import NotFound
from meeting.exhibition.models import Booth, Exhibition, Exhibitor
from meeting.meetings.models import Meeting


def exhibition_of(meeting: Meeting) -> Exhibition | None:
    """The meeting's exhibition with booths and exhibitors, or None."""
    return db.session.scalar(
        sa.select(Exhibition)
        .where(Exhibition.meeting_id == meeting.id)
        .options(
            joinedload(Exhibition.room),
            selectinload(Exhibition.booths).joinedload(Booth.exhibitor).joinedload(Exhibitor.unit),
            selectinload(Exhibition.exhibitors).options(
                joinedload(Exhibitor.unit), joinedload(Exhibitor.contact), selectinload(Exhibitor.booths)
            ),
        )
    )


def booth_in(meeting: Meeting, booth_id: int) -> Booth:
    """Raises ``NotFound``."""
    found = db.session.scalar(
        sa.select(Booth).join(Booth.exhibition).where(Booth.id == booth_id, Exhibition.meeting_id == meeting.id)
    )
    if found is None:
        raise NotFound
    return found


def exhibitor_in(meeting: Meeting, exhibitor_id: int) -> Exhibitor:
    """Raises ``NotFound``."""
    found = db.session.scalar(
        sa.select(Exhibitor)
        .join(Exhibitor.exhibition)
        .where(Exhibitor.id == exhibitor_id, Exhibition.meeting_id == meeting.id)
    )
    if found is None:
        raise NotFound
    return found
