"""Merging two entries of one person or of one unit, with every link moved."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from meeting.awards.models import Award, Recipient, RecipientPerson
from meeting.checkin.models import Attendance, Badge, Scan
from meeting.db import Base, db, lock
from meeting.errors import N_, Conflict
from meeting.exhibition.models import Booth, Exhibitor
from meeting.history.operations import By, record
from meeting.layouts.models import Seal
from meeting.meetings.models import Guest, MeetingHost
from meeting.people.models import Person, Unit, UnitAlias
from meeting.programme.models import NamedPerson, Speaker
from meeting.registration.enums import LISTED
from meeting.registration.models import Delegate, Delegation, ReceiptRow
from meeting.registration.operations.enrolments import withdraw

Move = Callable[[int, int], None]
"""Moves the links of one table from one id to another."""


class NotTwoEntries(Conflict):
    """One entry, or one that was merged already."""

    code = "not-two-entries"
    sentence = N_("这两条记录已经是一条，或其中一条已被合并。请刷新后再看。")


def merge_persons(kept: Person, gone: Person, *, at: datetime, by: By) -> None:
    """Move all that hangs on ``gone`` to ``kept``; what ``kept`` lacks is filled in. Raises ``NotTwoEntries``.

    Where both have the same role in the same place, ``kept``'s stands; of two delegates of one meeting see
    ``_merge_delegates``.
    """
    _require_two(kept, gone)
    for meeting_id in _shared(Delegate.person_id, Delegate.meeting_id, kept.id, gone.id):
        ours, theirs = (
            db.session.scalars(
                sa.select(Delegate).where(Delegate.person_id == p.id, Delegate.meeting_id == meeting_id)
            ).one()
            for p in (kept, gone)
        )
        _merge_delegates(ours, theirs, at=at, by=by)
    for move in PERSON_LINKS.values():
        move(gone.id, kept.id)
    gone.merged_into_id = kept.id
    db.session.flush()  # frees name and mobile in the unique key
    kept.mobile, kept.gender, kept.unit_id = (
        kept.mobile or gone.mobile,
        kept.gender or gone.gender,
        kept.unit_id or gone.unit_id,
    )
    _finish("merge-person", kept, gone, at=at, by=by)


def merge_units(kept: Unit, gone: Unit, *, at: datetime, by: By) -> None:
    """Move all that hangs on ``gone`` to ``kept``; its name and aliases become aliases. Raises ``NotTwoEntries``."""
    _require_two(kept, gone)
    for meeting_id in _shared(Delegation.unit_id, Delegation.meeting_id, kept.id, gone.id):
        ours, theirs = (
            db.session.scalars(
                sa.select(Delegation).where(Delegation.unit_id == u.id, Delegation.meeting_id == meeting_id)
            ).one()
            for u in (kept, gone)
        )
        _move(Delegate.delegation_id)(theirs.id, ours.id)
        ours.invited_at = ours.invited_at or theirs.invited_at
        ours.contact, ours.contact_mobile = ours.contact or theirs.contact, ours.contact_mobile or theirs.contact_mobile
    for exhibition_id in _shared(Exhibitor.unit_id, Exhibitor.exhibition_id, kept.id, gone.id):
        ids = [
            db.session.scalars(
                sa.select(Exhibitor.id).where(Exhibitor.unit_id == u.id, Exhibitor.exhibition_id == exhibition_id)
            ).one()
            for u in (gone, kept)
        ]
        _move(Booth.exhibitor_id)(*ids)
    for move in UNIT_LINKS.values():
        move(gone.id, kept.id)
    gone.merged_into_id = kept.id
    db.session.flush()  # frees its name for the alias
    db.session.add(UnitAlias(society_id=kept.society_id, unit_id=kept.id, name=gone.name, key=gone.key))
    kept.region, kept.position, kept.code = (
        kept.region or gone.region,
        kept.position or gone.position,
        kept.code or gone.code,
    )
    _finish("merge-unit", kept, gone, at=at, by=by)


def _merge_delegates(kept: Delegate, gone: Delegate, *, at: datetime, by: By) -> None:
    """Two entries of one person in one meeting become one; where one counts and the other doesn't, it counts.

    What ``kept`` lacks is filled in; its badge stays and the other's is void; of two admissions at one gate the
    earlier stays; scans are facts and all stay.
    """
    withdraw(gone, at=at, by=by)
    if kept.state not in LISTED and gone.state in LISTED:
        kept.state = gone.state
    kept.post, kept.diet, kept.remarks = kept.post or gone.post, kept.diet or gone.diet, kept.remarks or gone.remarks
    kept.hotel = gone.hotel if kept.hotel is None else kept.hotel
    kept.delegation_id = kept.delegation_id or gone.delegation_id
    kept.changed_at = at
    db.session.execute(
        sa.update(Badge).where(Badge.delegate_id == gone.id, Badge.revoked_at.is_(None)).values(revoked_at=at)
    )
    _move(Badge.delegate_id)(gone.id, kept.id)
    _move(ReceiptRow.delegate_id)(gone.id, kept.id)
    _move(Scan.delegate_id)(gone.id, kept.id)
    both = sa.select(Attendance).where(Attendance.delegate_id.in_([kept.id, gone.id])).order_by(Attendance.at)
    seen = set()
    for attendance in db.session.scalars(both).all():
        place = (attendance.gate_id, attendance.entry)
        if place in seen:
            db.session.delete(attendance)
        seen.add(place)
    db.session.flush()  # doubles are gone before the rest moves
    _move(Attendance.delegate_id)(gone.id, kept.id)
    db.session.delete(gone)
    db.session.flush()  # nothing refers to it any more


def _move(column: Any, *, once_in: Any = None) -> Move:
    """Links in ``column`` go over; where the new one has its own in the same ``once_in``, the old one's is dropped."""

    def move(gone: int, kept: int) -> None:
        table = column.class_
        if once_in is not None:
            held = sa.select(once_in).where(column == kept)
            if isinstance(once_in, sa.sql.elements.Tuple):
                held = sa.select(*once_in.clauses).where(column == kept)
            db.session.execute(sa.delete(table).where(column == gone, once_in.in_(held)))
        db.session.execute(sa.update(table).where(column == gone).values({column.key: kept}))

    return move


