"""A kiosk: who stands before it finds themselves, and takes their badge."""

from datetime import datetime

import sqlalchemy as sa

from meeting.checkin.models import Badge, Device
from meeting.checkin.operations.badges import ensure_badge
from meeting.checkin.queries.cards import badge_subject, wearing_exhibitors_badges, worn
from meeting.db import db, transaction
from meeting.documents.page_pictures import page_png
from meeting.errors import N_, NotAllowed, NotFound
from meeting.history.operations import By
from meeting.meetings.models import Meeting
from meeting.people.models import Person
from meeting.people.names import name_key
from meeting.printing.drawing import draw, keep, prepare
from meeting.printing.enums import Stock
from meeting.printing.items import PrintOrder
from meeting.registration.enums import DelegateState
from meeting.registration.models import Delegate

DPI = 300
"""What badge printers print at."""
TAIL = 4
"""Digits of the mobile: who knows a name alone takes nobody's badge."""


class NoKiosk(NotAllowed):
    """Only a kiosk finds people by name."""

    code = "no-kiosk"
    sentence = N_("这台设备不是自助机。请会务组在“签到设备”页设置。")


class NobodyFound(NotFound):
    """No one, or several, whom name and mobile tail fit."""

    code = "nobody-found"
    sentence = N_("没有找到。请核对姓名和报名时手机号的后四位；还不行，请到报到台。")


def find_oneself(device: Device, name: str, tail: str, *, at: datetime, by: By) -> Badge:
    """The badge of the one confirmed delegate of that name whose mobile ends so.

    Raises ``NoKiosk``, ``NobodyFound``.
    """
    if not device.is_kiosk:
        raise NoKiosk
    return ensure_badge(the_one(device.meeting_id, name, tail), at=at, by=by)


def the_one(meeting_id: int, name: str, tail: str) -> Delegate:
    """The one confirmed delegate of that name whose mobile ends so. Raises ``NobodyFound``."""
    if len(tail) != TAIL or not tail.isascii() or not tail.isdigit():
        raise NobodyFound
    query = (
        sa.select(Delegate)
        .join(Person, Person.id == Delegate.person_id)
        .where(
            Delegate.meeting_id == meeting_id, Delegate.state == DelegateState.CONFIRMED,
            Person.key == name_key(name), Person.mobile.endswith(tail),
        )
    )  # fmt: skip
    found = list(db.session.scalars(query.limit(2)))
    if len(found) != 1:
        raise NobodyFound
    return found[0]


def badge_picture(device: Device, badge: Badge, *, at: datetime, by: By) -> bytes:
    """A PNG of the badge as it is printed, in the meeting's own layout; the print log knows. Raises ``NoKiosk``,
    ``NobodyFound`` and what stops a printing.
    """
    if not device.is_kiosk:
        raise NoKiosk
    meeting, delegate = device.meeting, badge.delegate
    if delegate is None or badge.meeting_id != meeting.id or badge.revoked_at is not None:
        raise NobodyFound
    return page_png(badge_pdf(meeting, delegate, at=at, by=by), dpi=DPI)


def badge_pdf(meeting: Meeting, delegate: Delegate, *, at: datetime, by: By) -> bytes:
    """The one badge that the delegate wears, drawn now on a page of its size, in transactions of its own; the print log
    knows. Raises what stops a printing.
    """
    subject = badge_subject(delegate.id)
    kind = worn(delegate.category, subject, wearing_exhibitors_badges(meeting.id))
    prepared = prepare(meeting, PrintOrder(kind=kind, subject=subject, stock=Stock.SINGLE), by=by)
    pdf = draw([prepared])
    with transaction():
        keep(meeting, prepared, at=at, by=by)
    return pdf
