"""What hangs on a person or a unit, and how it goes over from one entry to another."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from meeting.awards.models import Award, Recipient, RecipientPerson
from meeting.db import Base, db, lock
from meeting.errors import N_, Conflict
from meeting.exhibition.models import Exhibitor
from meeting.history.operations import By, Changes, record, take_turn
from meeting.layouts.models import Seal
from meeting.meetings.models import Guest, MeetingHost
from meeting.people.models import Person, Unit, UnitAlias
from meeting.programme.models import NamedPerson, Speaker
from meeting.registration.models import Delegate, Delegation

Move = Callable[[int, int], None]
"""Moves the links of one table from one id to another."""


class NotTwoEntries(Conflict):
    """One entry, or one that was merged already."""

    code = "not-two-entries"
    sentence = N_("这两条记录已经是一条，或其中一条已被合并。请刷新后再看。")


def fill_in(kept: Base, gone: Base, *fields: str | tuple[str, ...]) -> dict[str, tuple[Any, Any]]:
    """``kept`` takes over what it lacks. What ``gone`` said otherwise is returned: field → (lost, standing).

    Fields in a tuple say one thing together, the first of them what it is about (a contact and the mobile): the
    further ones are filled in only where the first is the same, so that nobody gets another's number.
    """
    lost: dict[str, tuple[Any, Any]] = {}
    for group in fields:
        names = (group,) if isinstance(group, str) else group
        ours, theirs = ([getattr(row, name) for name in names] for row in (kept, gone))
        fits = all(_blank(value) for value in ours) or ours[0] == theirs[0]
        for name, own, other in zip(names, ours, theirs, strict=True):
            if fits and _blank(own):
                setattr(kept, name, other)
            elif not _blank(other) and own != other:
                lost[name] = (other, own)
    return lost


def _blank(value: Any) -> bool:
    return value is None or value == ""


def both_in(model: Any, link: Any, scope: Any, kept: int, gone: int) -> list[tuple[Any, Any]]:
    """The rows of ``kept`` and ``gone`` in each scope (a meeting, a paper) in which both have one."""
    rows: dict[int, dict[int, Any]] = {}
    for row in db.session.scalars(sa.select(model).where(link.in_([kept, gone])).order_by(model.id)):
        rows.setdefault(getattr(row, scope.key), {})[getattr(row, link.key)] = row
    return [(pair[kept], pair[gone]) for pair in rows.values() if len(pair) == 2]


def drop_doubles(model: Any, link: Any, scope: Any, kept: int, gone: int) -> None:
    """Where both stand in one row of names, they are one name there, at the first one's place."""
    for ours, theirs in both_in(model, link, scope, kept, gone):
        ours.position = min(ours.position, theirs.position)
        db.session.delete(theirs)
    db.session.flush()  # doubles are gone before the rest moves


def move_all(column: Any, *, once_in: Any = None) -> Move:
    """Links in ``column`` go over; where the new one has its own in the same ``once_in``, the old one's is dropped.

    ``once_in`` is for rows that say nothing besides; others are joined before (``both_in``).
    """

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
    "guest.person_id": move_all(Guest.person_id),
    "speaker.person_id": move_all(Speaker.person_id),
    "named_person.person_id": move_all(NamedPerson.person_id, once_in=NamedPerson.session_id),
    "delegate.person_id": move_all(Delegate.person_id),
    "exhibitor.contact_id": move_all(Exhibitor.contact_id),
    "recipient_person.person_id": move_all(RecipientPerson.person_id),
    "seal.person_id": move_all(Seal.person_id),
    "person.merged_into_id": move_all(Person.merged_into_id),
}
"""Every column that refers to a person; a test compares it with the tables."""

UNIT_LINKS: dict[str, Move] = {
    "unit_alias.unit_id": move_all(UnitAlias.unit_id),
    "person.unit_id": move_all(Person.unit_id),
    "meeting_host.unit_id": move_all(MeetingHost.unit_id, once_in=sa.tuple_(MeetingHost.meeting_id, MeetingHost.role)),
    "delegation.unit_id": move_all(Delegation.unit_id),
    "exhibitor.unit_id": move_all(Exhibitor.unit_id),
    "seal.unit_id": move_all(Seal.unit_id),
    "award.issuer_id": move_all(Award.issuer_id),
    "recipient.unit_id": move_all(Recipient.unit_id),
    "unit.merged_into_id": move_all(Unit.merged_into_id),
}
"""Every column that refers to a unit; a test compares it with the tables."""


def require_two(kept: Person | Unit, gone: Person | Unit) -> None:
    """Take the society's turn, lock both, lower id first, and see that they still are two entries of one society."""
    take_turn(kept.society_id)
    for row in sorted((kept, gone), key=lambda row: row.id):
        lock(row)
    if kept.id == gone.id or kept.society_id != gone.society_id or kept.merged_into_id or gone.merged_into_id:
        raise NotTwoEntries


def finish(
    action: str, kept: Person | Unit, gone: Person | Unit, lost: Changes, *, at: datetime, by: By
) -> None:
    """Note it, with what ``gone`` said otherwise, and forget what was loaded before."""
    subject: Base = kept
    record(
        action, subject, by=by, at=at, society_id=kept.society_id,
        changes={"merged": (None, f"{gone.name} #{gone.id}"), "name": (gone.name, kept.name), **lost},
    )  # fmt: skip
    db.session.flush()  # before what was loaded is read anew
    db.session.expire_all()
