"""Scans, and what they point to."""

from collections.abc import Collection
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from meeting.checkin.codes import Code
from meeting.checkin.enums import ScanResult
from meeting.checkin.models import Attendance, Badge, Scan
from meeting.checkin.queries.badges import SHOWN
from meeting.db import db
from meeting.registration.models import Delegate, Delegation, Enrolment

_PARTS = (
    joinedload(Scan.gate),
    joinedload(Scan.account),
    joinedload(Scan.device),
    joinedload(Scan.delegate).joinedload(Delegate.person),
    joinedload(Scan.delegate).joinedload(Delegate.delegation).joinedload(Delegation.unit),
    joinedload(Scan.delegate).joinedload(Delegate.enrolment).joinedload(Enrolment.session),
    joinedload(Scan.names).joinedload(Scan.gate),
    joinedload(Scan.names).joinedload(Scan.account),
    joinedload(Scan.names).joinedload(Scan.device),
)


def scan_with(scan_id: UUID) -> Scan | None:
    """The scan with all that its answer shows."""
    return db.session.scalar(sa.select(Scan).where(Scan.id == scan_id).options(*_PARTS))


def scan_of(meeting_id: int, scan_id: UUID) -> Scan | None:
    """A scan of this meeting, with its gate."""
    query = sa.select(Scan).where(Scan.id == scan_id, Scan.meeting_id == meeting_id)
    return db.session.scalar(query.options(joinedload(Scan.gate)))


def scanned_badge(code: Code) -> tuple[Badge, Delegate] | None:
    """Whose badge a verified code is, of whatever meeting. Nobody else scans them until the transaction ends."""
    query = sa.select(Badge, Delegate).join(Delegate, Delegate.id == Badge.delegate_id).options(*SHOWN)
    held = query.where(Badge.token == code.token).with_for_update(of=Delegate, key_share=True)
    row = db.session.execute(held).first()
    return None if row is None else (row[0], row[1])


def hold_delegates(tokens: Collection[bytes], scan_ids: Collection[UUID]) -> None:
    """Nobody else scans those whose badges or scans these are until the transaction ends. Locked in the order of their
    ids, so that two who hand in the same people in another order don't wait for each other (PostgreSQL).
    """
    if db.engine.dialect.name != "postgresql" or len(tokens) + len(scan_ids) < 2:
        return
    of_badges = sa.select(Badge.delegate_id).where(Badge.token.in_(tokens))
    of_scans = sa.select(Scan.delegate_id).where(Scan.id.in_(scan_ids))
    either = sa.or_(Delegate.id.in_(of_badges), Delegate.id.in_(of_scans))
    held = sa.select(Delegate.id).where(either).order_by(Delegate.id)
    db.session.execute(held.with_for_update(key_share=True))


def first_admission(delegate_id: int | None, gate_id: int) -> Scan | None:
    """The scan that a delegate's attendance at a gate rests on."""
    return db.session.scalar(
        sa.select(Scan)
        .join(Attendance, Attendance.scan_id == Scan.id)
        .where(Attendance.delegate_id == delegate_id, Attendance.gate_id == gate_id, Attendance.entry == 1)
        .options(joinedload(Scan.account), joinedload(Scan.device))
    )


def last_scans(gate_id: int, account_id: int | None, count: int) -> list[Scan]:
    """What this account scanned at the gate, the latest first."""
    return list(
        db.session.scalars(
            sa.select(Scan)
            .where(Scan.gate_id == gate_id, Scan.account_id == account_id)
            .options(*_PARTS)
            .order_by(Scan.at.desc(), Scan.id.desc())
            .limit(count)
        )
    )


def undone_among(scans: list[Scan]) -> set[UUID]:
    """The ids of those scans whose admission no longer stands."""
    admitted = [scan.id for scan in scans if scan.result is ScanResult.ADMITTED]
    standing = set(db.session.scalars(sa.select(Attendance.scan_id).where(Attendance.scan_id.in_(admitted))))
    return set(admitted) - standing
