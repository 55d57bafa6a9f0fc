"""What is handed down when the application starts."""

from flask import Flask

from meeting.meetings.operations.meetings import move_programme_with
from meeting.programme.operations.days import follow_days


def init_app(_app: Flask) -> None:
    move_programme_with(follow_days)
