"""Hours, days, and who sees what."""

from datetime import date, datetime

import pytest

from meeting.meetings.enums import Audience
from meeting.programme.enums import SessionKind
from meeting.programme.rules import default_audience, hours, overlap, sees, within_days
from tests.meetings.making import hour


@pytest.mark.parametrize(
    ("first", "second", "clash"),
    [
        (("09:00", "10:00"), ("10:00", "11:00"), False),
        (("10:00", "11:00"), ("09:00", "10:00"), False),
        (("09:00", "10:00"), ("09:59", "11:00"), True),
        (("09:00", "12:00"), ("10:00", "10:15"), True),
        (("10:00", "10:15"), ("09:00", "12:00"), True),
        (("09:00", "10:00"), ("09:00", "10:00"), True),
    ],
)
def test_overlap_is_of_half_open_intervals(first: tuple[str, str], second: tuple[str, str], clash: bool) -> None:
    assert overlap((hour(first[0]), hour(first[1])), (hour(second[0]), hour(second[1]))) is clash


@pytest.mark.parametrize(
    ("start", "end", "inside"),
    [
        (hour("09:00"), hour("10:00"), True),
        (hour("16:00", day=7), hour("21:00", day=7), True),
        (hour("08:00", day=5), hour("09:00", day=5), True),
        (hour("08:00", day=4), hour("09:00", day=4), False),
        (hour("22:00", day=9), hour("23:59", day=9), True),
        (hour("08:00", day=10), hour("09:00", day=10), False),
        (hour("22:00", day=9), hour("08:00", day=10), False),
    ],
)
def test_within_days_takes_the_meetings_days_and_three_before(start: datetime, end: datetime, inside: bool) -> None:
    first, last = date(2020, 12, 8), date(2020, 12, 9)

    assert within_days(start, end, first=first, last=last, zone="Asia/Shanghai") is inside


def test_hours_name_the_second_day_where_it_is_another() -> None:
    assert hours(hour("09:00"), hour("09:15"), "Asia/Shanghai") == "2020-12-08 09:00–09:15"
    assert hours(hour("22:00"), hour("08:00", day=9), "Asia/Shanghai") == "2020-12-08 22:00–2020-12-09 08:00"


def test_default_audience_keeps_council_and_visit_to_named_persons() -> None:
    private = {kind for kind in SessionKind if default_audience(kind) is Audience.NAMED}

    assert private == {SessionKind.COUNCIL, SessionKind.VISIT}


@pytest.mark.parametrize(
    ("viewer", "seen"),
    [
        (Audience.PUBLIC, {"public"}),
        (Audience.DELEGATES, {"public", "delegates"}),
        (Audience.STAFF, {"public", "delegates", "named", "staff"}),
    ],
)
def test_sees_widens_from_the_public_to_staff(viewer: Audience, seen: set[str]) -> None:
    assert {shown.value for shown in Audience if sees(viewer, shown)} == seen
