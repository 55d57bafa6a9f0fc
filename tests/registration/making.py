"""Made-up meetings, units and delegates for tests."""

from datetime import date, timedelta
from typing import Any

from meeting.accounts.actors import OPERATOR
from meeting.accounts.models import Society
from meeting.accounts.operations import add_society
from meeting.db import db, transaction
from meeting.meetings.enums import MeetingState
from meeting.meetings.models import Meeting
from meeting.people.models import Unit
from meeting.people.operations import add_unit
from meeting.programme.enums import SessionKind
from meeting.programme.models import Session
from meeting.registration.enums import Source
from meeting.registration.models import Delegate
from meeting.registration.operations.delegates import Entry, register
from tests.conftest import AT


def make_society(name: str = "江苏省档案学会", slug: str = "jsda") -> Society:
    with transaction():
        return add_society(name, slug=slug, at=AT, by=OPERATOR)


def make_meeting(society: Society | None = None, slug: str = "changzhou-2020", **values: Any) -> Meeting:
    society = society or make_society()
    given: dict[str, Any] = {
        "title": "全省档案工作者年会", "starts_on": date(2020, 12, 8), "ends_on": date(2020, 12, 8), "city": "常州市",
        "state": MeetingState.OPEN, "created_at": AT,
    }  # fmt: skip
    meeting = Meeting(society=society, slug=slug, **(given | values))
    with transaction():
        db.session.add(meeting)
    return meeting


def make_sub_forum(meeting: Meeting, seats: int | None = 2, title: str = "档案信息化分会") -> Session:
    session = Session(
        meeting=meeting, kind=SessionKind.SUB_FORUM, title=title, starts_at=AT + timedelta(days=18, hours=5),
        ends_at=AT + timedelta(days=18, hours=7), seats=seats,
    )  # fmt: skip
    with transaction():
        db.session.add(session)
    return session


def make_unit(meeting: Meeting, name: str = "常州市档案馆", **values: Any) -> Unit:
    with transaction():
        return add_unit(meeting.society_id, name, at=AT, by=OPERATOR, **values)


def make_delegate(meeting: Meeting, name: str = "张三", mobile: str | None = None, **values: Any) -> Delegate:
    """Registered by the desk; ``state`` and every field of an entry may be given."""
    state = {"state": values.pop("state")} if "state" in values else {}
    source = values.pop("source", Source.DESK)
    mobile = mobile or next(_MOBILES)
    with transaction():
        return register(
            meeting, Entry(name=name, mobile=mobile, **values), at=AT, by=OPERATOR, source=source, **state
        )


_MOBILES = (f"139{number:08d}" for number in range(10_000, 100_000_000))
