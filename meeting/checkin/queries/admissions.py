"""Who was let in: which scans count, which contradict each other, and whether attendance is what they add up to."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from meeting.checkin.enums import PASSAGES, ScanResult, Way
from meeting.checkin.models import Attendance, Gate, Reviewed, Scan
from meeting.checkin.queries.badges import SHOWN
from meeting.checkin.queries.gates import gates_of
from meeting.checkin.rules import Passage, Stay, stays
from meeting.db import Instant, db
from meeting.meetings.models import Meeting
from meeting.registration.models import Delegate

TOGETHER = 60
"""Seconds in which one device lets one delegate in twice and it is one coming."""

_Undo = aliased(Scan)

_KNOWN: sa.ColumnElement[bool] = sa.and_(Scan.delegate_id.is_not(None), Scan.refusal.is_(None))
_PASSES: sa.ColumnElement[bool] = sa.func.coalesce(Scan.shown, Scan.result).in_(PASSAGES)

COUNTS: sa.ColumnElement[bool] = sa.and_(
    _KNOWN,
    _PASSES,
    ~sa.exists().where(_Undo.names_id == Scan.id, _Undo.result == ScanResult.UNDONE),
)
"""Scans by which somebody went in or out, and which nobody has undone: what was shown at the gate decides."""


Place = tuple[int, int]
"""(delegate, gate)."""

_PASSAGES = sa.select(Scan.delegate_id, Scan.gate_id, Scan.at, Scan.id, Scan.way).where(
    Scan.gate_id.in_(sa.bindparam("gates", expanding=True)), COUNTS
)
_PASSAGES_OF = _PASSAGES.where(Scan.delegate_id.in_(sa.bindparam("delegates", expanding=True)))


def passages_of(delegate_ids: Collection[int] | None, gate_ids: Collection[int]) -> dict[Place, list[Passage]]:
    """(delegate, gate) → what counts of these delegates, None: of all, at these gates; one statement."""
    given = {"gates": list(gate_ids)} | ({} if delegate_ids is None else {"delegates": list(delegate_ids)})
    found: dict[Place, list[Passage]] = {}
    query = _PASSAGES if delegate_ids is None else _PASSAGES_OF
    for delegate_id, gate_id, *passage in db.session.connection().execute(query, given):
        found.setdefault((delegate_id, gate_id), []).append(Passage(*passage))
    return found


def standing(gate_ids: Collection[int], delegate_ids: Collection[int] | None = None) -> dict[Place, list[Stay]]:
    """The same, of attendance as it stands."""
    query = sa.select(
        Attendance.delegate_id, Attendance.gate_id, Attendance.entry, Attendance.at, Attendance.scan_id,
        Attendance.left_at, Attendance.left_scan_id,
    ).where(Attendance.gate_id.in_(gate_ids)).order_by(Attendance.entry)  # fmt: skip
    if delegate_ids is not None:
        query = query.where(Attendance.delegate_id.in_(delegate_ids))
    found: dict[Place, list[Stay]] = {}
    for delegate_id, gate_id, entry, at, scan_id, left_at, left_id in db.session.execute(query):
        left = Passage(left_at, left_id, Way.OUT) if left_id else None
        found.setdefault((delegate_id, gate_id), []).append(Stay(entry, Passage(at, scan_id, Way.IN), left))
    return found


class Double(NamedTuple):
    """One delegate who was let in more than once at one gate."""

    delegate: Delegate
    gate: Gate
    scans: list[Scan]
    """The earliest first."""


def doubles_of(meeting: Meeting) -> list[Double]:
    """Admissions of which only one counts: on two devices without network, by a copied badge or an honest mistake.

    What one device lets in twice within a minute is one coming: it waited for an answer in vain and asked again. What
    an organiser has looked at isn't there any more, until something is added to it.
    """
    gates = {gate.id: gate for gate in gates_of(meeting.id)}
    often = (
        sa.select(Scan.delegate_id)
        .where(Scan.meeting_id == meeting.id, COUNTS)
        .group_by(Scan.delegate_id, Scan.gate_id)
        .having(sa.func.count() > 1)
    )
    twice = [delegate_id for delegate_id in db.session.scalars(often) if delegate_id is not None]
    several: list[list[UUID]] = []
    for (_, gate_id), passages in sorted(passages_of(twice, gates).items()):
        found = stays(passages, gates[gate_id].passing, meeting.zone)
        several += [[passage.scan_id for passage in (stay.came, *stay.also)] for stay in found if stay.also]
    query = sa.select(Scan).options(*_PARTS)
    ids = [scan_id for those in several for scan_id in those]
    parts = [ids[start : start + 5000] for start in range(0, len(ids), 5000)]
    scans = {scan.id: scan for part in parts for scan in db.session.scalars(query.where(Scan.id.in_(part)))}
    doubles = []
    seen = reviewed_of(meeting.id)
    for those in several:
        comings: list[Scan] = []
        for scan in (scans[scan_id] for scan_id in those):
            if not comings or not _one_coming(comings[-1], scan):
                comings.append(scan)
        if len(comings) > 1 and not seen.issuperset(scan.id for scan in comings):
            doubles.append(Double(comings[0].delegate, comings[0].gate, comings))  # type: ignore[arg-type]
    return doubles


def let_in_wrongly(meeting_id: int) -> list[Scan]:
    """Whom a device let in by itself though the code, the badge, the gate or the device was void, the latest first."""
    query = sa.select(Scan).where(
        Scan.meeting_id == meeting_id, Scan.shown == ScanResult.ADMITTED, Scan.refusal.is_not(None),
        ~sa.exists().where(Reviewed.scan_id == Scan.id),
    )  # fmt: skip
    return list(db.session.scalars(query.options(*_PARTS).order_by(Scan.at.desc(), Scan.id)))


def reviewed_of(meeting_id: int) -> set[UUID]:
    """Scans of the meeting that an organiser has looked at."""
    query = sa.select(Reviewed.scan_id).join(Scan, Scan.id == Reviewed.scan_id).where(Scan.meeting_id == meeting_id)
    return set(db.session.scalars(query))


class Told(NamedTuple):
    """A passage as devices are told of it; undone: it no longer counts."""

    delegate_id: int
    gate_id: int
    at: datetime
    scan_id: UUID
    way: Way
    undone: bool
    received_at: datetime


def told_since(meeting_id: int, gate_ids: Collection[int], since: datetime | None) -> list[Told]:
    """Passages at these gates that were received since; None: those that attendance rests on."""
    if since is None:
        return [
            Told(*place, passage.at, passage.scan_id, passage.way, False, passage.at)
            for place, found in standing(gate_ids).items()
            for stay in found
            for passage in (stay.came, stay.left)
            if passage is not None
        ]
    rows = db.session.connection().execute(_LATELY, {"meeting": meeting_id, "gates": list(gate_ids), "since": since})
    return [Told(*row) for row in rows]


def overlap() -> timedelta:
    """What was received so long before is told again: it may have been committed after what came later. Where there is
    one writer (SQLite), nothing is.
    """
    return timedelta(seconds=5) if db.engine.dialect.name == "postgresql" else timedelta(0)


_Named = aliased(Scan)
_UNDONE = Scan.result == ScanResult.UNDONE
_LATELY = (
    sa.select(
        Scan.delegate_id, Scan.gate_id, sa.case((_UNDONE, _Named.at), else_=Scan.at),
        sa.case((_UNDONE, _Named.id), else_=Scan.id), sa.case((_UNDONE, _Named.way), else_=Scan.way), _UNDONE,
        Scan.received_at,
    )
    .outerjoin(_Named, _Named.id == Scan.names_id)
    .where(
        Scan.meeting_id == sa.bindparam("meeting"),
        Scan.gate_id.in_(sa.bindparam("gates", expanding=True)),
        Scan.received_at >= sa.bindparam("since", type_=Instant()),
        _KNOWN,
        sa.or_(_UNDONE, _PASSES),
    )
    .order_by(Scan.received_at, Scan.id)
)  # fmt: skip


def _one_coming(before: Scan, scan: Scan) -> bool:
    same = before.device_id is not None and before.device_id == scan.device_id
    return same and (scan.at - before.at).total_seconds() <= TOGETHER


_PARTS = (
    joinedload(Scan.gate), joinedload(Scan.device), joinedload(Scan.account),
    *(joinedload(Scan.delegate).options(part) for part in SHOWN),
)  # fmt: skip


def wrongly_settled(meeting: Meeting) -> list[Place]:
    """(delegate, gate) whose attendance isn't what their scans add up to: none, or something is wrong."""
    gates = {gate.id: gate for gate in gates_of(meeting.id)}
    should = {
        place: [replace(stay, also=()) for stay in stays(found, gates[place[1]].passing, meeting.zone)]
        for place, found in passages_of(None, gates).items()
    }
    stands = standing(gates)
    return sorted(key for key in should.keys() | stands.keys() if should.get(key, []) != stands.get(key, []))
