"""Gates and delegates of a meeting whose page the actor may open; devices by their keys."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import sqlalchemy as sa
from flask import request
from sqlalchemy.orm import joinedload

from meeting.accounts.access import Access, View, mark
from meeting.checkin.models import Device, Gate
from meeting.checkin.operations.devices import hashed
from meeting.checkin.queries.badges import delegate_of
from meeting.checkin.queries.devices import devices_with
from meeting.db import db
from meeting.errors import N_, MeetingError, NotFound
from meeting.meetings.models import Meeting
from meeting.programme.models import Session
from meeting.registration.models import Delegate


class DeviceUnknown(MeetingError):
    """No key, nobody's key, or one that was taken back."""

    code = "device-unknown"
    status = 401
    sentence = N_("这台设备没有加入，或已被停用。请会务组在“签到设备”页显示加入码，重新扫。")


def for_devices() -> Callable[[View], View]:
    """For what devices send, with ``Authorization: Bearer <key>``: hands over ``device``."""

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(**kwargs: Any) -> Any:
            key_hash = sent_key()
            device = devices_with([key_hash]).get(key_hash)
            if device is None or device.revoked_at is not None:
                raise DeviceUnknown
            return view(device=device, **kwargs)

        return mark(wrapped, Access("device"))

    return decorate


def devices_together(view: View) -> View:
    """For what is done for several devices at once (``web.together``): there it is asked whose keys they are."""
    return mark(view, Access("device"))


def sent_key() -> str:
    """The key that the present request was sent with, hashed as it is kept; empty: none."""
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    return hashed(key.strip()) if scheme.lower() == "bearer" and key else ""


def device_for(meeting: Meeting, device_id: int) -> Device:
    """A device of this meeting. Raises ``NotFound``."""
    device = db.session.scalar(sa.select(Device).where(Device.id == device_id, Device.meeting_id == meeting.id))
    if device is None:
        raise NotFound
    return device


def gate_for(meeting: Meeting, gate_id: int) -> Gate:
    """A gate of this meeting. Raises ``NotFound``."""
    query = (
        sa.select(Gate)
        .where(Gate.id == gate_id, Gate.meeting_id == meeting.id)
        .options(joinedload(Gate.session), joinedload(Gate.meeting), joinedload(Gate.rules), joinedload(Gate.shows))
    )
    gate = db.session.scalars(query).unique().one_or_none()
    if gate is None:
        raise NotFound
    return gate


def session_for(meeting: Meeting, session_id: int) -> Session:
    """A session of this meeting. Raises ``NotFound``."""
    session = db.session.scalar(sa.select(Session).where(Session.id == session_id, Session.meeting_id == meeting.id))
    if session is None:
        raise NotFound
    return session


def delegate_for(meeting: Meeting, delegate_id: int) -> Delegate:
    """A delegate of this meeting. Raises ``NotFound``."""
    delegate = delegate_of(meeting.id, delegate_id)
    if delegate is None:
        raise NotFound
    return delegate
