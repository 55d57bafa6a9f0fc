"""Walk-ins on a device, with or without network: it carries badges that were signed in advance, bound when used."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from flask import current_app

from meeting.checkin.codes import badge_token
from meeting.checkin.enums import Refusal
from meeting.checkin.keys import badge_keys
from meeting.checkin.models import Badge, Device
from meeting.checkin.operations.badges import void_badge
from meeting.checkin.operations.scans import read_code
from meeting.db import db
from meeting.errors import N_, NotAllowed
from meeting.history.operations import By, record, take_turn
from meeting.registration.enums import DelegateState, Source
from meeting.registration.models import Delegate
from meeting.registration.operations.delegates import AlreadyRegistered, Entry, approve, register
from meeting.registration.operations.limits import WhenFull

SPARES = 30
"""That a device carries: more walk-ins come in no hour without network."""


class WalkInNotAllowed(NotAllowed):
    """The organisers didn't say that this device takes walk-ins."""

    code = "walk-in-not-allowed"
    sentence = N_("这台设备不能办临时报名。请会务组在“签到设备”页允许，或请对方到报到台。")


class SpareUsed(NotAllowed):
    """A code that isn't one of the device's spare ones, or no longer."""

    code = "spare-used"
    sentence = N_("这个备用码不是这台设备的，或已经用过。请再办一次。")


@dataclass(frozen=True)
class WalkIn:
    """The three fields, as typed."""

    name: str
    unit: str = ""
    mobile: str = ""

    def __str__(self) -> str:
        return " ".join(part for part in (self.name, self.unit, self.mobile) if part)


def top_up(device: Device, *, at: datetime) -> list[Badge]:
    """The device's spare badges, as many as it may carry; none for one that takes no walk-ins."""
    if not device.may_register:
        return []
    sa_device = sa.select(Device.id).where(Device.id == device.id).with_for_update()
    db.session.execute(sa_device)
    free = sa.select(Badge).where(Badge.device_id == device.id, Badge.delegate_id.is_(None)).order_by(Badge.id)
    found = list(db.session.scalars(free))
    key_id, secret = badge_keys().current(), current_app.config["SECRET_KEY"]
    new = [
        Badge(meeting_id=device.meeting_id, device_id=device.id, key_id=key_id, issued_at=at)
        for _ in range(SPARES - len(found))
    ]
    db.session.add_all(new)
    db.session.flush()
    for badge in new:
        badge.token = badge_token(badge.id, secret)
    db.session.flush()
    return found + new


def bind(device: Device, code: str, walk_in: WalkIn, *, at: datetime, by: By) -> Delegate:
    """Register who came, confirmed, with the spare badge that the device gave them. Who is on the list already is
    confirmed and gets it in place of theirs. Harmless again.

    Raises ``WalkInNotAllowed``, ``SpareUsed`` and what ``register`` raises.
    """
    if not device.may_register:
        raise WalkInNotAllowed
    meeting = device.meeting
    take_turn(meeting.society_id)
    badge = db.session.scalar(sa.select(Badge).where(Badge.token == _token(code), Badge.device_id == device.id))
    if badge is None:
        raise SpareUsed
    if badge.delegate is not None:
        return badge.delegate
    entry = Entry(name=walk_in.name, unit_name=walk_in.unit, mobile=walk_in.mobile or None)
    try:
        delegate = register(
            meeting, entry, at=at, by=by, source=Source.DESK, state=DelegateState.CONFIRMED, when_full=WhenFull.OVER
        )
    except AlreadyRegistered as error:
        delegate = error.delegate
        approve(delegate, at=at, by=by, when_full=WhenFull.OVER)
    void_badge(delegate, at=at)
    badge.delegate = delegate
    db.session.flush()
    record(
        "issue-badges", meeting, by=by, at=at, society_id=meeting.society_id, meeting_id=meeting.id,
        changes={"badges": (None, 1)},
    )  # fmt: skip
    return delegate


def _token(code: str) -> bytes:
    found = read_code(code)
    if isinstance(found, Refusal):
        raise SpareUsed
    return found
