"""Scanning at a gate, and undoing it.

A scan is a fact. Whoever adds one holds the delegate's row from before reading what there is, so that of fifty at once
one is admitted and everybody after is told when and where. There is no entry in the history: the scans are it.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm.attributes import set_committed_value

from meeting.checkin.codes import CodeRefused, parse_code, verify
from meeting.checkin.enums import Refusal, ScanMethod, ScanResult
from meeting.checkin.inserting import insert_new
from meeting.checkin.keys import badge_keys
from meeting.checkin.models import Badge, Device, Gate, Scan
from meeting.checkin.operations.attendance import enter, settle
from meeting.checkin.operations.gates import GateClosed
from meeting.checkin.queries.admissions import COUNTS
from meeting.checkin.queries.badges import held_delegate
from meeting.checkin.queries.scans import first_admission, scan_with, scanned_badge
from meeting.checkin.rules import refusal_of
from meeting.db import Base, db
from meeting.errors import N_, Conflict, Invalid, NotFound
from meeting.history.operations import By
from meeting.meetings.models import Meeting
from meeting.registration.models import Delegate


class ScanReused(Conflict):
    """The same id came with another body."""

    code = "scan-reused"
    sentence = N_("这个扫码编号已经用在另一次扫码上。请刷新本页后再扫一次。")


class ScanEmpty(Invalid):
    """Neither a code nor a delegate, or both."""

    code = "scan-empty"
    sentence = N_("没有收到码，也没有选中参会人员。请再扫一次，或按姓名查找。")


class NothingToUndo(Conflict):
    """The scan admitted nobody, or was undone already."""

    code = "nothing-to-undo"
    sentence = N_("这一次扫码没有签到成功，或已经撤销过，不用再撤销。")


@dataclass(frozen=True)
class From:
    """Which device, when by its clock and what was added to that, and what it showed by itself if it didn't wait."""

    device: Device
    at: datetime
    offset_ms: int
    shown: ScanResult | None = None
    refusal: Refusal | None = None


@dataclass(frozen=True)
class _Found:
    """What was held before the gate."""

    badge: Badge | None = None
    delegate: Delegate | None = None
    refusal: Refusal | None = None


def admit(
    meeting: Meeting,
    gate: Gate,
    *,
    scan_id: UUID,
    code: str | None = None,
    delegate_id: int | None = None,
    method: ScanMethod,
    at: datetime,
    by: By,
    received_at: datetime | None = None,
    of: From | None = None,
) -> Scan:
    """Admit, once, whoever wears the code's badge or was chosen from a search; the scan says how it went.

    What a device showed by itself (``of``) isn't undone by what the server knows better: the scan says both.
    Only a code that is forged or unknown, a badge that was void and a gate that was closed by then admit nobody.
    The same ``scan_id`` with the same body again returns the same scan. Raises ``ScanReused``, ``ScanEmpty``,
    ``GateClosed``, and ``NotFound`` for a delegate of another meeting.
    """
    if (code is None) == (delegate_id is None):
        raise ScanEmpty
    digest = _digest(gate.id, code, delegate_id, method.value)
    if (known := scan_with(scan_id)) is not None:
        return _completed(_same(known, digest), of)
    shown = of and of.shown
    if gate.closed_at is not None and shown is None:
        raise GateClosed(name=gate.name)
    found = _chosen(meeting, delegate_id) if code is None else _read(meeting, code)
    refusal = found.refusal
    if of is not None and of.device.revoked_at is not None:
        refusal = refusal or Refusal.DEVICE_REVOKED
    elif of is not None and of.shown is not None:
        refusal = refusal or _refusal_then(gate, found, at) or of.refusal
    else:
        refusal = refusal or _refusal(gate, found)
    first = first_admission(found.delegate.id, gate.id) if found.delegate is not None and refusal is None else None
    scan = Scan(
        id=scan_id, meeting_id=meeting.id, gate_id=gate.id, badge_id=found.badge and found.badge.id,
        delegate_id=found.delegate and found.delegate.id, refusal=refusal, method=method, at=at,
        received_at=received_at or at, account_id=by.account_id, digest=digest, shown=shown,
        result=ScanResult.REFUSED if refusal else ScanResult.REPEATED if first else ScanResult.ADMITTED,
        names_id=first and first.id, device_id=of and of.device.id, device_at=of and of.at,
        offset_ms=of and of.offset_ms,
    )  # fmt: skip
    kept, is_new = _keep(scan, gate=gate, delegate=found.delegate, names=first)
    if is_new and found.delegate is not None and refusal is None:
        if shown is not None:
            settle(found.delegate.id, gate.id)
        elif first is None:
            enter(found.delegate.id, gate.id, scan.id, scan.at)
    return kept


