"""A meeting at a glance."""

import re

from flask.testing import FlaskClient

from meeting.accounts.enums import Role
from meeting.db import transaction
from meeting.meetings.enums import MeetingState
from tests.checkin.making import make_staff, sign_in
from tests.registration.making import make_meeting

STEPS = re.compile(r"offers__offer\"><span><strong>([^<]+)")


def test_a_draft_shows_the_steps_of_setting_up(client: FlaskClient) -> None:
    meeting = make_meeting()
    with transaction():
        meeting.state = MeetingState.DRAFT
    sign_in(client, make_staff(meeting, Role.ORGANISER))

    draft = client.get(f"/desk/{meeting.slug}/").text
    with transaction():
        meeting.state = MeetingState.OPEN
    public = client.get(f"/desk/{meeting.slug}/").text

    assert STEPS.findall(draft) == ["主办单位", "会议室", "日程", "公布", "回执"]
    assert STEPS.findall(public) == []
