"""Inviting units, and the delegation of those that come."""

from datetime import datetime

import sqlalchemy as sa

from meeting.db import db
from meeting.history.operations import By, record, take_turn
from meeting.meetings.models import Meeting
from meeting.people.models import Unit
from meeting.people.queries import unit_order
from meeting.registration.models import Delegation


def invite(
    meeting: Meeting, unit: Unit, *, at: datetime, by: By, known: dict[int, Delegation] | None = None
) -> Delegation:
    """The unit's delegation, invited now unless it was before. ``known``: as for ``find_or_add_delegation``."""
    delegation = find_or_add_delegation(meeting, unit, at=at, by=by, known=known)
    if delegation.invited_at is None:
        delegation.invited_at = at
        record("invite", delegation, by=by, at=at, society_id=meeting.society_id, meeting_id=meeting.id)
    return delegation


def find_or_add_delegation(
    meeting: Meeting, unit: Unit, *, at: datetime, by: By, known: dict[int, Delegation] | None = None
) -> Delegation:
    """The unit's delegation; one that is added counts as not invited.

    ``known`` are delegations by unit id, for whole lists: where it is given, a unit that it lacks has none yet. It is
    kept up to date.
    """
    take_turn(meeting.society_id)
    if known is None:
        known = {}
        found = db.session.scalar(
            sa.select(Delegation).where(Delegation.meeting_id == meeting.id, Delegation.unit_id == unit.id)
        )
        if found is not None:
            return found
    if unit.id not in known:
        delegation = Delegation(meeting=meeting, unit=unit)
        db.session.add(delegation)
        db.session.flush()  # delegates refer to it, and the history
        record("add-delegation", delegation, by=by, at=at, society_id=meeting.society_id, meeting_id=meeting.id,
               changes={"unit": (None, unit.name)})  # fmt: skip
        known[unit.id] = delegation
    return known[unit.id]


def invite_all(meeting: Meeting, *, at: datetime, by: By) -> int:
    """Invite every unit of the society that isn't invited yet; how many were."""
    take_turn(meeting.society_id)
    delegations = db.session.scalars(sa.select(Delegation).where(Delegation.meeting_id == meeting.id))
    known = {delegation.unit_id: delegation for delegation in delegations}
    invited = 0
    for unit in db.session.scalars(unit_order(meeting.society_id)).all():
        if unit.id not in known or known[unit.id].invited_at is None:
            invite(meeting, unit, at=at, by=by, known=known)
            invited += 1
    return invited


def set_contact(delegation: Delegation, *, contact: str, mobile: str, at: datetime, by: By) -> None:
    """Name the unit's contact (联络员). ``mobile`` is E.164 or empty."""
    changes = {
        "contact": (delegation.contact, contact.strip()[:80]),
        "contact_mobile": (delegation.contact_mobile, mobile),
    }
    changes = {field: values for field, values in changes.items() if values[0] != values[1]}
    if not changes:
        return
    for field, (_before, after) in changes.items():
        setattr(delegation, field, after)
    meeting = delegation.meeting
    record("change-delegation", delegation, by=by, at=at, society_id=meeting.society_id, meeting_id=meeting.id,
           changes=changes)  # fmt: skip
