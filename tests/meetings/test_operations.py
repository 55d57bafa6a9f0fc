"""Meetings, hosts, rooms and guests."""

from collections.abc import Callable
from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask

from meeting.accounts.operations import add_society
from meeting.db import db, transaction
from meeting.history.models import Entry
from meeting.history.operations import broken_link
from meeting.meetings.enums import Audience, HostRole, MeetingState
from meeting.meetings.errors import (
    DaysReversed,
    ExpectedInvalid,
    GuestExists,
    HostTwice,
    MeetingExists,
    MeetingTitleMissing,
    MeetingTooLong,
    RoomExists,
    RoomInUse,
    SeatsInvalid,
    SlugInvalid,
    TextTooLong,
)
from meeting.meetings.models import Guest, Meeting, Room
from meeting.meetings.operations import (
    add_guest,
    add_host,
    add_meeting,
    add_room,
    change_guest,
    change_meeting,
    change_room,
    move_guest,
    move_host,
    move_room,
    release_guests,
    remove_guest,
    remove_host,
    remove_room,
    set_hosts,
    set_state,
    tick_arrival,
    untick_arrival,
)
from meeting.people.models import Person, Unit
from meeting.programme.enums import SessionKind
from meeting.programme.operations import add_session
from tests.meetings.making import DOING, at_once, hour, make_meeting

DAY = date(2020, 12, 8)


def _actions() -> list[str]:
    return list(db.session.scalars(sa.select(Entry.action).order_by(Entry.id)))


def test_add_meeting_takes_the_next_free_address(app: Flask) -> None:
    meeting = make_meeting()
    with transaction():
        second = add_meeting(meeting.society, title="另一个会", starts_on=DAY, city="常州市", **DOING)
        third = add_meeting(meeting.society, title="第三个会", starts_on=DAY, city="常州", **DOING)
        named = add_meeting(meeting.society, title="第四个会", starts_on=DAY, slug="annual", **DOING)
        again = add_meeting(meeting.society, title="第五个会", starts_on=DAY, slug="annual", **DOING)

    slugs = [each.slug for each in (meeting, second, third, named, again)]
    assert slugs == ["changzhou-2020", "changzhou-2020-2", "changzhou-2020-3", "annual", "annual-2"]
    assert meeting.state is MeetingState.DRAFT
    assert broken_link(meeting.society_id) is None


def test_add_meeting_refuses_the_same_title_and_day_in_one_society_only(app: Flask) -> None:
    meeting = make_meeting()
    with pytest.raises(MeetingExists) as caught, transaction():
        add_meeting(meeting.society, title=" 某省年会 ", starts_on=DAY, **DOING)

    assert caught.value.params["slug"] == "changzhou-2020"
    with transaction():
        other = add_society("别的学会", slug="other", **DOING)
        add_meeting(other, title="某省年会", starts_on=DAY, **DOING)
        add_meeting(meeting.society, title="某省年会", starts_on=date(2021, 12, 8), **DOING)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Meeting)) == 3


IMPOSSIBLE = [
    ({"title": "  "}, MeetingTitleMissing),
    ({"title": "年" * 121}, TextTooLong),
    ({"theme": "题" * 201}, TextTooLong),
    ({"ends_on": date(2020, 12, 7)}, DaysReversed),
    ({"ends_on": date(2022, 12, 8)}, MeetingTooLong),
    ({"expected_delegates": 0}, ExpectedInvalid),
    ({"expected_delegates": 10**10}, ExpectedInvalid),
    ({"slug": "常州"}, SlugInvalid),
    ({"slug": "a" * 51}, SlugInvalid),
]


def test_add_meeting_refuses_what_cannot_be_kept(app: Flask) -> None:
    meeting = make_meeting()

    for values, refusal in IMPOSSIBLE:
        with pytest.raises(refusal), transaction():
            add_meeting(meeting.society, **{"title": "会", "starts_on": DAY, **values}, **DOING)

    assert db.session.scalar(sa.select(sa.func.count()).select_from(Meeting)) == 1


def test_add_meeting_takes_one_of_two_of_the_same_title_at_once(app: Flask) -> None:
    society_id = make_meeting().society_id
    db.session.remove()

    def add() -> None:
        from meeting.accounts.models import Society

        add_meeting(db.session.get_one(Society, society_id), title="同一个会", starts_on=DAY, **DOING)

    assert sorted(at_once(app, add, add)) == ["done", "meeting-exists"]


