"""Finding a delegate, or a unit's delegation, by the private link."""

import base64
import binascii
import hashlib

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from meeting.db import db
from meeting.meetings.models import Meeting
from meeting.registration.models import Delegate, Delegation, Enrolment


def delegate_by_link(meeting: Meeting, token: str) -> Delegate | None:
    """Whose link it is, or None: unknown, replaced, cut short, or of another meeting."""
    secret = _secret(token)
    if secret is None:
        return None
    return db.session.scalar(
        sa.select(Delegate)
        .where(Delegate.meeting_id == meeting.id, Delegate.link_hash == hashlib.sha256(secret).hexdigest())
        .options(
            joinedload(Delegate.person),
            joinedload(Delegate.delegation).joinedload(Delegation.unit),
            joinedload(Delegate.enrolment).joinedload(Enrolment.session),
        )
    )


def delegation_by_link(meeting: Meeting, token: str) -> Delegation | None:
    """Whose contact's link it is, or None: unknown, replaced, cut short, or of another meeting."""
    secret = _secret(token)
    if secret is None:
        return None
    return db.session.scalar(
        sa.select(Delegation)
        .where(Delegation.meeting_id == meeting.id, Delegation.link_hash == hashlib.sha256(secret).hexdigest())
        .options(joinedload(Delegation.unit))
    )


def _secret(token: str) -> bytes | None:
    if len(token) != 22:
        return None
    try:
        return base64.b64decode(token.encode("ascii") + b"==", altchars=b"-_", validate=True)
    except (UnicodeEncodeError, binascii.Error):
        return None
