import pytest
from flask import Flask

from meeting.db import transaction
from meeting.meetings.enums import HostRole
from meeting.meetings.models import Meeting, MeetingHost
from tests.browsers import Browser
from tests.registration.making import make_meeting, make_unit
from tests.registration.staff import staff_of


@pytest.fixture
def meeting(app: Flask) -> Meeting:
    """Hosted by the society, with a theme and a venue."""
    meeting = make_meeting(theme="新时代档案工作", venue="常州市会议中心", title="2020年学术年会")
    unit = make_unit(meeting, "江苏省档案学会")
    with transaction():
        meeting.hosts.append(MeetingHost(unit=unit, role=HostRole.HOST, position=1))
    return meeting


@pytest.fixture
def staff(app: Flask, meeting: Meeting) -> Browser:
    return staff_of(app, meeting)
