"""What a reader may see of the programme, and in how many statements."""

import pytest
from flask import Flask

from meeting.db import db, transaction
from meeting.meetings.enums import Audience
from meeting.meetings.models import Meeting
from meeting.meetings.operations import add_guest, add_room
from meeting.programme.enums import ItemKind, SessionKind
from meeting.programme.operations import add_item, add_session, add_sub_forum, set_named, speaker_named
from meeting.programme.queries import agenda_for, days_of, sub_forums_of
from tests.meetings.making import DOING, hour, make_meeting, statements


def _programme() -> Meeting:
    """A plenary with a leader and a professor, a rehearsal within it for staff; a dinner for delegates; a council."""
    meeting = make_meeting(days=2)
    with transaction():
        room = add_room(meeting, "主会场", seats=450, **DOING)
        add_guest(meeting, "陈馆长", post="省档案馆馆长", **DOING)
        plenary = add_session(
            meeting, kind=SessionKind.PLENARY, title="大会", starts_at=hour("09:00"), ends_at=hour("12:00"), room=room,
            **DOING,
        )  # fmt: skip
        for start, end, title, names, audience in (
            ("09:00", "09:30", "讲话", ["陈馆长"], Audience.PUBLIC),
            ("09:30", "10:00", "报告", ["李四（某大学）", "陈馆长"], Audience.PUBLIC),
            ("10:00", "10:30", "彩排", [], Audience.STAFF),
        ):
            add_item(
                plenary, kind=ItemKind.REPORT, title=title, starts_at=hour(start), ends_at=hour(end), audience=audience,
                speakers=[speaker_named(meeting, name, **DOING) for name in names], **DOING,
            )  # fmt: skip
        add_session(
            meeting, kind=SessionKind.PLENARY, title="晚宴", starts_at=hour("18:00"), ends_at=hour("20:00"),
            audience=Audience.DELEGATES, **DOING,
        )  # fmt: skip
        council = add_session(
            meeting, kind=SessionKind.COUNCIL, title="理事会", starts_at=hour("09:00", day=9),
            ends_at=hour("10:00", day=9), **DOING,
        )  # fmt: skip
        set_named(council, [speaker_named(meeting, "理事甲", **DOING)], **DOING)
        add_sub_forum(
            meeting, name="分论坛", starts_at=hour("14:00"), ends_at=hour("16:00"), seats=80, room=room, **DOING
        ).taken = 3
    return meeting


def _read(meeting: Meeting, audience: Audience, person_id: int | None = None) -> dict[str, dict[str, list[str]]]:
    return {
        shown.session.title: {
            entry.item.title: [f"{speaker.name}/{speaker.post}" for speaker in entry.speakers] for entry in shown.items
        }
        for shown in agenda_for(meeting, audience, person_id=person_id)
    }


def test_agenda_for_the_public_leaves_out_what_is_not_released(app: Flask) -> None:
    assert _read(_programme(), Audience.PUBLIC) == {"大会": {"讲话": [], "报告": ["李四/某大学"]}, "分论坛": {}}


def test_agenda_for_delegates_and_staff_shows_more(app: Flask) -> None:
    meeting = _programme()

    assert _read(meeting, Audience.DELEGATES) == {
        "大会": {"讲话": [], "报告": ["李四/某大学"]},
        "分论坛": {},
        "晚宴": {},
    }
    assert _read(meeting, Audience.STAFF) == {
        "大会": {"讲话": ["陈馆长/省档案馆馆长"], "报告": ["李四/某大学", "陈馆长/省档案馆馆长"], "彩排": []},
        "分论坛": {},
        "晚宴": {},
        "理事会": {},
    }


def test_agenda_for_shows_a_leader_as_widely_as_the_guest_is_released(app: Flask) -> None:
    meeting = _programme()
    with transaction():
        meeting.guests[0].audience = Audience.DELEGATES

    assert _read(meeting, Audience.PUBLIC)["大会"]["讲话"] == []
    assert _read(meeting, Audience.DELEGATES)["大会"]["讲话"] == ["陈馆长/省档案馆馆长"]


def test_agenda_for_a_named_person_shows_their_session_and_their_own_name(app: Flask) -> None:
    meeting = _programme()
    with transaction():
        councillor, leader = speaker_named(meeting, "理事甲（别处）", **DOING), meeting.guests[0].person
        named = agenda_for(meeting, Audience.STAFF)[-1].session.named[0].person_id

    assert "理事会" in _read(meeting, Audience.DELEGATES, named)
    assert "理事会" not in _read(meeting, Audience.DELEGATES, councillor.id)  # another of the same name
    assert _read(meeting, Audience.PUBLIC, leader.id)["大会"]["讲话"] == ["陈馆长/省档案馆馆长"]


