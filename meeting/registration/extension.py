"""What is handed down when the application starts."""

from flask import Flask

from meeting.programme.operations.seats import fill_seats_with
from meeting.programme.operations.speakers import find_delegates_with
from meeting.registration.operations.enrolments import fill_seats
from meeting.registration.queries.delegates import persons_taking_part


def init_app(_app: Flask) -> None:
    fill_seats_with(fill_seats)
    find_delegates_with(persons_taking_part)
