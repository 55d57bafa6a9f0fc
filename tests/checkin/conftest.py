"""Requests as somebody else would send them; a meeting, and its 会议签到."""

import pytest
from flask import Flask

from meeting.checkin.models import Gate
from meeting.meetings.models import Meeting
from tests.browsers import Browser
from tests.checkin.making import make_gates
from tests.registration.making import make_meeting


@pytest.fixture
def client(app: Flask) -> Browser:
    """Shares neither the session of the database nor who is signed in with the test."""
    return Browser(app)


@pytest.fixture
def meeting(app: Flask) -> Meeting:
    return make_meeting()


@pytest.fixture
def gate(meeting: Meeting) -> Gate:
    return make_gates(meeting)[1]