def test_change_meeting_records_what_changed_and_keeps_the_address(app: Flask) -> None:
    meeting = make_meeting()
    with transaction():
        change_meeting(meeting, title="新名称", city="苏州市", starts_on=DAY, ends_on=date(2020, 12, 10), **DOING)
        change_meeting(meeting, title="新名称", **DOING)

    assert (meeting.title, meeting.city, meeting.slug) == ("新名称", "苏州市", "changzhou-2020")
    (entry,) = db.session.scalars(sa.select(Entry).where(Entry.action == "change-meeting"))
    assert {value.field: (value.before, value.after) for value in entry.values} == {
        "title": ("某省年会", "新名称"),
        "city": ("常州市", "苏州市"),
        "ends_on": ("2020-12-08", "2020-12-10"),
    }


def test_change_meeting_leaves_all_as_it_was_when_it_refuses(app: Flask) -> None:
    meeting = make_meeting()
    with transaction():
        add_meeting(meeting.society, title="别的会", starts_on=DAY, **DOING)
        with pytest.raises(MeetingExists):
            change_meeting(meeting, title="别的会", theme="新主题", **DOING)
        with pytest.raises(DaysReversed):
            change_meeting(meeting, ends_on=date(2020, 12, 1), **DOING)

    assert (meeting.title, meeting.theme, meeting.ends_on) == ("某省年会", "", DAY)


def test_set_state_again_changes_and_records_nothing(app: Flask) -> None:
    meeting = make_meeting()
    with transaction():
        set_state(meeting, MeetingState.OPEN, **DOING)
        set_state(meeting, MeetingState.OPEN, **DOING)

    assert meeting.state is MeetingState.OPEN
    assert _actions().count("set-meeting-state") == 1


def _hosts(meeting: Meeting) -> list[tuple[str, str]]:
    return [(host.role.value, host.unit.name) for host in meeting.hosts]


def test_set_hosts_orders_by_protocol_and_replaces(app: Flask) -> None:
    meeting = make_meeting()
    with transaction():
        set_hosts(meeting, {HostRole.CO_HOST: ["丙"], HostRole.HOST: ["甲", "乙"], HostRole.PATRON: ["丁"]}, **DOING)
        first = _hosts(meeting)
        set_hosts(meeting, {HostRole.HOST: ["乙", "甲"]}, **DOING)

    assert first == [("patron", "丁"), ("host", "甲"), ("host", "乙"), ("co-host", "丙")]
    assert _hosts(meeting) == [("host", "乙"), ("host", "甲")]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Unit)) == 4


def test_add_move_and_remove_host_keep_the_order_of_each_role(app: Flask) -> None:
    meeting = make_meeting()
    with transaction():
        set_hosts(meeting, {HostRole.HOST: ["甲", "乙"], HostRole.SUPPORTER: ["丙"]}, **DOING)
        add_host(meeting, HostRole.HOST, "丁", **DOING)
        added = _hosts(meeting)
        move_host(meeting.hosts[2], up=True, **DOING)
        move_host(meeting.hosts[0], up=True, **DOING)
        moved = _hosts(meeting)
        with pytest.raises(HostTwice):
            add_host(meeting, HostRole.HOST, " 甲 ", **DOING)
        remove_host(meeting.hosts[0], **DOING)

    assert added == [("host", "甲"), ("host", "乙"), ("host", "丁"), ("supporter", "丙")]
    assert moved == [("host", "甲"), ("host", "丁"), ("host", "乙"), ("supporter", "丙")]
    assert _hosts(meeting) == [("host", "丁"), ("host", "乙"), ("supporter", "丙")]


def test_rooms_are_added_changed_moved_and_removed(app: Flask) -> None:
    meeting = make_meeting()
    with transaction():
        rooms = [add_room(meeting, name, **DOING) for name in ("一", "二", "三")]
        move_room(rooms[2], up=True, **DOING)
        change_room(rooms[0], name="主会场", seats=450, **DOING)
        with pytest.raises(RoomExists):
            change_room(rooms[1], name=" 主会场 ", seats=None, **DOING)
        remove_room(rooms[1], **DOING)

    db.session.expire_all()
    assert [(room.name, room.seats) for room in meeting.rooms] == [("主会场", 450), ("三", None)]


