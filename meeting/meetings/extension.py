"""What templates ask of a meeting."""

from flask import Flask

from meeting import clock
from meeting.meetings.enums import MeetingState
from meeting.meetings.models import Meeting
from meeting.meetings.rules import state_at


def state_now(meeting: Meeting) -> MeetingState:
    """The meeting's state as it is in effect now: 报名已截止 once the deadline has passed."""
    return state_at(meeting, clock.now())


def init_app(app: Flask) -> None:
    app.add_template_filter(state_now)
