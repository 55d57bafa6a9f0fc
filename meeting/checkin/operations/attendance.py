"""Attendance: what the scans of one delegate at one gate add up to, whatever the order in which they came."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa

from meeting.checkin.inserting import insert_new
from meeting.checkin.models import Attendance, Gate, Reviewed, Scan
from meeting.checkin.queries.admissions import Place, passages_of, standing
from meeting.checkin.rules import Stay, stays
from meeting.db import db
from meeting.history.operations import By
from meeting.meetings.models import Meeting


def settle(wanted: Mapping[Place, Sequence[Stay]], known: Mapping[Place, Sequence[Stay]]) -> None:
    """See that attendance is what is wanted, where it was what is known. Two statements at most, however many.

    Whoever calls this holds the delegates' rows from before reading what is known.
    """
    after = {_Row.of(place, stay) for place, found in wanted.items() for stay in found}
    before = {_Row.of(place, stay) for place, found in known.items() for stay in found}
    if gone := before - after:
        rows = [{"of": row.delegate_id, "there": row.gate_id, "which": row.entry} for row in gone]
        db.session.connection().execute(_DELETE, rows)
    if new := after - before:
        ordered = sorted(new, key=lambda row: row[:3])
        db.session.connection().execute(_INSERT, [row._asdict() for row in ordered])


def settle_anew(gates: Sequence[Gate], delegate_ids: Sequence[int] | None = None) -> None:
    """See that attendance at these gates is what all scans there add up to; ``delegate_ids`` None: everybody's."""
    zones = {gate.id: gate.meeting.zone for gate in gates}
    passages = passages_of(delegate_ids, zones)
    known = standing(zones, delegate_ids)
    passing = {gate.id: gate.passing for gate in gates}
    wanted = {place: stays(found, passing[place[1]], zones[place[1]]) for place, found in passages.items()}
    settle(wanted, known)


def review(meeting: Meeting, scan_ids: Sequence[UUID], *, at: datetime, by: By) -> None:
    """An organiser has looked at these scans of the meeting: they aren't reported again. Harmless again."""
    known = sa.select(Scan.id).where(Scan.id.in_(scan_ids), Scan.meeting_id == meeting.id)
    for scan_id in list(db.session.scalars(known)):
        values = {"scan_id": scan_id, "at": at, "account_id": by.account_id}
        db.session.execute(insert_new(Reviewed).values(values))


class _Row(NamedTuple):
    delegate_id: int
    gate_id: int
    entry: int
    at: datetime
    scan_id: UUID
    left_at: datetime | None
    left_scan_id: UUID | None

    @classmethod
    def of(cls, place: Place, stay: Stay) -> "_Row":
        left = stay.left
        return cls(*place, stay.entry, stay.came.at, stay.came.scan_id, left and left.at, left and left.scan_id)


_INSERT = sa.insert(Attendance.__table__)  # type: ignore[arg-type]
_DELETE = sa.delete(Attendance.__table__).where(  # type: ignore[arg-type]
    Attendance.delegate_id == sa.bindparam("of"), Attendance.gate_id == sa.bindparam("there"),
    Attendance.entry == sa.bindparam("which"),
)  # fmt: skip
