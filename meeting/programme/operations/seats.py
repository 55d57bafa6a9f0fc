"""How many may choose a session. Nothing else sets it once the session is there."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from meeting.db import db, lock
from meeting.history.operations import By, record, take_turn
from meeting.people.models import Person
from meeting.programme.errors import SeatsBelowTaken, SeatsInvalid
from meeting.programme.models import Session


class FillSeats(Protocol):
    """Gives a session's free seats to those who wait for one, and returns them, longest first."""

    def __call__(self, session: Session, *, at: datetime, by: By) -> Sequence[Person]: ...


_fill_seats: FillSeats | None = None


def fill_seats_with(fill_seats: FillSeats) -> None:
    """Registration, which stands above and knows who waits, hands this over when the application starts."""
    global _fill_seats
    _fill_seats = fill_seats


def set_seats(session: Session, seats: int | None, *, at: datetime, by: By) -> Sequence[Person]:
    """None: no limit. Who waits moves up; returns those. Raises ``SeatsInvalid``, ``SeatsBelowTaken``.

    Of a cut and an enrolment at the same instant one waits for the session's row, and then sees the other.
    """
    require_seats(seats)
    meeting = session.meeting
    take_turn(meeting.society_id)
    lock(session)
    before = session.seats
    if seats is not None and session.taken > seats:
        raise SeatsBelowTaken(title=session.title, taken=session.taken)
    if seats != before:
        session.seats = seats
        db.session.flush()  # those who wait are given what is free now
        record("change-seats", session, by=by, at=at, society_id=meeting.society_id, meeting_id=meeting.id,
               changes={"seats": (before, seats)})  # fmt: skip
    return _fill_seats(session, at=at, by=by) if _fill_seats else ()


def require_seats(seats: int | None) -> None:
    """Raises ``SeatsInvalid``."""
    if seats is not None and not 1 <= seats <= 100_000:
        raise SeatsInvalid
