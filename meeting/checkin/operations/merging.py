"""Two entries of one delegate become one: their badges, scans and attendances."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from meeting.checkin.enums import Passing, ScanResult
from meeting.checkin.models import Attendance, Badge, Gate, Leave, Scan
from meeting.checkin.operations.attendance import settle_anew
from meeting.checkin.queries.admissions import passages_of
from meeting.checkin.queries.badges import active_badge
from meeting.checkin.queries.cards import CARDS, badge_subject
from meeting.checkin.queries.gates import gates_of
from meeting.checkin.rules import stays
from meeting.db import db, uuid7
from meeting.history.operations import By
from meeting.printing.operations.runs import hand_over
from meeting.printing.queries import printed_at
from meeting.registration.models import Delegate


def take_over_check_ins(kept: Delegate, gone: Delegate, *, at: datetime, by: By) -> dict[str, tuple[Any, Any]]:
    """All that was printed for and scanned of ``gone`` is ``kept``'s; one badge goes on to hold, one admission counts.

    Both delegates are locked. Returns field → (what doesn't hold any more, what does), for the history.
    """
    lost = _keep_one_badge(kept, gone, at=at)
    gates = gates_of(kept.meeting_id)
    _keep_first_admissions(kept, gone, gates, at=at, by=by)
    excused = sa.select(Leave.gate_id).where(Leave.delegate_id == kept.id)
    db.session.execute(sa.delete(Leave).where(Leave.delegate_id == gone.id, Leave.gate_id.in_(excused)))
    db.session.execute(sa.update(Leave).where(Leave.delegate_id == gone.id).values(delegate_id=kept.id))
    db.session.execute(sa.delete(Attendance).where(Attendance.delegate_id == gone.id))
    for model in (Badge, Scan):
        db.session.execute(sa.update(model).where(model.delegate_id == gone.id).values(delegate_id=kept.id))
    settle_anew(gates, [kept.id])
    return lost


def _keep_one_badge(kept: Delegate, gone: Delegate, *, at: datetime) -> dict[str, tuple[Any, Any]]:
    """The only one that holds goes on to; of two ``kept``'s, unless only the other was printed: it may be worn."""
    ours, theirs = active_badge(kept.id), active_badge(gone.id)
    if theirs is None:
        return {}
    mine, other = badge_subject(kept.id), badge_subject(gone.id)
    printed = printed_at(kept.meeting_id, CARDS, [mine, other])
    if ours is not None and not (other in printed and mine not in printed):
        theirs.revoked_at = at
        db.session.flush()  # only one badge of a delegate holds
        return {"badge": (theirs.id, ours.id)}
    for kind in CARDS:
        hand_over(kept.meeting_id, kind, other, mine)
    if ours is None:
        return {}
    ours.revoked_at = at
    db.session.flush()  # only one badge of a delegate holds
    return {"badge": (ours.id, theirs.id)}


def _keep_first_admissions(kept: Delegate, gone: Delegate, gates: list[Gate], *, at: datetime, by: By) -> None:
    """Of two comings of which one counts the later is undone as at a gate: nobody let anybody in twice."""
    passages = passages_of([kept.id, gone.id], [gate.id for gate in gates])
    for gate in gates:
        if gate.passing is Passing.IN_OUT:
            continue
        each = [stays(passages.get((one.id, gate.id), []), gate.passing, kept.meeting.zone) for one in (kept, gone)]
        both = stays([stay.came for found in each for stay in found], gate.passing, kept.meeting.zone)
        for passage in (passage for stay in both for passage in stay.also):
            db.session.add(_undoing(db.session.get_one(Scan, passage.scan_id), at=at, by=by))
    db.session.flush()


def _undoing(scan: Scan, *, at: datetime, by: By) -> Scan:
    return Scan(
        id=uuid7(), meeting_id=scan.meeting_id, gate_id=scan.gate_id, badge_id=scan.badge_id,
        delegate_id=scan.delegate_id, result=ScanResult.UNDONE, method=scan.method, at=at, received_at=at,
        account_id=by.account_id, digest="", names_id=scan.id,
    )  # fmt: skip
