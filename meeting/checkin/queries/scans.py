"""Scans, and whom they are of: as plain values, which outlive their transaction and cost a gate least.

The statements are made once: what a queue waits for is not built anew for each who stands in it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from meeting.accounts.models import Account
from meeting.checkin.enums import Refusal, ScanMethod, ScanResult, Way
from meeting.checkin.models import Badge, Device, Scan
from meeting.checkin.queries.badges import SHOWN
from meeting.db import db
from meeting.meetings.models import Guest
from meeting.people.models import Person, Unit
from meeting.programme.models import Session
from meeting.registration.enums import Category, DelegateState, EnrolmentState
from meeting.registration.models import Delegate, Delegation, Enrolment


class Whom(NamedTuple):
    """A delegate: what the rules of a gate ask of them, and what it may show."""

    id: int
    meeting_id: int
    state: DelegateState
    category: Category
    name: str
    unit: str | None
    post: str
    hotel: bool | None
    hotel_wish: str
    diet: str
    remarks: str
    forum_id: int | None
    forum: str | None
    seat: EnrolmentState | None
    host: str | None
    """接待人 of a leader or guest."""

    @property
    def enrolled_in(self) -> int | None:
        """The session in which they have a seat; to wait for one is none."""
        return self.forum_id if self.seat is EnrolmentState.ENROLLED else None


class Worn(NamedTuple):
    """A badge and who wears it."""

    badge_id: int
    meeting_id: int
    revoked_at: datetime | None
    whom: Whom


@dataclass
class Taken:
    """A scan with all that its answer shows. Its fields are the columns of ``Scan``, and whom, by whom and which first
    one it is about.
    """

    id: UUID
    meeting_id: int
    gate_id: int
    badge_id: int | None
    delegate_id: int | None
    result: ScanResult
    refusal: Refusal | None
    warning: Refusal | None
    way: Way
    reason: str
    method: ScanMethod
    at: datetime
    received_at: datetime
    account_id: int | None
    device_id: int | None
    device_at: datetime | None
    offset_ms: int | None
    shown: ScanResult | None
    digest: str
    names_id: UUID | None
    whom: Whom | None = None
    by: str = ""
    """The name of the device or the account; empty: the operator."""
    first: "Taken | None" = None
    """For a repeated scan."""


COLUMNS = [column.name for column in Scan.__table__.columns]

_SCANS, _BADGES, _DELEGATES = (model.__table__ for model in (Scan, Badge, Delegate))
_DELEGATIONS, _ENROLMENTS, _GUESTS = (model.__table__ for model in (Delegation, Enrolment, Guest))
_PEOPLE, _UNITS, _SESSIONS = (model.__table__ for model in (Person, Unit, Session))
_ACCOUNTS, _DEVICES = Account.__table__, Device.__table__

_WHOM: list[sa.ColumnElement[Any]] = [
    _DELEGATES.c.id, _DELEGATES.c.meeting_id, _DELEGATES.c.state, _DELEGATES.c.category, _PEOPLE.c.name, _UNITS.c.name,
    _DELEGATES.c.post, _DELEGATES.c.hotel, _DELEGATES.c.hotel_wish, _DELEGATES.c.diet, _DELEGATES.c.remarks,
    _ENROLMENTS.c.session_id, _SESSIONS.c.title, _ENROLMENTS.c.state, _GUESTS.c.received_by,
]  # fmt: skip


def _with_whom(begun: sa.FromClause) -> sa.FromClause:
    """``begun``, which has delegates in it or may, with the tables of ``_WHOM``."""
    of_person = sa.and_(
        _GUESTS.c.meeting_id == _DELEGATES.c.meeting_id, _GUESTS.c.person_id == _DELEGATES.c.person_id
    )
    return (
        begun.outerjoin(_PEOPLE, _PEOPLE.c.id == _DELEGATES.c.person_id)
        .outerjoin(_DELEGATIONS, _DELEGATIONS.c.id == _DELEGATES.c.delegation_id)
        .outerjoin(_UNITS, _UNITS.c.id == _DELEGATIONS.c.unit_id)
        .outerjoin(_ENROLMENTS, _ENROLMENTS.c.delegate_id == _DELEGATES.c.id)
        .outerjoin(_SESSIONS, _SESSIONS.c.id == _ENROLMENTS.c.session_id)
        .outerjoin(_GUESTS, of_person)
    )


def _among(column: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
    return column.in_(sa.bindparam("among", expanding=True))


_KNOWN = sa.select(_SCANS.c.id).where(_among(_SCANS.c.id))
_TAKEN = sa.select(*_SCANS.c, sa.func.coalesce(_DEVICES.c.name, _ACCOUNTS.c.name, ""), *_WHOM).select_from(
    _with_whom(
        _SCANS.outerjoin(_DELEGATES, _DELEGATES.c.id == _SCANS.c.delegate_id)
        .outerjoin(_DEVICES, _DEVICES.c.id == _SCANS.c.device_id)
        .outerjoin(_ACCOUNTS, _ACCOUNTS.c.id == _SCANS.c.account_id)
    )
)
_TAKEN_AMONG = _TAKEN.where(_among(_SCANS.c.id))
_LAST = (
    _TAKEN.where(_SCANS.c.gate_id == sa.bindparam("gate"), _SCANS.c.account_id == sa.bindparam("account"))
    .order_by(_SCANS.c.at.desc(), _SCANS.c.id.desc())
    .limit(sa.bindparam("count"))
)
_WORN = (
    sa.select(_BADGES.c.token, _BADGES.c.id, _BADGES.c.meeting_id, _BADGES.c.revoked_at, *_WHOM)
    .select_from(_with_whom(_BADGES.join(_DELEGATES, _DELEGATES.c.id == _BADGES.c.delegate_id)))
    .where(_among(_BADGES.c.token))
    .with_for_update(of=_DELEGATES, key_share=True)
)
_CHOSEN = (
    sa.select(*_WHOM)
    .select_from(_with_whom(_DELEGATES))
    .where(_among(_DELEGATES.c.id), _DELEGATES.c.meeting_id == sa.bindparam("meeting"))
    .with_for_update(of=_DELEGATES, key_share=True)
)


def scans_with(scan_ids: Collection[UUID]) -> dict[UUID, Taken]:
    """Those there are. Mostly there are none, and so many joins are not asked for nothing."""
    if not scan_ids:
        return {}
    known = db.session.connection().execute(_KNOWN, {"among": list(scan_ids)}).scalars().all()
    return _taken(_TAKEN_AMONG, {"among": known}) if known else {}


def last_scans(gate_id: int, account_id: int | None, count: int) -> list[Taken]:
    """What this account scanned at the gate, the latest first."""
    return list(_taken(_LAST, {"gate": gate_id, "account": account_id, "count": count}).values())


def _taken(query: sa.Select[Any], given: dict[str, Any]) -> dict[UUID, Taken]:
    found: dict[UUID, Taken] = {}
    for row in db.session.connection().execute(query, given):
        by, whom = row[len(COLUMNS)], row[len(COLUMNS) + 1 :]
        taken = Taken(**dict(zip(COLUMNS, row, strict=False)), whom=Whom(*whom) if whom[0] else None, by=by)
        found[taken.id] = taken
    name_firsts(found.values(), found)
    return found


def name_firsts(scans: Collection[Taken], there: dict[UUID, Taken]) -> None:
    """Give repeated scans the one that they name; ``there``: scans that needn't be asked for."""
    about = {scan.id: scan.names_id for scan in scans if scan.result is ScanResult.REPEATED and scan.names_id}
    missing = set(about.values()) - there.keys()
    firsts = there | (_taken(_TAKEN_AMONG, {"among": list(missing)}) if missing else {})
    for scan in scans:
        if scan.id in about:
            scan.first = firsts.get(about[scan.id])


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


