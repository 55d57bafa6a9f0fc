"""Attendance: what the scans of one delegate at one gate add up to, whatever the order in which they came.

Whoever adds a scan of a delegate holds the delegate's row from before reading what there is: ``scanned_badge`` and
``held_delegate`` lock it.
"""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from meeting.checkin.models import Attendance, Scan
from meeting.checkin.queries.admissions import COUNTS
from meeting.db import db


def settle(delegate_id: int, gate_id: int) -> None:
    """The earliest scan that counts is the admission; none: the delegate isn't there. Harmless again."""
    here = sa.and_(Attendance.delegate_id == delegate_id, Attendance.gate_id == gate_id, Attendance.entry == 1)
    first = db.session.execute(
        sa.select(Scan.id, Scan.at)
        .where(Scan.delegate_id == delegate_id, Scan.gate_id == gate_id, COUNTS)
        .order_by(Scan.at, Scan.id)
        .limit(1)
    ).first()
    known = db.session.scalar(sa.select(Attendance.scan_id).where(here))
    if first is None:
        db.session.execute(sa.delete(Attendance).where(here))
    elif known is None:
        enter(delegate_id, gate_id, first[0], first[1])
    elif known != first[0]:
        db.session.execute(sa.update(Attendance).where(here).values(scan_id=first[0], at=first[1]))


def enter(delegate_id: int, gate_id: int, scan_id: UUID, at: datetime) -> None:
    """The first who comes."""
    db.session.execute(
        sa.insert(Attendance).values(delegate_id=delegate_id, gate_id=gate_id, entry=1, at=at, scan_id=scan_id)
    )
