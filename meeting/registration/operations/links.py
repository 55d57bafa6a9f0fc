"""Private links: a delegate's to the own registration, and a unit's, by which its contact fills in whom it sends."""

import base64
import hashlib
import secrets
from datetime import datetime

from meeting.db import db
from meeting.history.operations import By, record, take_turn
from meeting.registration.models import Delegate, Delegation

BYTES = 16
"""128 random bits; only their SHA-256 is stored."""


def give_link(holder: Delegate | Delegation, *, at: datetime, by: By, secret: bytes | None = None) -> str:
    """A new private link's token (base64url); an earlier one stops working. Shown once, for it isn't kept.

    ``secret`` are 16 unguessable bytes where the caller must be able to make the same ones again.
    """
    meeting = holder.meeting
    take_turn(meeting.society_id)
    secret = secrets.token_bytes(BYTES) if secret is None else secret
    holder.link_hash = hashlib.sha256(secret).hexdigest()
    db.session.flush()  # refused here rather than at the end
    record("give-link", holder, by=by, at=at, society_id=meeting.society_id, meeting_id=meeting.id)
    return token_of(secret)


def token_of(secret: bytes) -> str:
    """As it stands in the link: 22 characters of base64url (RFC 4648 §5)."""
    return base64.urlsafe_b64encode(secret).decode().rstrip("=")