def worn(tokens: Collection[bytes]) -> dict[bytes, Worn]:
    """Whose badges verified codes are, of whatever meeting. Nobody else scans them until the transaction ends
    (PostgreSQL; on SQLite nobody writes anyway). Whoever wants more than one holds them first (``hold_delegates``).
    """
    if not tokens:
        return {}
    rows = db.session.connection().execute(_WORN, {"among": list(tokens)})
    return {row[0]: Worn(row[1], row[2], row[3], Whom(*row[4:])) for row in rows}


def chosen(meeting_id: int, delegate_ids: Collection[int]) -> dict[int, Whom]:
    """The same of delegates of this meeting who were looked up."""
    if not delegate_ids:
        return {}
    rows = db.session.connection().execute(_CHOSEN, {"among": list(delegate_ids), "meeting": meeting_id})
    return {row[0]: Whom(*row) for row in rows}


def badge_with(token: bytes) -> Badge | None:
    """The badge of a verified code, of whatever meeting, with its wearer."""
    shown = (joinedload(Badge.delegate).options(part) for part in SHOWN)
    return db.session.scalar(sa.select(Badge).where(Badge.token == token).options(*shown))


def hold_delegates(tokens: Collection[bytes], scan_ids: Collection[UUID], delegate_ids: Collection[int]) -> None:
    """Nobody else scans these, or those whose badges or scans these are, until the transaction ends. Locked in the
    order of their ids, so that two who hand in the same people in another order don't wait for each other (PostgreSQL).
    """
    if db.engine.dialect.name != "postgresql" or len(tokens) + len(scan_ids) + len(delegate_ids) < 2:
        return
    of_badges = sa.select(Badge.delegate_id).where(Badge.token.in_(tokens))
    of_scans = sa.select(Scan.delegate_id).where(Scan.id.in_(scan_ids))
    either = sa.or_(Delegate.id.in_(of_badges), Delegate.id.in_(of_scans), Delegate.id.in_(delegate_ids))
    held = sa.select(Delegate.id).where(either).order_by(Delegate.id)
    db.session.execute(held.with_for_update(key_share=True))


def hold_everybody(meeting_id: int) -> None:
    """The same of all delegates of a meeting."""
    if db.engine.dialect.name == "postgresql":
        everybody = sa.select(Delegate.id).where(Delegate.meeting_id == meeting_id).order_by(Delegate.id)
        db.session.execute(everybody.with_for_update(key_share=True))
