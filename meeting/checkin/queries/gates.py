"""Gates of a meeting, and the sessions that have none yet."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session as Reading
from sqlalchemy.orm import joinedload, selectinload

from meeting.checkin.models import Gate
from meeting.db import db
from meeting.history.models import Head
from meeting.meetings.models import Meeting
from meeting.programme.enums import SessionKind
from meeting.programme.models import Session


def gates_of(meeting_id: int) -> list[Gate]:
    """All gates, closed ones too, in their order."""
    return list(db.session.scalars(_of(meeting_id)))


def _of(meeting_id: int) -> sa.Select[tuple[Gate]]:
    parts = (joinedload(Gate.session), joinedload(Gate.meeting), selectinload(Gate.rules), selectinload(Gate.shows))
    return sa.select(Gate).where(Gate.meeting_id == meeting_id).options(*parts).order_by(Gate.position, Gate.id)


class Kept(NamedTuple):
    """A meeting with its gates, to be read only: they belong to no session and to no thread."""

    digest: str | None
    """Of the end of its society's history, when they were read."""
    meeting: Meeting
    gates: dict[int, Gate]


def kept_gates(meeting_ids: Collection[int]) -> dict[int, Kept]:
    """The gates of these meetings with all that a scan at them asks.

    The process keeps them until something is written into the history of their society, as every change of a gate or a
    meeting is: one small statement in place of six for each who stands in line.
    """
    heads = dict(db.session.connection().execute(_HEADS).tuples().all())
    found: dict[int, Kept] = {}
    for meeting_id in sorted(meeting_ids):
        kept = _kept.get(meeting_id)
        if kept is None or kept.digest is None or kept.digest != heads.get(kept.meeting.society_id):
            kept = _read(meeting_id, heads)
        found[meeting_id] = kept
    _kept.update(found)
    return found


def _read(meeting_id: int, heads: Mapping[int, str]) -> Kept:
    """Through a session of their own, which they outlive."""
    with Reading(db.session.connection(), join_transaction_mode="rollback_only", autoflush=False) as own:
        gates = {gate.id: gate for gate in own.scalars(_of(meeting_id))}
        meeting = own.get_one(Meeting, meeting_id)
        own.expunge_all()
    return Kept(heads.get(meeting.society_id), meeting, gates)


_kept: dict[int, Kept] = {}
"""Of all threads: each answers with what it found, whatever another puts there meanwhile."""
_HEADS = sa.select(Head.society_id, Head.digest)


def sessions_without_gate(meeting_id: int) -> list[Session]:
    """Sessions that can have one; 签到 on the programme is the meeting's own gate."""
    return list(
        db.session.scalars(
            sa.select(Session)
            .outerjoin(Gate, Gate.session_id == Session.id)
            .where(Session.meeting_id == meeting_id, Gate.id.is_(None), Session.kind != SessionKind.CHECK_IN)
            .order_by(Session.starts_at, Session.id)
        )
    )
