"""Devices of a meeting, and whose a key or an invitation is."""

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from meeting.checkin.models import Device
from meeting.db import db


def devices_of(meeting_id: int) -> list[Device]:
    """Those that hold first, by name."""
    query = sa.select(Device).where(Device.meeting_id == meeting_id).options(selectinload(Device.gates))
    return list(db.session.scalars(query.order_by(Device.revoked_at.is_not(None), Device.name, Device.id)))


def device_invited_by(invitation_hash: str) -> Device | None:
    """The device that may join by it."""
    query = sa.select(Device).where(Device.invitation_hash == invitation_hash)
    return db.session.scalar(query.options(joinedload(Device.meeting)))


def devices_with(token_hashes: Collection[str]) -> dict[str, Device]:
    """The devices of these keys, revoked ones too."""
    query = sa.select(Device).where(Device.token_hash.in_(token_hashes))
    found = db.session.scalars(query.options(joinedload(Device.meeting), selectinload(Device.gates)))
    return {device.token_hash: device for device in found if device.token_hash}