def test_add_room_refuses_impossible_seats(app: Flask) -> None:
    meeting = make_meeting()

    for seats in (0, -1, 100_001):
        with pytest.raises(SeatsInvalid), transaction():
            add_room(meeting, "一", seats=seats, **DOING)
    assert meeting.rooms == []


def test_remove_room_refuses_one_in_use_and_leaves_it(app: Flask) -> None:
    meeting = make_meeting()
    with transaction():
        room = add_room(meeting, "主会场", **DOING)
        add_session(
            meeting, kind=SessionKind.PLENARY, title="大会", starts_at=hour("09:00"), ends_at=hour("10:00"), room=room,
            **DOING,
        )  # fmt: skip

    with pytest.raises(RoomInUse), transaction():
        remove_room(room, **DOING)
    assert db.session.scalar(sa.select(Room.name)) == "主会场"
    assert "remove-room" not in _actions()


def test_add_guest_knows_a_person_by_unit_and_another_by_post(app: Flask) -> None:
    meeting = make_meeting()
    with transaction():
        add_guest(meeting, "张　三", post="馆长", **DOING)
        add_guest(meeting, "张三", post="局长", unit_name="某市档案局", **DOING)
        with pytest.raises(GuestExists):
            add_guest(meeting, "张三", post="馆长", **DOING)
        with pytest.raises(GuestExists):
            add_guest(meeting, "张三", post="书记", unit_name="某市档案局", **DOING)

    assert [(guest.person.name, guest.post, guest.position, guest.audience) for guest in meeting.guests] == [
        ("张三", "馆长", 1, Audience.STAFF),
        ("张三", "局长", 2, Audience.STAFF),
    ]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Person)) == 2


def test_guests_are_ranked_by_hand_changed_and_removed(app: Flask) -> None:
    meeting = make_meeting()
    with transaction():
        guests = [add_guest(meeting, name, **DOING) for name in ("甲某", "乙某", "丙某")]
        move_guest(guests[2], up=True, **DOING)
        move_guest(guests[2], up=True, **DOING)
        move_guest(guests[2], up=True, **DOING)
        change_guest(guests[0], post="馆长", audience=Audience.PUBLIC, received_by="小李", **DOING)
        remove_guest(guests[1], **DOING)

    db.session.expire_all()
    assert [(guest.person.name, guest.post, guest.audience.value) for guest in meeting.guests] == [
        ("丙某", "", "staff"),
        ("甲某", "馆长", "public"),
    ]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Person)) == 3


def test_tick_arrival_counts_once_and_untick_takes_it_back(app: Flask) -> None:
    meeting = make_meeting()
    with transaction():
        guest = add_guest(meeting, "甲某", **DOING)
    for act, arrived in ((tick_arrival, True), (tick_arrival, True), (untick_arrival, False), (untick_arrival, False)):
        with transaction():
            act(guest, **DOING)
        assert (guest.arrived_at is not None) is arrived

    assert _actions()[-2:] == ["tick-arrival", "untick-arrival"]


@pytest.mark.parametrize("act", [tick_arrival, untick_arrival])
def test_tick_arrival_by_two_at_once_is_recorded_once(app: Flask, act: Callable[..., None]) -> None:
    meeting = make_meeting()
    with transaction():
        guest_id = add_guest(meeting, "甲某", **DOING).id
        if act is untick_arrival:
            tick_arrival(meeting.guests[0], **DOING)
    before = len(_actions())
    db.session.remove()

    def tick() -> None:
        act(db.session.get_one(Guest, guest_id), **DOING)

    assert at_once(app, tick, tick) == ["done", "done"]
    assert len(_actions()) == before + 1


def test_release_guests_changes_all_names_at_once(app: Flask) -> None:
    meeting = make_meeting()
    with transaction():
        add_guest(meeting, "甲某", **DOING)
        add_guest(meeting, "乙某", audience=Audience.PUBLIC, **DOING)
        changed = release_guests(meeting, Audience.PUBLIC, **DOING)

    assert changed == 1
    assert {guest.audience for guest in meeting.guests} == {Audience.PUBLIC}