PERSON_LINKS: dict[str, Move] = {
    "guest.person_id": _move(Guest.person_id, once_in=Guest.meeting_id),
    "speaker.person_id": _move(Speaker.person_id, once_in=Speaker.item_id),
    "named_person.person_id": _move(NamedPerson.person_id, once_in=NamedPerson.session_id),
    "delegate.person_id": _move(Delegate.person_id),
    "exhibitor.contact_id": _move(Exhibitor.contact_id),
    "recipient_person.person_id": _move(RecipientPerson.person_id, once_in=RecipientPerson.recipient_id),
    "person.merged_into_id": _move(Person.merged_into_id),
}
"""Every column that refers to a person; a test compares it with the tables."""

UNIT_LINKS: dict[str, Move] = {
    "unit_alias.unit_id": _move(UnitAlias.unit_id),
    "person.unit_id": _move(Person.unit_id),
    "meeting_host.unit_id": _move(MeetingHost.unit_id, once_in=sa.tuple_(MeetingHost.meeting_id, MeetingHost.role)),
    "delegation.unit_id": _move(Delegation.unit_id, once_in=Delegation.meeting_id),
    "exhibitor.unit_id": _move(Exhibitor.unit_id, once_in=Exhibitor.exhibition_id),
    "seal.unit_id": _move(Seal.unit_id, once_in=Seal.society_id),
    "award.issuer_id": _move(Award.issuer_id),
    "recipient.unit_id": _move(Recipient.unit_id),
    "unit.merged_into_id": _move(Unit.merged_into_id),
}
"""Every column that refers to a unit; a test compares it with the tables."""


def _shared(column: Any, scope: Any, one: int, other: int) -> Iterable[int]:
    """The scopes in which both have a row."""
    rows = sa.select(scope).where(column.in_([one, other])).group_by(scope).having(sa.func.count() > 1)
    return list(db.session.scalars(rows))


def _require_two(kept: Person | Unit, gone: Person | Unit) -> None:
    """Lock both, lower id first, and see that they still are two entries of one society."""
    for row in sorted((kept, gone), key=lambda row: row.id):
        lock(row)
    if kept.id == gone.id or kept.society_id != gone.society_id or kept.merged_into_id or gone.merged_into_id:
        raise NotTwoEntries


def _finish(action: str, kept: Person | Unit, gone: Person | Unit, *, at: datetime, by: By) -> None:
    subject: Base = kept
    record(
        action, subject, by=by, at=at, society_id=kept.society_id,
        changes={"merged": (None, f"{gone.name} #{gone.id}"), "name": (gone.name, kept.name)},
    )  # fmt: skip
    db.session.flush()  # before what was loaded is read anew
    db.session.expire_all()
