"""Who was let in: which scans count, which contradict each other, and whether attendance is what they add up to."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from meeting.checkin.enums import ScanResult
from meeting.checkin.models import Attendance, Gate, Scan
from meeting.checkin.queries.badges import SHOWN
from meeting.db import db
from meeting.registration.models import Delegate

TOGETHER = 60
"""Seconds in which one device lets one delegate in twice and it is one coming."""

_Undo = aliased(Scan)

LET_IN: sa.ColumnElement[bool] = sa.and_(
    Scan.delegate_id.is_not(None),
    Scan.refusal.is_(None),
    sa.func.coalesce(Scan.shown, Scan.result) == ScanResult.ADMITTED,
)
"""Scans by which somebody went in: what was shown at the gate decides."""

COUNTS: sa.ColumnElement[bool] = sa.and_(
    LET_IN, ~sa.exists().where(_Undo.names_id == Scan.id, _Undo.result == ScanResult.UNDONE)
)
"""Those of them that nobody has undone."""


class Double(NamedTuple):
    """One delegate who was let in more than once at one gate."""

    delegate: Delegate
    gate: Gate
    scans: list[Scan]
    """The earliest first."""


def doubles_of(meeting_id: int) -> list[Double]:
    """Admissions of which only one counts: on two devices without network, by a copied badge or an honest mistake.

    What one device lets in twice within a minute is one coming: it waited for an answer in vain and asked again.
    """
    place = (Scan.delegate_id, Scan.gate_id)
    several = (
        sa.select(*place).where(Scan.meeting_id == meeting_id, COUNTS).group_by(*place).having(sa.func.count() > 1)
    ).subquery()
    query = (
        sa.select(Scan)
        .join(several, sa.and_(several.c.delegate_id == Scan.delegate_id, several.c.gate_id == Scan.gate_id))
        .where(COUNTS)
        .options(*_PARTS)
        .order_by(Scan.delegate_id, Scan.gate_id, Scan.at, Scan.id)
    )
    found: dict[tuple[int | None, int], list[Scan]] = {}
    for scan in db.session.scalars(query):
        scans = found.setdefault((scan.delegate_id, scan.gate_id), [])
        if not scans or not _one_coming(scans[-1], scan):
            scans.append(scan)
    return [Double(scans[0].delegate, scans[0].gate, scans) for scans in found.values() if len(scans) > 1]  # type: ignore[arg-type]


def let_in_wrongly(meeting_id: int) -> list[Scan]:
    """Whom a device let in by itself though the code, the badge, the gate or the device was void, the latest first."""
    query = sa.select(Scan).where(
        Scan.meeting_id == meeting_id, Scan.shown == ScanResult.ADMITTED, Scan.refusal.is_not(None)
    )
    return list(db.session.scalars(query.options(*_PARTS).order_by(Scan.at.desc(), Scan.id)))


def admissions_since(gate_ids: list[int], since: datetime | None) -> list[tuple[int, int, datetime, UUID, bool]]:
    """(delegate, gate, at, scan, undone) of admissions at these gates that were received since; None: that stand."""
    if since is None:
        stands = sa.select(Attendance.delegate_id, Attendance.gate_id, Attendance.at, Attendance.scan_id).where(
            Attendance.gate_id.in_(gate_ids), Attendance.entry == 1
        )
        return [(*row, False) for row in db.session.execute(stands).tuples()]
    lately = sa.select(Scan).where(
        Scan.gate_id.in_(gate_ids), Scan.received_at >= since, Scan.delegate_id.is_not(None), Scan.refusal.is_(None)
    )
    found = []
    for scan in db.session.scalars(lately.options(joinedload(Scan.names)).order_by(Scan.received_at, Scan.id)):
        if scan.result is ScanResult.UNDONE and scan.names is not None:
            found.append((scan.delegate_id, scan.gate_id, scan.names.at, scan.names.id, True))
        elif (scan.shown or scan.result) is ScanResult.ADMITTED:
            found.append((scan.delegate_id, scan.gate_id, scan.at, scan.id, False))
    return found  # type: ignore[return-value]


def _one_coming(before: Scan, scan: Scan) -> bool:
    same = before.device_id is not None and before.device_id == scan.device_id
    return same and (scan.at - before.at).total_seconds() <= TOGETHER


_PARTS = (
    joinedload(Scan.gate), joinedload(Scan.device), joinedload(Scan.account),
    *(joinedload(Scan.delegate).options(part) for part in SHOWN),
)  # fmt: skip


def wrongly_settled(meeting_id: int) -> list[tuple[int, int]]:
    """(delegate, gate) whose attendance isn't what their scans add up to: none, or something is wrong."""
    ranked = (
        sa.select(
            Scan.delegate_id, Scan.gate_id, Scan.id,
            sa.func.row_number().over(partition_by=(Scan.delegate_id, Scan.gate_id), order_by=(Scan.at, Scan.id))
            .label("rank"),
        )
        .where(Scan.meeting_id == meeting_id, COUNTS)
        .subquery()
    )  # fmt: skip
    should = {
        (delegate, gate): scan
        for delegate, gate, scan in db.session.execute(
            sa.select(ranked.c.delegate_id, ranked.c.gate_id, ranked.c.id).where(ranked.c.rank == 1)
        ).tuples()
    }
    mine = sa.select(Scan.id).where(Scan.meeting_id == meeting_id)
    rows = sa.select(Attendance.delegate_id, Attendance.gate_id, Attendance.scan_id).where(
        Attendance.entry == 1, Attendance.scan_id.in_(mine)
    )
    stands = {(delegate, gate): scan for delegate, gate, scan in db.session.execute(rows).tuples()}
    return sorted(key for key in should.keys() | stands.keys() if should.get(key) != stands.get(key))
