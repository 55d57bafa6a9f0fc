"""Admitting at a gate, and undoing it.

A scan is a fact and never changes. Races settle on the unique key of ``attendance``: whose row goes in is admitted,
everybody after is told when and where. There is no entry in the history: the scans are it.
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
from meeting.checkin.models import Attendance, Badge, Gate, Scan
from meeting.checkin.operations.gates import GateClosed
from meeting.checkin.queries.badges import delegate_of
from meeting.checkin.queries.scans import first_admission, scan_with, scanned_badge
from meeting.checkin.rules import refusal_of
from meeting.db import Base, changed_rows, db
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
) -> Scan:
    """Admit, once, whoever wears the code's badge or was chosen from a search; the scan says how it went.

    The same ``scan_id`` with the same body again returns the same scan. Raises ``ScanReused``, ``ScanEmpty``,
    ``GateClosed``, and ``NotFound`` for a delegate of another meeting.
    """
    if (code is None) == (delegate_id is None):
        raise ScanEmpty
    digest = _digest(gate.id, code, delegate_id, method.value)
    if (known := scan_with(scan_id)) is not None:
        return _same(known, digest)
    if gate.closed_at is not None:
        raise GateClosed(name=gate.name)
    found = _chosen(meeting, gate, delegate_id) if code is None else _read(meeting, gate, code)
    scan = Scan(
        id=scan_id, meeting_id=meeting.id, gate_id=gate.id, badge_id=found.badge and found.badge.id,
        delegate_id=found.delegate and found.delegate.id, result=ScanResult.REFUSED, refusal=found.refusal,
        method=method, at=at, account_id=by.account_id, digest=digest,
    )  # fmt: skip
    enters = found.delegate is not None and found.refusal is None
    first = _enter(scan) if enters else None
    return _keep(scan, gate=gate, delegate=found.delegate, names=first)


def undo(meeting: Meeting, gate: Gate, undone_id: UUID, *, scan_id: UUID, at: datetime, by: By) -> Scan:
    """Take an admission at this gate back, by a new scan that names it. Raises ``NothingToUndo``, ``ScanReused``.

    The same ``scan_id`` again returns the same scan.
    """
    digest = _digest(gate.id, "undo", str(undone_id))
    if (known := scan_with(scan_id)) is not None:
        return _same(known, digest)
    undone = db.session.scalar(sa.select(Scan).where(Scan.id == undone_id, Scan.gate_id == gate.id))
    if undone is None:
        raise NotFound
    if not changed_rows(sa.delete(Attendance).where(Attendance.scan_id == undone_id)):
        again = scan_with(scan_id)  # the same undo, sent twice at once: the other has been committed meanwhile
        if again is not None:
            return _same(again, digest)
        raise NothingToUndo
    scan = Scan(
        id=scan_id, meeting_id=meeting.id, gate_id=gate.id, badge_id=undone.badge_id, delegate_id=undone.delegate_id,
        result=ScanResult.UNDONE, method=undone.method, at=at, account_id=by.account_id, digest=digest,
        names_id=undone.id,
    )  # fmt: skip
    return _keep(scan, gate=gate, names=undone)


def _read(meeting: Meeting, gate: Gate, text: str) -> _Found:
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
    return _Found(badge, delegate, _refusal(gate, delegate, badge.revoked_at))


def _chosen(meeting: Meeting, gate: Gate, delegate_id: int | None) -> _Found:
    delegate = None if delegate_id is None else delegate_of(meeting.id, delegate_id)
    if delegate is None:
        raise NotFound
    return _Found(delegate=delegate, refusal=_refusal(gate, delegate, None))


def _refusal(gate: Gate, delegate: Delegate, revoked_at: datetime | None) -> Refusal | None:
    enrolment = delegate.enrolment
    return refusal_of(
        revoked_at=revoked_at,
        state=delegate.state,
        gate_kind=gate.kind,
        session_kind=gate.session.kind if gate.session else None,
        session_id=gate.session_id,
        enrolled_in=enrolment.session_id if enrolment else None,
        enrolment=enrolment.state if enrolment else None,
    )


def _enter(scan: Scan) -> Scan | None:
    """Admitted if the attendance goes in; if it is there already, repeated, and the first scan is returned.

    Raises ``ScanReused``.
    """
    for _ in range(UNDONE_MEANWHILE):
        entered = db.session.scalar(
            insert_new(Attendance)
            .values(delegate_id=scan.delegate_id, gate_id=scan.gate_id, entry=1, at=scan.at, scan_id=scan.id)
            .returning(Attendance.id)
        )
        if entered is not None:
            scan.result = ScanResult.ADMITTED
            return None
        first = first_admission(scan.delegate_id, scan.gate_id)
        if first is not None:
            scan.result, scan.names_id = ScanResult.REPEATED, first.id
            return first
    raise ScanReused  # the other unique key: this scan's id admitted another delegate at the same instant


UNDONE_MEANWHILE = 3
"""How often an admission may be undone between our finding it and our reading it."""


def _keep(scan: Scan, **known: Base | None) -> Scan:
    """Store the scan. Sent twice at the same instant, it is stored once, and both get the one that was stored.

    ``known`` are its relations that are loaded already: whoever puts it into words asks for them.
    """
    values = {column.key: getattr(scan, column.key) for column in sa.inspect(Scan).columns}
    kept = db.session.scalar(insert_new(Scan).values(values).returning(Scan))
    if kept is not None:
        for name, row in known.items():
            set_committed_value(kept, name, row)
        return kept
    if scan.result is ScanResult.ADMITTED:  # the stored one did not enter, or ours would not have
        db.session.execute(sa.delete(Attendance).where(Attendance.scan_id == scan.id))
    return _same(scan_with(scan.id), scan.digest)


def _same(known: Scan | None, digest: str) -> Scan:
    if known is None or known.digest != digest:
        raise ScanReused
    return known


def _digest(*parts: object) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
