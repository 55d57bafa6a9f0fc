"""A list of recipients into the meeting's awards: what can be taken is, each fault is told with its row."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa

from meeting.awards.errors import AwardUnknown
from meeting.awards.lists import ListRow
from meeting.awards.models import Award, Grade, Recipient
from meeting.awards.operations.awards import short
from meeting.awards.operations.recipients import add_recipient
from meeting.awards.rules import split_names
from meeting.db import db
from meeting.errors import N_, MeetingError
from meeting.history.operations import By, take_turn
from meeting.meetings.models import Meeting
from meeting.people.names import name_key


@dataclass(frozen=True)
class Fault:
    """A row that was left out, and why."""

    row: ListRow
    error: MeetingError


@dataclass(frozen=True)
class Imported:
    """What became of each row."""

    created: list[ListRow] = field(default_factory=list)
    unchanged: list[ListRow] = field(default_factory=list)
    """There already."""
    faults: list[Fault] = field(default_factory=list)


def import_recipients(meeting: Meeting, rows: Iterable[ListRow], *, at: datetime, by: By) -> Imported:
    """Add each row's recipient to the award that it names. The same list again adds nothing.

    A row that is refused leaves no trace; the others are taken. An award without any grades takes those that the
    list names, in its order and without quotas.
    """
    take_turn(meeting.society_id)
    result = Imported()
    awards = list(db.session.scalars(sa.select(Award).where(Award.meeting_id == meeting.id).order_by(Award.position)))
    ungraded = {award.id for award in awards if not award.grades}
    for row in rows:
        try:
            with db.session.begin_nested():
                created = _take(row, awards, ungraded, at=at, by=by)
        except MeetingError as error:
            result.faults.append(Fault(row, error))
        else:
            (result.created if created else result.unchanged).append(row)
    return result


def _take(row: ListRow, awards: list[Award], ungraded: set[int], *, at: datetime, by: By) -> bool:
    award = next((each for each in awards if name_key(each.title) == name_key(row.award)), None)
    if award is None:
        known = "、".join(each.title for each in awards) or "—"
        raise AwardUnknown(title=row.award[:80] or "—", known=known)
    grade = "".join(row.grade.split())
    if grade and award.id in ungraded and all(each.title != grade for each in award.grades):
        award.grades.append(Grade(title=short(grade, N_("等次"), 40, "grade"), position=len(award.grades) + 1))
        db.session.flush()  # the recipient refers to it
    last = db.session.scalar(sa.select(sa.func.max(Recipient.id)).where(Recipient.award_id == award.id)) or 0
    recipient = add_recipient(
        award, names=split_names(row.names), unit_name=row.unit, grade=row.grade, work=row.work, at=at, by=by
    )
    return recipient.id > last
