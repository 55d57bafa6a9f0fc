"""请假: who is expected at a gate and has said that they won't come."""

from datetime import datetime

import sqlalchemy as sa

from meeting.checkin.models import Gate, Leave
from meeting.db import db
from meeting.errors import N_, Invalid
from meeting.history.operations import By, Changes, record, take_turn
from meeting.registration.models import Delegate

LONGEST_REASON = 100


class LeaveReasonLong(Invalid):
    code = "leave-reason-long"
    sentence = N_("请假的原因最多 %(longest)d 个字。")
    field = "reason"


def excuse(gate: Gate, delegate: Delegate, reason: str, *, at: datetime, by: By) -> None:
    """Write down that they won't come; again: another reason. Raises ``LeaveReasonLong``."""
    reason = " ".join(reason.split())
    if len(reason) > LONGEST_REASON:
        raise LeaveReasonLong(longest=LONGEST_REASON)
    take_turn(gate.meeting.society_id)
    leave = _of(gate, delegate)
    before = None if leave is None else leave.reason
    if before == reason:
        return
    if leave is None:
        leave = Leave(gate_id=gate.id, delegate_id=delegate.id)
        db.session.add(leave)
    leave.reason, leave.at, leave.account_id = reason, at, by.account_id
    _record("excuse-delegate", gate, delegate, {"leave": (before, reason), "gate": (None, gate.name)}, at=at, by=by)


def take_leave_back(gate: Gate, delegate: Delegate, *, at: datetime, by: By) -> None:
    """They come after all. Harmless again."""
    take_turn(gate.meeting.society_id)
    leave = _of(gate, delegate)
    if leave is not None:
        db.session.delete(leave)
        changes = {"leave": (leave.reason, None), "gate": (None, gate.name)}
        _record("expect-delegate", gate, delegate, changes, at=at, by=by)


def _of(gate: Gate, delegate: Delegate) -> Leave | None:
    return db.session.scalar(sa.select(Leave).where(Leave.gate_id == gate.id, Leave.delegate_id == delegate.id))


def _record(
    action: str, gate: Gate, delegate: Delegate, changes: Changes, *, at: datetime, by: By
) -> None:
    db.session.flush()
    meeting = gate.meeting
    record(action, delegate, by=by, at=at, society_id=meeting.society_id, meeting_id=meeting.id, changes=changes)
