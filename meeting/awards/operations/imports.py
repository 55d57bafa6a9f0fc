"""A list of recipients into the meeting's awards: what can be taken is, each fault is told with its row."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from meeting.awards.errors import AwardUnknown
from meeting.awards.lists import ListRow
from meeting.awards.models import Award
from meeting.awards.operations.awards import short
from meeting.awards.operations.recipients import write_entered
from meeting.awards.operations.roll import Wish, read_roll, wish
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
    list names, in its order and without quotas. What there is already is read once, and what is new written once,
    whatever the list's length: others wait no longer than that.
    """
    take_turn(meeting.society_id)
    query = sa.select(Award).where(Award.meeting_id == meeting.id).order_by(Award.position)
    locked = query.options(selectinload(Award.grades)).with_for_update(of=Award)
    awards = list(db.session.scalars(locked.execution_options(populate_existing=True)))
    ungraded = {award.id for award in awards if not award.grades}
    result, wishes = Imported(), list[tuple[ListRow, Wish | MeetingError]]()
    for row in rows:
        try:
            wishes.append((row, _wish(row, awards, ungraded)))
        except MeetingError as error:
            wishes.append((row, error))
    roll = read_roll(meeting, awards, [each for _, each in wishes if isinstance(each, Wish)], at=at, ungraded=ungraded)
    for row, given in wishes:
        try:
            if not isinstance(given, Wish):
                raise given
            _, created = roll.enter(given)
        except MeetingError as error:
            result.faults.append(Fault(row, error))
        else:
            (result.created if created else result.unchanged).append(row)
    write_entered(roll, at=at, by=by)
    return result


def _wish(row: ListRow, awards: list[Award], ungraded: set[int]) -> Wish:
    award = next((each for each in awards if name_key(each.title) == name_key(row.award)), None)
    if award is None:
        known = "、".join(each.title for each in awards) or "—"
        raise AwardUnknown(title=row.award[:80] or "—", known=known)
    if award.id in ungraded:
        short("".join(row.grade.split()), N_("等次"), 40, "grade")
    return wish(award, split_names(row.names), row.unit, row.grade, row.work)