def test_days_of_part_the_sessions_and_put_side_by_side_what_is_at_one_time(app: Flask) -> None:
    meeting = _programme()
    with transaction():
        add_sub_forum(meeting, name="另一个", starts_at=hour("14:00"), ends_at=hour("16:00"), **DOING)

    days = days_of(meeting, agenda_for(meeting, Audience.STAFF))

    titles = [[[shown.session.title for shown in block] for block in day.blocks] for day in days]
    assert [str(day.day) for day in days] == ["2020-12-08", "2020-12-09"]
    assert titles == [[["大会"], ["分论坛", "另一个"], ["晚宴"]], [["理事会"]]]


def test_agenda_for_says_how_many_seats_are_free(app: Flask) -> None:
    free = {shown.session.title: shown.free for shown in agenda_for(_programme(), Audience.PUBLIC)}

    assert free == {"大会": None, "分论坛": 77}


@pytest.mark.parametrize("audience", [Audience.PUBLIC, Audience.STAFF])
def test_agenda_for_asks_the_same_number_of_times_for_one_and_for_many(app: Flask, audience: Audience) -> None:
    meeting = _programme()

    def count() -> int:
        db.session.expire_all()
        _ = meeting.id, meeting.zone
        with statements() as found:
            _read(meeting, audience)
            [shown.room and shown.room.name for shown in agenda_for(meeting, audience)]
        return len(found)

    before = count()
    with transaction():
        for number in range(3):
            room = add_room(meeting, f"{number}号厅", **DOING)
            session = add_session(
                meeting, kind=SessionKind.PLENARY, title=f"第{number}场", starts_at=hour("14:00"),
                ends_at=hour("15:00"), room=room, **DOING,
            )  # fmt: skip
            add_item(
                session, kind=ItemKind.REPORT, title="某", starts_at=hour("14:00"), ends_at=hour("15:00"),
                speakers=[speaker_named(meeting, f"某人{number}（单位{number}）", **DOING)], **DOING,
            )  # fmt: skip

    assert count() == before


def test_sub_forums_of_are_those_that_delegates_may_choose(app: Flask) -> None:
    meeting = _programme()
    with transaction():
        add_sub_forum(
            meeting, name="内部", starts_at=hour("14:00"), ends_at=hour("16:00"), audience=Audience.STAFF, **DOING
        )

    assert [session.title for session in sub_forums_of(meeting)] == ["分论坛"]


def test_a_named_person_sees_named_items_and_never_those_for_staff(app: Flask) -> None:
    """Of a council meant for named persons, and of a public session in which one item is."""
    meeting = _programme()
    with transaction():
        councillor = speaker_named(meeting, "理事乙（某市档案馆）", **DOING)
        other = speaker_named(meeting, "理事丙（某市档案馆）", **DOING)
        plenary, council = (
            next(shown.session for shown in agenda_for(meeting, Audience.STAFF) if shown.session.title == title)
            for title in ("大会", "理事会")
        )
        for session, start, end, day, title, audience in (
            (plenary, "11:00", "11:30", 8, "内部通报", Audience.NAMED),
            (council, "09:00", "09:30", 9, "表决", Audience.NAMED),
            (council, "09:30", "10:00", 9, "会务碰头", Audience.STAFF),
        ):
            add_item(
                session, kind=ItemKind.REPORT, title=title, starts_at=hour(start, day), ends_at=hour(end, day),
                audience=audience, **DOING,
            )  # fmt: skip
        set_named(plenary, [councillor], **DOING)
        set_named(council, [councillor], **DOING)

    seen = {
        reader: {title: list(items) for title, items in _read(meeting, Audience.DELEGATES, reader).items()}
        for reader in (councillor.id, other.id)
    }

    assert seen[councillor.id]["大会"] == ["讲话", "报告", "内部通报"]
    assert seen[councillor.id]["理事会"] == ["表决"]
    assert seen[other.id]["大会"] == ["讲话", "报告"]
    assert "理事会" not in seen[other.id]


def test_an_item_is_not_shown_to_more_than_its_session(app: Flask) -> None:
    meeting = _programme()
    with transaction():
        council = agenda_for(meeting, Audience.STAFF)[-1].session
        add_item(
            council, kind=ItemKind.REPORT, title="公开的一项", starts_at=hour("09:00", 9), ends_at=hour("10:00", 9),
            **DOING,
        )  # fmt: skip
        delegate = speaker_named(meeting, "理事乙（某市档案馆）", **DOING)
        set_named(council, [delegate], **DOING)
        council.audience = Audience.STAFF

    assert "理事会" not in _read(meeting, Audience.DELEGATES, delegate.id)
