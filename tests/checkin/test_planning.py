"""The planner's arithmetic, by hand; and its page."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from meeting.accounts.enums import Role
from meeting.checkin.planning import ArrivalsUnreadable, Quarter, desks_needed, plan, read_arrivals, usual_arrivals
from meeting.db import uuid7
from tests.checkin.making import make_code, make_confirmed, make_gates, make_staff, scan, sign_in
from tests.registration.making import make_meeting

HALF_PAST_EIGHT = 8 * 60 + 30


def test_four_hundred_in_a_quarter_by_hand() -> None:
    # 400 in 15 minutes are 26.7 a minute. Two gates at 6 s let 20 a minute in: 6.7 more each minute, after 15 minutes
    # 100 wait, and the last of them 5 minutes. One gate lets 10 in: 250 wait, 25 minutes.
    rush = [Quarter(HALF_PAST_EIGHT, 400)]

    assert plan(rush, 6, 2) == (2, pytest.approx(5.0), 100, HALF_PAST_EIGHT + 20)
    assert plan(rush, 6, 1) == (1, pytest.approx(25.0), 250, HALF_PAST_EIGHT + 40)
    assert plan(rush, 6, 3)[1:3] == (0.0, 0)
    assert desks_needed(rush, 6).desks == 2
    assert desks_needed(rush, 6, wait=4.9).desks == 3


def test_queue_goes_on_into_the_next_quarter() -> None:
    # One desk at 60 s: 15 a quarter. 30 come, then none: 15 wait at 8:45, all gone at 9:00.
    found = plan([Quarter(HALF_PAST_EIGHT, 30), Quarter(HALF_PAST_EIGHT + 15, 0)], 60, 1)

    assert (found.wait, found.queue, found.empty_at) == (pytest.approx(15.0), 15, HALF_PAST_EIGHT + 30)


def test_usual_arrivals_are_everybody_in_the_hour_before() -> None:
    found = usual_arrivals(400, 9 * 60)

    assert found == [(480, 40), (495, 100), (510, 180), (525, 80)]


@pytest.mark.parametrize("typed", ["", "八点半 180", "25:00 3", "08:30", "08:30 0"])
def test_what_is_no_time_and_number_is_refused(typed: str) -> None:
    with pytest.raises(ArrivalsUnreadable):
        read_arrivals(typed)


def test_arrivals_are_read_as_people_write_them() -> None:
    assert read_arrivals("8：30 180人\n08:20　20\n\n08:44 5") == [(495, 20), (510, 185)]


def test_page_answers_on_the_same_page_and_shows_how_they_came(app: Flask, client: FlaskClient) -> None:
    meeting = make_meeting()
    gate = make_gates(meeting)[1]
    scan(meeting, gate, make_code(make_confirmed(meeting)))
    sign_in(client, make_staff(meeting, Role.ORGANISER))
    url = f"/desk/{meeting.slug}/gates/{gate.id}/plan"
    given = {"form_key": str(uuid7()), "arrivals": "08:30 400", "seconds": "6", "printing": "8"}

    first, good = client.get(url), client.post(url, data=given)
    bad = [client.post(url, data=given | more) for more in ({"arrivals": "八点"}, {"seconds": "0"}, {"seconds": "x"})]

    assert "实际到达" in first.text
    assert "要 2 个口子：最久排 5.0 分钟，最长 100 人。" in good.text
    assert "要 3 台打印机。" in good.text
    assert [answer.status_code for answer in bad] == [422] * 3
    assert "八点</textarea>" in bad[0].text