def undo(
    meeting: Meeting,
    gate: Gate,
    undone_id: UUID,
    *,
    scan_id: UUID,
    at: datetime,
    by: By,
    received_at: datetime | None = None,
    of: From | None = None,
) -> Scan:
    """Take an admission at this gate back, by a new scan that names it. Raises ``NothingToUndo``, ``ScanReused``.

    The same ``scan_id`` again returns the same scan. A device that didn't wait for an answer has its undo kept, be
    there anything to undo or not.
    """
    digest = _digest(gate.id, "undo", str(undone_id))
    if (known := scan_with(scan_id)) is not None:
        return _completed(_same(known, digest), of)
    undone = db.session.scalar(sa.select(Scan).where(Scan.id == undone_id, Scan.gate_id == gate.id))
    if undone is None:
        raise NotFound
    if undone.delegate_id is not None:
        held_delegate(meeting.id, undone.delegate_id)
        if (again := scan_with(scan_id)) is not None:  # the same undo, sent twice at once: the other was first
            return _same(again, digest)
    shown = of and of.shown
    if shown is None and not db.session.scalar(sa.select(COUNTS).where(Scan.id == undone_id)):
        raise NothingToUndo
    scan = Scan(
        id=scan_id, meeting_id=meeting.id, gate_id=gate.id, badge_id=undone.badge_id, delegate_id=undone.delegate_id,
        result=ScanResult.UNDONE, method=undone.method, at=at, received_at=received_at or at, account_id=by.account_id,
        digest=digest, names_id=undone.id, shown=shown, device_id=of and of.device.id, device_at=of and of.at,
        offset_ms=of and of.offset_ms,
    )  # fmt: skip
    kept, is_new = _keep(scan, gate=gate, names=undone)
    if is_new and undone.delegate_id is not None:
        settle(undone.delegate_id, gate.id)
    return kept


def _read(meeting: Meeting, text: str) -> _Found:
    """Whose badge the code is. A badge of another meeting is nobody's here: not even its name is shown."""
    try:
        code = parse_code(text)
        verify(code, badge_keys().public(code.key_id))
    except CodeRefused as error:
        return _Found(refusal=error.refusal)
    row = scanned_badge(code)
    if row is None:
        return _Found(refusal=Refusal.UNKNOWN)
    badge, delegate = row
    if badge.meeting_id != meeting.id:
        return _Found(refusal=Refusal.OTHER_MEETING)
    return _Found(badge, delegate)


def _chosen(meeting: Meeting, delegate_id: int | None) -> _Found:
    delegate = None if delegate_id is None else held_delegate(meeting.id, delegate_id)
    if delegate is None:
        raise NotFound
    return _Found(delegate=delegate)


def _refusal(gate: Gate, found: _Found) -> Refusal | None:
    """By what is so now."""
    if found.delegate is None:
        return None
    enrolment = found.delegate.enrolment
    return refusal_of(
        revoked_at=found.badge.revoked_at if found.badge else None,
        state=found.delegate.state,
        gate_kind=gate.kind,
        session_kind=gate.session.kind if gate.session else None,
        session_id=gate.session_id,
        enrolled_in=enrolment.session_id if enrolment else None,
        enrolment=enrolment.state if enrolment else None,
    )


def _refusal_then(gate: Gate, found: _Found, at: datetime) -> Refusal | None:
    """By what was so for good by then: what a device decided about the rest, it decided."""
    if found.badge is not None and found.badge.revoked_at is not None and found.badge.revoked_at <= at:
        return Refusal.REVOKED
    return Refusal.GATE_CLOSED if gate.closed_at is not None and gate.closed_at <= at else None


def _keep(scan: Scan, **known: Base | None) -> tuple[Scan, bool]:
    """Store the scan; True: it is new. Sent twice at the same instant, it is stored once, and both get that one.

    ``known`` are its relations that are loaded already: whoever puts it into words asks for them.
    """
    values = {column.key: getattr(scan, column.key) for column in sa.inspect(Scan).columns}
    kept = db.session.scalar(insert_new(Scan).values(values).returning(Scan))
    if kept is None:
        return _same(scan_with(scan.id), scan.digest), False
    for name, row in known.items():
        set_committed_value(kept, name, row)
    return kept, True


def _completed(known: Scan, of: From | None) -> Scan:
    """A device that waited for an answer in vain tells what it showed then: added once, and never changed."""
    if of is None or of.shown is None or known.shown is not None or known.device_id != of.device.id:
        return known
    if known.delegate_id is not None:
        held_delegate(known.meeting_id, known.delegate_id)
    known.shown = of.shown
    db.session.flush()
    if known.delegate_id is not None:
        settle(known.delegate_id, known.gate_id)
    return known


def _same(known: Scan | None, digest: str) -> Scan:
    if known is None or known.digest != digest:
        raise ScanReused
    return known


def _digest(*parts: object) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
