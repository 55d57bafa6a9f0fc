"""Keeping meals and card lists."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from meeting.db import db
from meeting.documents.layouts.kinds import Kind
from meeting.history.operations import By, record, take_turn
from meeting.logistics.errors import LinesEmptied, LinesMissing, MealExists, MealTitleMissing, TicketsInvalid
from meeting.logistics.models import CardLine, Meal
from meeting.logistics.queries import lines_of, meals_of
from meeting.logistics.rules import Line
from meeting.meetings.models import Meeting

MOST_TICKETS = 20_000


def set_meal(
    meeting: Meeting,
    meal: Meal | None,
    *,
    title: str,
    time: str = "",
    room: str = "",
    tickets: int | None = None,
    at: datetime,
    by: By,
) -> Meal:
    """Add a meal, or change one. Raises MealTitleMissing, MealExists, TicketsInvalid."""
    take_turn(meeting.society_id)
    title = " ".join(title.split())
    if not title:
        raise MealTitleMissing
    if tickets is not None and not 1 <= tickets <= MOST_TICKETS:
        raise TicketsInvalid
    meals = meals_of(meeting)
    if any(other.title == title and other is not meal for other in meals):
        raise MealExists(title=title)
    before = {"title": meal.title, "tickets": meal.tickets} if meal else {"title": None, "tickets": None}
    if meal is None:
        meal = Meal(meeting_id=meeting.id, position=max((one.position for one in meals), default=0) + 1)
        db.session.add(meal)
    meal.title, meal.time, meal.room, meal.tickets = title, " ".join(time.split()), " ".join(room.split()), tickets
    db.session.flush()  # the history needs its id
    record(
        "set-meal", meal, by=by, at=at, society_id=meeting.society_id, meeting_id=meeting.id,
        changes={"title": (before["title"], title), "tickets": (before["tickets"], tickets)},
    )  # fmt: skip
    return meal


def remove_meal(meeting: Meeting, meal: Meal, *, at: datetime, by: By) -> None:
    """Tickets that are printed already are pulled out at the next 增补打印."""
    take_turn(meeting.society_id)
    record(
        "remove-meal", meal, by=by, at=at, society_id=meeting.society_id, meeting_id=meeting.id,
        changes={"title": (meal.title, None)},
    )  # fmt: skip
    db.session.delete(meal)
    db.session.flush()  # the list is read again


def set_card_lines(
    meeting: Meeting, kind: Kind, lines: Sequence[Line], *, clear: bool = False, at: datetime, by: By
) -> None:
    """The whole list anew. A line that stays as it is keeps its row, so that its card isn't printed again. ``clear``:
    it is meant to be empty.

    Raises LinesEmptied, LinesMissing.
    """
    take_turn(meeting.society_id)
    before = lines_of(meeting, kind)
    if not lines and not before:
        raise LinesMissing
    if not lines and not clear:
        raise LinesEmptied(count=len(before))
    kept: dict[Line, list[CardLine]] = {}
    rows = db.session.scalars(sa.select(CardLine).where(CardLine.meeting_id == meeting.id, CardLine.kind == kind))
    for row in rows:
        kept.setdefault(Line(row.name, row.unit, row.post, row.seat), []).append(row)
    for position, line in enumerate(lines, start=1):
        if kept.get(line):
            kept[line].pop(0).position = position
            continue
        db.session.add(
            CardLine(
                meeting_id=meeting.id, kind=kind, name=line.name, unit=line.unit, post=line.post, seat=line.seat,
                position=position,
            )
        )  # fmt: skip
    for left in kept.values():
        for row in left:
            db.session.delete(row)
    db.session.flush()  # the list is read again
    record(
        "set-card-lines", meeting, by=by, at=at, society_id=meeting.society_id, meeting_id=meeting.id,
        changes={"kind": (None, kind), "copies": (len(before), len(lines))},
    )  # fmt: skip
