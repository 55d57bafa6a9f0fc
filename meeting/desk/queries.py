"""A meeting at a glance, gathered from all rooms; and the meetings that an account works on."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from meeting.accounts.actors import Actor
from meeting.accounts.enums import ROLE_PERMISSIONS, Permission
from meeting.accounts.models import Society
from meeting.awards.enums import CertificateState
from meeting.awards.models import Award, Certificate, Recipient
from meeting.checkin.enums import GateKind
from meeting.checkin.models import Attendance, Gate
from meeting.db import db
from meeting.exhibition.models import Booth, Exhibition, Exhibitor
from meeting.meetings.models import Guest, Meeting, MeetingHost, Room
from meeting.programme.enums import SessionKind
from meeting.programme.models import Session
from meeting.registration.enums import DelegateState
from meeting.registration.models import Delegate, Delegation


@dataclass(frozen=True)
class Glance:
    """Figures of one meeting."""

    hosts: int
    rooms: int
    sessions: int
    states: dict[DelegateState, int]
    invited: int
    answered: int
    """Invited units with a delegate, of those invited."""
    sub_forums: list[Session]
    exhibitors: int
    booths: int
    booths_taken: int
    recipients: int
    certificates: int
    guests: int
    guests_arrived: int
    arrived: int
    """Delegates who have 报到."""
    signed_in: int
    """Delegates who have 签到 at the meeting's gates."""


def glance(meeting: Meeting) -> Glance:
    """A fixed number of queries, whatever the meeting's size."""
    states = dict.fromkeys(DelegateState, 0)
    for state, count in db.session.execute(
        sa.select(Delegate.state, sa.func.count()).where(Delegate.meeting_id == meeting.id).group_by(Delegate.state)
    ):
        states[state] = count
    peopled = sa.exists().where(Delegate.delegation_id == Delegation.id)
    exhibits = sa.select(Exhibition.id).where(Exhibition.meeting_id == meeting.id).scalar_subquery()
    awarded = sa.select(Recipient.id).join(Recipient.award).where(Award.meeting_id == meeting.id)
    return Glance(
        hosts=_count(MeetingHost, MeetingHost.meeting_id == meeting.id),
        rooms=_count(Room, Room.meeting_id == meeting.id),
        sessions=_count(Session, Session.meeting_id == meeting.id),
        states=states,
        invited=_count(Delegation, Delegation.meeting_id == meeting.id, Delegation.invited_at.is_not(None)),
        answered=_count(Delegation, Delegation.meeting_id == meeting.id, Delegation.invited_at.is_not(None), peopled),
        sub_forums=list(
            db.session.scalars(
                sa.select(Session)
                .where(Session.meeting_id == meeting.id, Session.kind == SessionKind.SUB_FORUM)
                .order_by(Session.starts_at, Session.id)
            )
        ),
        exhibitors=_count(Exhibitor, Exhibitor.exhibition_id == exhibits),
        booths=_count(Booth, Booth.exhibition_id == exhibits),
        booths_taken=_count(Booth, Booth.exhibition_id == exhibits, Booth.exhibitor_id.is_not(None)),
        recipients=_count(Recipient, Recipient.id.in_(awarded)),
        certificates=_count(
            Certificate, Certificate.recipient_id.in_(awarded), Certificate.state == CertificateState.VALID
        ),
        guests=_count(Guest, Guest.meeting_id == meeting.id),
        guests_arrived=_count(Guest, Guest.meeting_id == meeting.id, Guest.arrived_at.is_not(None)),
        arrived=_attended(meeting, GateKind.ARRIVAL),
        signed_in=_attended(meeting, GateKind.MEETING),
    )


def meetings_of(actor: Actor) -> list[Meeting]:
    """The meetings that the actor may open, newest first."""
    query = (
        sa.select(Meeting).options(joinedload(Meeting.society)).order_by(Meeting.starts_on.desc(), Meeting.id.desc())
    )
    societies = _societies_where(actor, Permission.OVERVIEW)
    meetings = {meeting for _, _, meeting in actor.roles if meeting is not None}
    if not actor.everything:
        query = query.where(sa.or_(Meeting.society_id.in_(societies), Meeting.id.in_(meetings)))
    return list(db.session.scalars(query))


def societies_of(actor: Actor) -> list[Society]:
    """The societies in which the actor has a role beside those in their meetings."""
    ids = {society for _, society, meeting in actor.roles if meeting is None}
    return list(db.session.scalars(sa.select(Society).where(Society.id.in_(ids)).order_by(Society.name)))


def _societies_where(actor: Actor, permission: Permission) -> set[int]:
    """In which the actor may do this in every meeting."""
    return {
        society for role, society, meeting in actor.roles if meeting is None and permission in ROLE_PERMISSIONS[role]
    }


def _count(table: type, *conditions: sa.ColumnElement[bool]) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(table).where(*conditions)) or 0


def _attended(meeting: Meeting, kind: GateKind) -> int:
    query = (
        sa.select(sa.func.count(sa.distinct(Attendance.delegate_id)))
        .join(Attendance.gate)
        .where(Gate.meeting_id == meeting.id, Gate.kind == kind)
    )
    return db.session.scalar(query) or 0
