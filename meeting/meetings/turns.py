"""Whoever changes what a meeting is made of does it alone."""

from meeting.db import db, lock
from meeting.history.operations import take_turn
from meeting.meetings.models import Meeting


def hold(meeting: Meeting) -> None:
    """Wait until nobody else changes the meeting's set-up, then read it afresh; held to the commit.

    What is looked up after this (a free room, a free speaker, a name not taken) stays true. The society's turn goes
    first, as for every writer, so that no two wait for each other in a circle.
    """
    db.session.flush()  # reading afresh drops what is pending: an earlier operation of this transaction
    take_turn(meeting.society_id)
    lock(meeting)
