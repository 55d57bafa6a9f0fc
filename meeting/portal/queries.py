"""What the portal gathers."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from meeting.db import db
from meeting.meetings.enums import MeetingState
from meeting.meetings.models import Meeting
from meeting.registration.enums import DelegateState, EnrolmentState
from meeting.registration.models import Delegate

MOST_PAST = 20


def open_meetings(today: date) -> tuple[list[Meeting], list[Meeting]]:
    """Public meetings: those to come, soonest first, and those that are over, latest first."""
    public = sa.select(Meeting).where(Meeting.state != MeetingState.DRAFT).options(joinedload(Meeting.society))
    coming = public.where(Meeting.ends_on >= today).order_by(Meeting.starts_on, Meeting.id)
    past = public.where(Meeting.ends_on < today).order_by(Meeting.starts_on.desc(), Meeting.id.desc()).limit(MOST_PAST)
    return list(db.session.scalars(coming)), list(db.session.scalars(past))


def waits_for_seat(delegate: Delegate) -> bool:
    """Whether the chosen sub-forum was full."""
    enrolment = delegate.enrolment
    return enrolment is not None and enrolment.state is EnrolmentState.WAITING


def has_left(delegate: Delegate) -> bool:
    """Declined or cancelled: nothing to change any more."""
    return delegate.state in {DelegateState.DECLINED, DelegateState.CANCELLED}
