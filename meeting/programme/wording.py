"""What there is to say of a session beside that it was saved."""

from flask_babel import gettext

from meeting.programme.enums import SessionKind
from meeting.programme.models import Session


def room_too_small(session: Session) -> str:
    """A warning where a sub-forum has more seats than its room; empty: nothing to say. Chairs can be brought in, so
    it is never refused.
    """
    room, seats = session.room, session.seats
    if session.kind is not SessionKind.SUB_FORUM or room is None or room.seats is None or seats is None:
        return ""
    if seats <= room.seats:
        return ""
    sentence = gettext(
        "“%(title)s”的名额 %(seats)s 多于 %(room)s 的座位 %(room_seats)s，已照样保存。请核对，或换一个会议室。",
        title=session.title, seats=seats, room=room.name, room_seats=room.seats,
    )  # fmt: skip
    return str(sentence)
