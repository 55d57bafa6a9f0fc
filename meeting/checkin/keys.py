"""The installation's keys for badge codes: ``keys/badge-<id>.pem`` (``meeting.signing``).

Older keys go on to sign the badges that they once signed. Taking a file away (and restarting) makes every badge of that
key void; new ones wait until it is back or ``rotate`` has made the next.
"""

import sqlalchemy as sa
from flask import current_app

from meeting.checkin.models import Badge
from meeting.db import db
from meeting.errors import N_, Conflict, MeetingError
from meeting.signing import KeyRing


class BadgeKeyMissing(MeetingError):
    """Badges were signed by a key that is gone: lost, it must be restored; taken away on purpose, a new one be made."""

    code = "badge-key-missing"
    status = 500
    sentence = N_(
        "缺少密钥文件 keys/badge-%(id)s.pem，用它制的参会证不能打印，签到也不认。请从备份恢复这个文件；"
        "找不回来的，请运行 meeting badge-keys rotate 换新密钥，再补发新证。"
    )


class BadgeKeysUsedUp(Conflict):
    """There are 255 keys already."""

    code = "badge-keys-used-up"
    sentence = N_("参会证的密钥已经换过 254 次，不能再换。")


class BadgeKeys(KeyRing):
    """The keys that sign badges."""

    name = "badge"
    missing = BadgeKeyMissing
    used_up = BadgeKeysUsedUp

    def last_used(self) -> int:
        return db.session.scalar(sa.select(sa.func.max(Badge.key_id))) or 0


def lost_keys() -> list[int]:
    """The ids of keys that can't be read while badges that they signed hold."""
    used = db.session.scalars(sa.select(Badge.key_id).where(Badge.revoked_at.is_(None)).distinct())
    return sorted(key_id for key_id in used if badge_keys().public(key_id) is None)


def badge_keys() -> BadgeKeys:
    """The installation's keys."""
    found: BadgeKeys | None = current_app.extensions.get("badge_keys")
    if found is None:
        found = BadgeKeys(current_app.config["MEETING"].instance / "keys")
        current_app.extensions["badge_keys"] = found
    return found
