"""Devices: invited, joined, renamed, revoked; what they say of themselves."""

import hashlib
import hmac
import secrets
from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import lru_cache

import sqlalchemy as sa

from meeting.checkin.models import Device, Gate
from meeting.checkin.queries.devices import device_invited_by
from meeting.db import changed_rows, db
from meeting.errors import N_, Invalid, NotAllowed
from meeting.history.operations import By, record, take_turn
from meeting.meetings.models import Meeting
from meeting.signing import base32

INVITED_FOR = timedelta(minutes=10)
LONGEST_NAME = 40


class DeviceNameMissing(Invalid):
    """A device needs a name: the list of what was scanned says it."""

    code = "device-name-missing"
    sentence = N_("请给这台设备起个名字，如“一号门”，最多 %(longest)d 个字。")
    field = "name"


class InvitationUsed(NotAllowed):
    """Nobody's invitation, or one that was used or is over."""

    code = "invitation-used"
    sentence = N_("这个加入码已经用过，或已过了十分钟。请会务组在“签到设备”页再显示一个，重新扫。")


@dataclass(frozen=True)
class Powers:
    """What a device may do besides scanning: ``Device`` says what each is."""

    may_override: bool = False
    may_register: bool = False
    may_search: bool = False
    is_kiosk: bool = False


def powers_of(device: Device) -> Powers:
    return Powers(device.may_override, device.may_register, device.may_search, device.is_kiosk)


def invite_device(
    meeting: Meeting, name: str, gates: Collection[Gate], powers: Powers = Powers(), *, at: datetime, by: By
) -> tuple[Device, str]:
    """A device that may join within ten minutes, and its invitation, shown this once. No gates: all of them.

    Raises ``DeviceNameMissing``.
    """
    name = checked_name(name)
    take_turn(meeting.society_id)
    secret = base32(secrets.token_bytes(16))
    device = Device(
        meeting_id=meeting.id, name=name, invitation_hash=hashed(secret), invited_until=at + INVITED_FOR,
        gates=list(gates), **asdict(powers),
    )  # fmt: skip
    db.session.add(device)
    _record("invite-device", device, meeting, {"name": (None, name)}, at=at, by=by)
    return device, secret


def invite_again(device: Device, *, at: datetime, by: By) -> str:
    """Another invitation for a device that hasn't joined, or that lost its key: what it had before is void."""
    meeting = device.meeting
    take_turn(meeting.society_id)
    secret = base32(secrets.token_bytes(16))
    device.invitation_hash, device.invited_until = hashed(secret), at + INVITED_FOR
    device.token_hash = device.joined_at = device.revoked_at = None
    _record("invite-device", device, meeting, {}, at=at, by=by)
    return secret


def change_device(
    device: Device, name: str, gates: Collection[Gate], powers: Powers, *, at: datetime, by: By
) -> None:
    """Another name, other gates, other things that it may do; it hears of them within seconds. Raises
    ``DeviceNameMissing``.
    """
    name = checked_name(name)
    take_turn(device.meeting.society_id)
    wanted: dict[str, object] = {"name": name, **asdict(powers)}
    changes: dict[str, tuple[object, object]] = {
        field: (getattr(device, field), value) for field, value in wanted.items() if getattr(device, field) != value
    }
    before, after = (sorted(gate.name for gate in each) for each in (device.gates, gates))
    if before != after:
        changes["gates"] = ("、".join(before), "、".join(after))
        device.gates = list(gates)
    for field, value in wanted.items():
        setattr(device, field, value)
    if changes:
        _record("change-device", device, device.meeting, changes, at=at, by=by)


def join(invitation: str, *, at: datetime) -> tuple[Device, str]:
    """The device of an invitation, and the key by which it is known from now on. Raises ``InvitationUsed``."""
    device = device_invited_by(hashed(invitation.strip().upper()))
    if device is None or device.revoked_at is not None or device.invited_until <= at:
        raise InvitationUsed
    token = secrets.token_urlsafe(24)
    joined = sa.update(Device).where(Device.id == device.id, Device.invitation_hash == device.invitation_hash)
    if not changed_rows(joined.values(invitation_hash=None, token_hash=hashed(token), joined_at=at, seen_at=at)):
        raise InvitationUsed  # another was faster
    db.session.refresh(device)
    return device, token


def revoke_device(device: Device, *, at: datetime, by: By) -> None:
    """From here on it scans nothing. Harmless again."""
    take_turn(device.meeting.society_id)
    if device.revoked_at is None:
        device.revoked_at, device.invitation_hash = at, None
        _record("revoke-device", device, device.meeting, {}, at=at, by=by)


def note_contact(
    device: Device, *, at: datetime, battery: int | None = None, waiting: int = 0, offset_ms: int | None = None
) -> None:
    """What a device said of itself; no history, it says so every few seconds."""
    device.seen_at, device.battery, device.waiting = at, battery, waiting
    if offset_ms is not None:
        device.offset_ms = offset_ms


def checked_name(name: str) -> str:
    """Raises ``DeviceNameMissing``."""
    name = " ".join(name.split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise DeviceNameMissing(longest=LONGEST_NAME)
    return name


def hashed(secret: str) -> str:
    """As it is kept: 128 random bits need no salt."""
    return hashlib.sha256(secret.encode()).hexdigest()


@lru_cache(maxsize=16_384)
def handle(delegate_id: int, secret: bytes) -> bytes:
    """What devices call a delegate: six bytes of a keyed hash of the id."""
    return hmac.digest(_handle_key(secret), delegate_id.to_bytes(8), hashlib.sha256)[:6]


@lru_cache(maxsize=8)
def _handle_key(secret: bytes) -> bytes:
    return hmac.digest(secret, b"delegate handle 1", hashlib.sha256)


def _record(
    action: str, device: Device, meeting: Meeting, changes: dict[str, tuple[object, object]], *, at: datetime, by: By
) -> None:
    db.session.flush()
    record(action, device, by=by, at=at, society_id=meeting.society_id, meeting_id=meeting.id, changes=changes)
