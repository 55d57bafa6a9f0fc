"""Seats of sub-forums: nobody oversold, nobody left waiting while a seat is free."""

from dataclasses import replace
from datetime import timedelta

import pytest

from meeting.accounts.actors import OPERATOR
from meeting.db import db
from meeting.history.queries import entries_of
from meeting.programme.enums import SessionKind
from meeting.programme.errors import SeatsBelowTaken, SeatsInvalid
from meeting.programme.operations import change_session, set_seats
from meeting.registration.enums import EnrolmentState
from meeting.registration.operations.delegates import approve, cancel, change, decline, entry_of, restore
from meeting.registration.operations.enrolments import NotASubForum, enrol, withdraw
from meeting.registration.queries.enrolments import seats_mismatched, waiting_counts
from tests.conftest import AT
from tests.registration.making import make_delegate, make_meeting, make_society, make_sub_forum

ENROLLED, WAITING = EnrolmentState.ENROLLED, EnrolmentState.WAITING


def states(*delegates):
    return [delegate.enrolment.state if delegate.enrolment else None for delegate in delegates]


def test_enrol_gives_seats_until_they_are_taken_and_then_waits(app):
    meeting = make_meeting()
    forum = make_sub_forum(meeting, seats=2)

    delegates = [make_delegate(meeting, name, sub_forum=forum) for name in ("甲一", "乙二", "丙三", "丁四")]

    assert states(*delegates) == [ENROLLED, ENROLLED, WAITING, WAITING]
    assert forum.taken == 2
    assert waiting_counts(meeting) == {forum.id: 2}
    assert seats_mismatched(meeting) == []


def test_enrol_without_a_limit_never_waits(app):
    meeting = make_meeting()
    forum = make_sub_forum(meeting, seats=None)

    delegates = [make_delegate(meeting, name, sub_forum=forum) for name in ("甲一", "乙二", "丙三")]

    assert states(*delegates) == [ENROLLED] * 3
    assert forum.taken == 3


def test_enrol_again_keeps_seat_and_place(app):
    meeting = make_meeting()
    forum = make_sub_forum(meeting, seats=1)
    first, second = (make_delegate(meeting, name, sub_forum=forum) for name in ("甲一", "乙二"))
    since = second.enrolment.since

    again = [enrol(delegate, forum, at=AT + timedelta(hours=1), by=OPERATOR) for delegate in (first, second)]

    assert again == [ENROLLED, WAITING]
    assert second.enrolment.since == since
    assert forum.taken == 1


def test_enrol_elsewhere_gives_the_seat_to_who_waited_longest(app):
    meeting = make_meeting()
    forum, other = make_sub_forum(meeting, seats=1), make_sub_forum(meeting, seats=1, title="高校档案分会")
    first, second, third = (make_delegate(meeting, name, sub_forum=forum) for name in ("甲一", "乙二", "丙三"))

    change(first, replace(entry_of(first), sub_forum=other), at=AT, by=OPERATOR)

    assert states(first, second, third) == [ENROLLED, ENROLLED, WAITING]
    assert (forum.taken, other.taken) == (1, 1)
    assert entries_of(second, society_id=meeting.society_id)[0].action == "promote"
    assert seats_mismatched(meeting) == []


def test_withdraw_frees_the_seat_when_nobody_waits(app):
    meeting = make_meeting()
    forum = make_sub_forum(meeting, seats=1)
    delegate = make_delegate(meeting, sub_forum=forum)

    promoted = withdraw(delegate, at=AT, by=OPERATOR)
    again = withdraw(delegate, at=AT, by=OPERATOR)

    assert (promoted, again, delegate.enrolment) == (None, None, None)
    assert forum.taken == 0


def test_withdraw_of_who_waits_moves_nobody(app):
    meeting = make_meeting()
    forum = make_sub_forum(meeting, seats=1)
    _first, second, third = (make_delegate(meeting, name, sub_forum=forum) for name in ("甲一", "乙二", "丙三"))

    promoted = withdraw(second, at=AT, by=OPERATOR)

    assert promoted is None
    assert states(second, third) == [None, WAITING]
    assert forum.taken == 1


