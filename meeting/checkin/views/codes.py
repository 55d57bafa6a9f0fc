"""What a badge's code opens in a phone's own camera: the meeting's public page, and nothing changes."""

from flask import redirect, url_for
from werkzeug.wrappers import Response

from meeting.accounts.access import everyone
from meeting.checkin.codes import CodeRefused, parse_code, verify
from meeting.checkin.keys import badge_keys
from meeting.checkin.queries.badges import meeting_of_code
from meeting.checkin.views import bp
from meeting.errors import N_, NotFound
from meeting.meetings.enums import MeetingState


class BadgeUnknown(NotFound):
    """The address holds no badge's code of ours, or its meeting has no public page."""

    code = "badge-unknown"
    sentence = N_("这个码打不开会议的网页：可能没有扫全，或网页还没有公开。要签到，请把参会证给签到处的工作人员扫码。")


@bp.get("/B/<path:text>")
@everyone
def badge(text: str) -> Response:
    try:
        code = parse_code(f"/B/{text}")
        verify(code, badge_keys().public(code.key_id))
    except CodeRefused as error:
        raise BadgeUnknown from error
    meeting = meeting_of_code(code)
    if meeting is None or meeting.state is MeetingState.DRAFT:
        raise BadgeUnknown
    return redirect(url_for("portal.meeting", slug=meeting.slug))
