"""The installation's keys for badge codes: ``keys/badge-<id>.pem`` in the instance folder, readable by its owner only.

The key with the highest id signs new badges; older ones go on to verify, and to sign the badges that they once signed.
Taking a file away (and restarting) makes every badge of that key void; its id isn't given to another key, or those
badges would look forged, and new ones wait until it is back or ``rotate`` has made the next.
"""

import os
import re
from pathlib import Path

import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from flask import current_app

from meeting.checkin.models import Badge
from meeting.db import db
from meeting.errors import N_, Conflict, MeetingError

LAST = 255
"""A key's id is one byte; 0 isn't used."""


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


class BadgeKeys:
    """Keys in a folder, each read once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._read: dict[int, Ed25519PrivateKey] = {}
        self._public: dict[int, Ed25519PublicKey] = {}

    def current(self) -> int:
        """The id of the key that signs new badges; the first is made here. Raises ``BadgeKeyMissing``."""
        latest, used = max(self.ids(), default=0), last_used()
        if used > latest:
            raise BadgeKeyMissing(id=used)
        return latest or self._make(1)

    def rotate(self) -> int:
        """Make a new key and return its id. Badges keep the key that they were signed with."""
        latest = max([*self.ids(), last_used()])
        if latest >= LAST:
            raise BadgeKeysUsedUp
        return self._make(latest + 1)

    def ids(self) -> list[int]:
        """The ids of the keys that there are."""
        names = (re.fullmatch(r"badge-([1-9]\d{0,2})\.pem", path.name) for path in self.folder.glob("badge-*.pem"))
        return sorted(int(match[1]) for match in names if match and int(match[1]) <= LAST)

    def private(self, key_id: int) -> Ed25519PrivateKey:
        """Raises ``BadgeKeyMissing``."""
        if key_id not in self._read:
            try:
                key = load_pem_private_key(self._path(key_id).read_bytes(), password=None)
            except (OSError, ValueError) as error:  # not there, or not a key
                raise BadgeKeyMissing(id=key_id) from error
            if not isinstance(key, Ed25519PrivateKey):
                raise BadgeKeyMissing(id=key_id)
            self._read[key_id] = key
        return self._read[key_id]

    def public(self, key_id: int) -> Ed25519PublicKey | None:
        """None: there is no such key."""
        if key_id not in self._public:
            try:
                self._public[key_id] = self.private(key_id).public_key()
            except BadgeKeyMissing:
                return None
        return self._public[key_id]

    def _path(self, key_id: int) -> Path:
        return self.folder / f"badge-{key_id}.pem"

    def _make(self, key_id: int) -> int:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        fresh = self.folder / f"badge-{key_id}.{os.getpid()}.{os.urandom(4).hex()}"
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(pem)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(fresh, self._path(key_id))  # of several first needs one wins
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
        return key_id


def last_used() -> int:
    """The highest id of a key that signed a badge; 0: there is no badge."""
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
