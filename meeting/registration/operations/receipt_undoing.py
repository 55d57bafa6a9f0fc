"""Undoing an import of receipts."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from meeting.db import db, lock
from meeting.errors import N_, Conflict
from meeting.history.operations import By, record, take_turn
from meeting.meetings.models import Meeting
from meeting.people.enums import Gender
from meeting.people.models import Person, Unit
from meeting.people.names import name_key
from meeting.programme.models import Session
from meeting.registration.enums import Category, DelegateState, Fate, ImportState
from meeting.registration.models import Delegate, Delegation, ReceiptImport, ReceiptRow
from meeting.registration.operations.delegates import change, remove
from meeting.registration.operations.entries import Entry
from meeting.registration.operations.limits import WhenFull


class NotConfirmed(Conflict):
    """Only what a confirmed import did can be undone."""

    code = "import-not-confirmed"
    sentence = N_("这次导入还没有确认，名单没有变，不用撤销。")


class UndoneAlready(NotConfirmed):
    """Once is enough."""

    code = "import-undone"
    sentence = N_("这次导入已经撤销过了，不用再撤销。")


@dataclass(frozen=True)
class Undone:
    """What undoing an import did; ``kept`` are (name, why) of those that were left as they are."""

    removed: int
    restored: int
    kept: list[tuple[str, str]]


def undo(kept: ReceiptImport, *, at: datetime, by: By) -> Undone:
    """Remove what the import created and nobody touched since, restore what it changed, list the rest.

    Raises ``NotConfirmed``, ``UndoneAlready``.
    """
    lock(kept)
    if kept.state is ImportState.UNDONE:
        raise UndoneAlready
    if kept.state is not ImportState.CONFIRMED:
        raise NotConfirmed
    meeting = kept.meeting
    take_turn(meeting.society_id)
    removed = restored = 0
    left: list[tuple[str, str]] = []
    units = {name_key(name) for name in kept.units_created}
    for row in (row for file in reversed(kept.files) for row in reversed(file.rows)):
        delegate = row.delegate
        if delegate is None or row.fate not in {Fate.CREATED, Fate.UPDATED, Fate.MENDED}:
            continue
        name = delegate.person.name
        if delegate.version != row.version_after:
            left.append((name, "导入以后改动过"))
        elif row.fate is Fate.UPDATED:
            _restore(delegate, row, at=at, by=by)
            restored += 1
        elif _removed(delegate, at=at, by=by):
            removed += 1
        else:
            left.append((name, "已有参会证或签到记录"))
    _remove_empty(meeting, units)
    kept.state, kept.undone_at = ImportState.UNDONE, at
    record("undo-receipts", kept, by=by, at=at, society_id=meeting.society_id, meeting_id=meeting.id)
    return Undone(removed, restored, left)


def _restore(delegate: Delegate, row: ReceiptRow, *, at: datetime, by: By) -> None:
    before = dict(row.before or {})
    state = DelegateState(before.pop("state"))
    version = before.pop("version", None)
    forum = before.pop("sub_forum")
    before["gender"] = Gender(before["gender"]) if before["gender"] else None
    before["category"] = Category(before["category"])
    entry = Entry(**before, sub_forum=db.session.get(Session, forum) if forum else None)
    change(delegate, entry, at=at, by=by, when_full=WhenFull.OVER)
    if state is DelegateState.PENDING and delegate.state is DelegateState.CONFIRMED:
        delegate.state = state
    db.session.flush()  # its version is counted
    # The delegate is again as an earlier import left it: that one can be undone in its turn.
    db.session.execute(
        sa.update(ReceiptRow)
        .where(ReceiptRow.delegate_id == delegate.id, ReceiptRow.id != row.id, ReceiptRow.version_after == version)
        .values(version_after=delegate.version)
    )


def _removed(delegate: Delegate, *, at: datetime, by: By) -> bool:
    """Take the delegate away, unless something hangs on the row (a badge, a scan): the database says so."""
    person = delegate.person
    delegate_id = delegate.id
    db.session.flush()  # so that the savepoint holds this delegate only
    try:
        with db.session.begin_nested():
            remove(delegate, at=at, by=by)
    except sa.exc.IntegrityError:
        db.session.refresh(db.session.get_one(Delegate, delegate_id))
        return False
    _delete_if_free(sa.delete(Person).where(Person.id == person.id))
    return True


def _remove_empty(meeting: Meeting, units: set[str]) -> None:
    """Delegations that nobody is in and nobody invited, and the units that the import had added."""
    peopled = sa.select(Delegate.delegation_id).where(Delegate.delegation_id.is_not(None))
    db.session.execute(
        sa.delete(Delegation)
        .where(Delegation.meeting_id == meeting.id, Delegation.invited_at.is_(None), Delegation.id.not_in(peopled))
        .execution_options(synchronize_session=False)
    )
    for key in units:
        _delete_if_free(sa.delete(Unit).where(Unit.society_id == meeting.society_id, Unit.key == key))


def _delete_if_free(statement: sa.Delete) -> None:
    """Delete, unless something refers to it."""
    try:
        with db.session.begin_nested():
            db.session.execute(statement.execution_options(synchronize_session=False))
    except sa.exc.IntegrityError:
        return