@pytest.mark.parametrize("leave", [cancel, decline])
def test_leaving_gives_the_seat_back_and_passes_over_who_has_left(app, leave):
    meeting = make_meeting()
    forum = make_sub_forum(meeting, seats=1)
    first, second, third = (make_delegate(meeting, name, sub_forum=forum) for name in ("甲一", "乙二", "丙三"))
    leave(second, at=AT, by=OPERATOR)

    leave(first, at=AT, by=OPERATOR)

    assert states(first, second, third) == [WAITING, WAITING, ENROLLED]
    assert forum.taken == 1
    assert waiting_counts(meeting) == {}
    assert seats_mismatched(meeting) == []


def test_coming_back_takes_a_seat_only_if_one_is_left(app):
    meeting = make_meeting()
    forum = make_sub_forum(meeting, seats=1)
    first, second = (make_delegate(meeting, name, sub_forum=forum) for name in ("甲一", "乙二"))
    cancel(first, at=AT, by=OPERATOR)

    restore(first, at=AT, by=OPERATOR)
    full = states(first, second)
    cancel(second, at=AT, by=OPERATOR)
    approve(second, at=AT, by=OPERATOR)

    assert full == [WAITING, ENROLLED]
    assert states(first, second) == [ENROLLED, WAITING]
    assert forum.taken == 1


def test_set_seats_moves_up_as_many_as_it_adds(app):
    meeting = make_meeting()
    forum = make_sub_forum(meeting, seats=1)
    delegates = [make_delegate(meeting, name, sub_forum=forum) for name in ("甲一", "乙二", "丙三", "丁四")]

    promoted = set_seats(forum, 3, at=AT, by=OPERATOR)

    assert promoted == [delegate.person for delegate in delegates[1:3]]
    assert states(*delegates) == [ENROLLED, ENROLLED, ENROLLED, WAITING]
    assert (forum.seats, forum.taken) == (3, 3)


def test_set_seats_never_goes_below_what_is_taken(app):
    meeting = make_meeting()
    forum = make_sub_forum(meeting, seats=3)
    for name in ("甲一", "乙二"):
        make_delegate(meeting, name, sub_forum=forum)

    with pytest.raises(SeatsBelowTaken) as refused:
        set_seats(forum, 1, at=AT, by=OPERATOR)
    set_seats(forum, 2, at=AT, by=OPERATOR)

    assert refused.value.params == {"title": "档案信息化分会", "taken": 2}
    assert forum.seats == 2


def test_set_seats_refuses_what_cannot_be(app):
    forum = make_sub_forum(make_meeting(), seats=3)

    for seats in (0, -1, 100_001):
        with pytest.raises(SeatsInvalid):
            set_seats(forum, seats, at=AT, by=OPERATOR)

    assert forum.seats == 3


def test_change_session_moves_up_as_many_as_it_adds_seats(app):
    meeting = make_meeting()
    forum = make_sub_forum(meeting, seats=1)
    delegates = [make_delegate(meeting, name, sub_forum=forum) for name in ("甲一", "乙二", "丙三")]

    moved_up = change_session(
        forum, kind=forum.kind, title=forum.title, starts_at=forum.starts_at, ends_at=forum.ends_at, room=None,
        audience=forum.audience, seats=2, at=AT, by=OPERATOR,
    )  # fmt: skip

    assert moved_up == [delegates[1].person]
    assert states(*delegates) == [ENROLLED, ENROLLED, WAITING]
    assert (forum.seats, forum.taken) == (2, 2)


def test_enrol_refuses_what_is_no_sub_forum_of_the_meeting(app):
    society = make_society()
    meeting, other = make_meeting(society), make_meeting(society, "nanjing-2021", title="另一个会")
    delegate = make_delegate(meeting)
    plenary, foreign = make_sub_forum(meeting), make_sub_forum(other)
    plenary.kind = SessionKind.PLENARY

    for session in (plenary, foreign):
        with pytest.raises(NotASubForum):
            enrol(delegate, session, at=AT, by=OPERATOR)
        with pytest.raises(NotASubForum):
            change(delegate, replace(entry_of(delegate), sub_forum=session), at=AT, by=OPERATOR)


def test_seats_mismatched_names_a_count_that_was_tampered_with(app):
    meeting = make_meeting()
    forum = make_sub_forum(meeting, seats=5)
    make_delegate(meeting, sub_forum=forum)
    forum.taken = 3
    db.session.commit()

    [found] = seats_mismatched(meeting)

    assert (found.session, found.taken, found.enrolled) == (forum, 3, 1)
