"""Scans, and what they point to."""

from collections.abc import Collection
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from meeting.checkin.enums import ScanResult
from meeting.checkin.models import Badge, Scan
from meeting.checkin.queries.badges import SHOWN
from meeting.db import db
from meeting.meetings.models import Guest
from meeting.registration.models import Delegate, Delegation, Enrolment

_SCANS = Scan.__table__
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


def scans_with(scan_ids: Collection[UUID]) -> dict[UUID, Scan]:
    """Those there are, each with all that its answer shows. Mostly there are none, and nine joins are a millisecond."""
    if not scan_ids:
        return {}
    known = db.session.execute(sa.select(_SCANS.c.id).where(_SCANS.c.id.in_(scan_ids))).scalars().all()
    if not known:
        return {}
    return {scan.id: scan for scan in db.session.scalars(sa.select(Scan).where(Scan.id.in_(known)).options(*_PARTS))}


def named_scans(scan_ids: Collection[UUID]) -> dict[UUID, Scan]:
    """Scans that others undo or override."""
    if not scan_ids:
        return {}
    return {scan.id: scan for scan in db.session.scalars(sa.select(Scan).where(Scan.id.in_(scan_ids)))}


def scans_of(scan_ids: Collection[UUID]) -> dict[UUID, Scan]:
    """The first scans that repeated ones name, with who made them."""
    if not scan_ids:
        return {}
    query = sa.select(Scan).where(Scan.id.in_(scan_ids)).options(joinedload(Scan.account), joinedload(Scan.device))
    return {scan.id: scan for scan in db.session.scalars(query)}


def undone_of(scan_ids: Collection[UUID]) -> set[UUID]:
    """Those of them that were undone."""
    if not scan_ids:
        return set()
    undone = sa.select(Scan.names_id).where(Scan.names_id.in_(scan_ids), Scan.result == ScanResult.UNDONE)
    return {scan_id for scan_id in db.session.scalars(undone) if scan_id is not None}


def scan_of(meeting_id: int, scan_id: UUID) -> Scan | None:
    """A scan of this meeting, with its gate."""
    query = sa.select(Scan).where(Scan.id == scan_id, Scan.meeting_id == meeting_id)
    return db.session.scalar(query.options(joinedload(Scan.gate)))


def scanned_badges(tokens: Collection[bytes]) -> dict[bytes, tuple[Badge, Delegate]]:
    """Whose badges verified codes are, of whatever meeting. Nobody else scans them until the transaction ends."""
    if not tokens:
        return {}
    query = sa.select(Badge, Delegate).join(Delegate, Delegate.id == Badge.delegate_id).options(*SHOWN)
    held = query.where(Badge.token.in_(tokens)).with_for_update(of=Delegate, key_share=True)
    return {badge.token: (badge, delegate) for badge, delegate in db.session.execute(held) if badge.token}


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


def hold_everybody(meeting_id: int) -> None:
    """The same of all delegates of a meeting."""
    if db.engine.dialect.name == "postgresql":
        everybody = sa.select(Delegate.id).where(Delegate.meeting_id == meeting_id).order_by(Delegate.id)
        db.session.execute(everybody.with_for_update(key_share=True))


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
    """The ids of those of them that somebody has undone."""
    return undone_of([scan.id for scan in scans])


def host_of(meeting_id: int, person_id: int) -> str:
    """接待人 of a leader or guest; empty: none is kept."""
    query = sa.select(Guest.received_by).where(Guest.meeting_id == meeting_id, Guest.person_id == person_id)
    return db.session.scalar(query) or ""
